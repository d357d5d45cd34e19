"""The draft store: who can open a draft, what stands in the database, when it goes."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from programmes.enums import Pathway
from referrals import drafts
from referrals.drafts import DraftGone
from referrals.enums import Route
from referrals.models import Draft
from referrals.tasks import forget_drafts
from tests.factories.accounts import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def start(by=None, now=NOW):
    return drafts.start_draft(route=Route.SELF, pathway=Pathway.DOMESTIC_ABUSE, by=by, now=now)


def reopen(token, by=None, now=NOW, route=Route.SELF):
    return drafts.open_draft(
        token=token, route=route, pathway=Pathway.DOMESTIC_ABUSE, by=by, now=now
    )


def keep(draft, slug="name", **answers):
    drafts.change_draft(draft=draft, change=lambda content: content.keep(slug, answers))


@pytest.mark.sqlite
def test_the_token_opens_what_was_kept():
    draft = start()
    keep(draft, name="Canary Name")

    assert reopen(draft.token).content.pages == {"name": {"name": "Canary Name"}}


def test_neither_token_nor_answers_stand_in_the_database():
    draft = start()
    keep(draft, name="Canary Name")

    row = Draft.objects.values().get()
    stored = b"".join(bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode()
                      for v in row.values())  # fmt: skip
    assert b"Canary" not in stored
    assert draft.token.encode() not in stored


def test_another_token_another_form_or_another_day_opens_nothing():
    draft = start()

    assert reopen("guessed") is None
    assert reopen(draft.token, route=Route.AGENCY) is None
    assert reopen(draft.token, now=NOW + 7 * DAY) is None
    assert reopen(draft.token, now=NOW + 6 * DAY) is not None


def test_a_box_that_does_not_fit_its_token_opens_nothing():
    draft, other = start(), start()
    Draft.objects.filter(pk=draft.row.pk).update(box=other.row.box)

    assert reopen(draft.token) is None


def test_an_agency_draft_opens_for_its_account_only():
    ours, theirs = (UserFactory(agency=AgencyFactory()) for _ in range(2))
    draft = start(by=ours)

    assert reopen(draft.token, by=ours) is not None
    assert reopen(draft.token, by=theirs) is None
    assert reopen(draft.token) is None


def test_two_windows_do_not_undo_each_other():
    draft = start()
    first, second = reopen(draft.token), reopen(draft.token)

    keep(first, "name", name="A")
    keep(second, "birth", born_on="1990-02-01")

    assert set(reopen(draft.token).content.pages) == {"name", "birth"}


def test_a_sent_draft_keeps_the_reference_and_nothing_else():
    draft = start()
    keep(draft, name="Canary Name")

    drafts.close_draft(draft=draft, row=draft.row, reference="KM-7F3K-9Q2D", now=NOW)

    again = reopen(draft.token)
    assert again.is_sent
    assert again.content.reference == "KM-7F3K-9Q2D"
    assert again.content.pages == {}
    with pytest.raises(DraftGone):
        keep(again, name="Late")


def test_a_draft_that_was_started_anew_cannot_be_changed_any_more():
    draft = start()
    drafts.discard_draft(draft=reopen(draft.token))

    with pytest.raises(DraftGone):
        keep(draft, name="Late")


def test_drafts_are_forgotten_when_their_time_is_over():
    old, new = start(now=NOW - 7 * DAY), start(now=NOW - 6 * DAY)
    sent = start()
    drafts.close_draft(draft=sent, row=sent.row, reference="KM", now=NOW - 2 * DAY)

    assert drafts.forget_drafts(now=NOW) == 2

    assert [row.pk for row in Draft.objects.all()] == [new.row.pk]
    assert old.row.pk != new.row.pk


def test_the_task_forgets_by_the_clock():
    start(now=timezone.now() - 8 * DAY)
    start(now=timezone.now())

    forget_drafts()

    assert Draft.objects.count() == 1


@pytest.mark.sqlite
def test_a_draft_from_before_changes_were_counted_opens():
    draft = start()
    old = {"pages": {"name": {"name": "Casey"}}, "sealed": {}, "pending": {}, "reference": ""}
    box = drafts._box(draft.token).encrypt(json.dumps(old).encode())
    Draft.objects.filter(pk=draft.row.pk).update(box=bytes(box))

    content = reopen(draft.token).content

    assert (content.pages, content.version) == ({"name": {"name": "Casey"}}, 0)
    assert content.changed_since(0) == set()


@pytest.mark.sqlite
def test_each_change_of_an_answer_is_counted_and_the_same_answer_is_no_change():
    draft = start()
    keep(draft, name="Casey")
    keep(draft, slug="birth", born_on="1990-01-01")
    before = draft.content.version
    keep(draft, slug="birth", born_on="1990-01-01")
    assert draft.content.version == before

    keep(draft, name="Robin")
    drafts.change_draft(
        draft=draft, change=lambda content: content.keep_sealed("them", "person", b"sealed")
    )

    assert draft.content.changed_since(before) == {"name", "them"}
