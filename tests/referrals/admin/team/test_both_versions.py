"""The second of two users sees what is on record now beside what was typed, and chooses."""

import datetime as dt
import html

import pytest
import time_machine
from django.urls import reverse

from referrals import pauses, workflow
from referrals.admin.forms import DeclineForm, HoldForm
from referrals.admin.team.both_versions import MOST, both_versions, recorded_since, typed_on
from referrals.enums import Status
from referrals.models import Amendment
from tests.drawn import opened, token_of
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db
DAY = NOW.date() + dt.timedelta(days=9)
PARTS = ("day", "month", "year")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def berta():
    return staff(coordinator=True, last_name="Berta")


def asked(referral, by, question="Which day?"):
    workflow.request_information(referral_id=referral.pk, question=question, by=by, now=NOW)
    workflow.receive_information(referral_id=referral.pk, answer="Monday.", by=by, now=NOW)


def test_what_is_on_record_stands_beside_what_was_typed_and_either_can_be_kept(client, berta):
    referral = make_referral()
    client.force_login(staff(coordinator=True))
    where = reverse("admin:referrals_referral_hold", args=[referral.pk])
    read = opened(client, where)
    asked(referral, berta)
    typed = {"words": "Ill."} | {f"review_on-{part}": getattr(DAY, part) for part in PARTS}

    page = client.post(where, typed | read)

    said = html.unescape(page.content.decode())
    assert said.index("Two versions") < said.index("On record since you opened this page")
    assert "<strong>Asked for information</strong>, 1 December, 10:00, Invented Berta." in said
    assert "Monday." in said
    assert f"<dd>{DAY.day} {DAY.month} {DAY.year}</dd>" in said
    assert "<dd>Ill.</dd>" in said
    assert "Keep what is on record" in said
    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE

    client.post(where, typed | token_of(page))
    referral.refresh_from_db()
    assert referral.status == Status.ON_HOLD


def test_a_page_with_a_mistake_or_of_another_referral_shows_no_second_version(client, berta):
    referral, other = make_referral(), make_referral()
    client.force_login(staff(coordinator=True))
    where = reverse("admin:referrals_referral_hold", args=[referral.pk])
    page = client.post(where, {"words": ""} | opened(client, where))
    assert "Two versions" not in page.content.decode()
    asked(referral, berta)
    elsewhere = reverse("admin:referrals_referral_hold", args=[other.pk])
    page = client.post(where, {"words": ""} | opened(client, elsewhere))
    assert "Two versions" not in page.content.decode()


def test_only_the_newest_changes_are_shown_and_amendments_are_among_them(berta):
    referral = make_referral()
    for number in range(4):
        asked(referral, berta, question=f"{number}?")
    pauses.hold(referral_id=referral.pk, review_on=DAY, words="Ill.", by=berta, now=NOW)
    referral.refresh_from_db()
    Amendment.objects.create(
        referral=referral, number=referral.version + 1, page="name", name="name",
        question="Name", old="", new="Abe Example", reason="Typing.", at=NOW, by=berta,
    )  # fmt: skip

    rows = recorded_since(referral, 1)

    assert len(rows) == MOST
    assert [row["done"] for row in rows[-2:]] == ["Put on hold", "“Name” was amended"]
    assert rows[-1]["words"] == "No answer → Abe Example"
    assert recorded_since(referral, referral.version + 1) == []


def test_choices_are_shown_in_words_and_empty_answers_not_at_all():
    form = DeclineForm({"code": "ineligible", "words": "", "duplicate_of": "nonsense"})
    assert typed_on(form) == [{"question": "Reason", "answer": "Does not meet the criteria"}]
    assert typed_on(HoldForm({})) == []


def test_a_page_without_a_token_or_of_the_newest_version_has_one_version_only():
    referral = make_referral()
    for read in (None, 0, referral.version):
        assert both_versions(referral, HoldForm({}), read=read) is None
