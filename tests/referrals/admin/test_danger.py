"""Danger on the desk: first in the queue, on the first page, and at the top of the referral."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referral_portal.common.dates import at_local
from referral_portal.common.paging import Column, RowBeyond
from referrals.admin.danger import as_said, danger_rows, who_said
from referrals.admin.queue.rows import COLUMNS
from referrals.admin.queue.which import BY_DANGER
from referrals.danger_checks import latest_signs, record_danger
from referrals.danger_signs import Level
from referrals.enums import RANKED, Status
from referrals.models import Referral
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.programmes import DistrictFactory
from tests.factories.referrals import SELF_PAGES, make_catalogue, send_filled
from tests.plans import plan_with

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:referrals_referral_changelist")
CHOKED = {"what": {"behaviours": ["hurt", "choked"]}, "weapons": {"weapons": ["licence"]}}


@pytest.fixture(autouse=True)
def at_the_desk():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def page_of(client, referral):
    return client.get(reverse("admin:referrals_referral_change", args=[referral.pk]))


def shown(page):
    return [row["reference"] for row in page.context["rows"]]


def test_the_most_urgent_is_first_in_the_queue_whatever_its_status_and_age(client, coordinator):
    made = {
        level: make_referral(danger_level=level, submitted_at=NOW - dt.timedelta(hours=level))
        for level in Level
    }
    asked = make_referral(
        danger_level=1, status=Status.INFORMATION_REQUESTED, submitted_at=NOW - dt.timedelta(days=1)
    )

    page = client.get(QUEUE)

    assert shown(page) == [asked.reference, *(made[level].reference for level in Level)]
    assert page.content.decode().count("Paused") == 1
    assert shown(client.get(f"{QUEUE}?danger=2")) == [made[Level.SOON].reference]
    # What has been decided is listed by age.
    assert b"5 referrals, oldest first" in client.get(f"{QUEUE}?status=all").content


def test_the_pages_of_the_queue_go_on_through_the_levels(client, coordinator, settings):
    settings.QUEUE_PAGE_SIZE = 2
    person, district = make_person(), DistrictFactory()
    for number in range(7):
        make_referral(
            person=person, district=district, danger_level=1 + number % 3,
            status=(Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED)[number % 2],
            submitted_at=NOW - dt.timedelta(minutes=number),
        )  # fmt: skip
    wanted = list(
        Referral.objects.order_by("danger_level", "submitted_at", "id").values_list(
            "reference", flat=True
        )
    )

    found, url = [], ""
    while url is not None:
        page = client.get(f"{QUEUE}{url}")
        found += shown(page)
        url = page.context["next_url"] or None
    assert found == wanted


def test_same_day_danger_is_the_first_line_of_the_desk(client, coordinator):
    make_referral(danger_level=Level.SOON)
    assert not client.get(reverse("admin:index")).context["work"][0].is_urgent
    urgent = make_referral(danger_level=Level.SAME_DAY)
    make_referral(danger_level=Level.SAME_DAY, status=Status.AWAITING_ALLOCATION)

    first = client.get(reverse("admin:index")).context["work"][0]

    assert (first.text, first.count, first.is_urgent) == ("Danger: same day", "1", True)
    assert shown(client.get(first.url)) == [urgent.reference]


def test_the_top_of_the_referral_shows_the_signs_in_the_words_of_the_form(client, coordinator):
    make_catalogue()
    send_filled(client, "self", pages=SELF_PAGES | CHOKED)
    referral = Referral.objects.get()
    client.force_login(coordinator)

    page = page_of(client, referral).content.decode()

    top = page[: page.index("how to reach them safely")]
    for words in ("Same day", "Choked someone or put hands round their neck",
                  "A firearms or shotgun licence", "The participant said",
                  "Which of these have you done?", "Hurt someone physically"):  # fmt: skip
        assert words in top
    assert "desk-banner--urgent" in top


def test_the_answers_are_shown_as_they_were_sent_when_the_question_has_changed():
    referral = make_referral(
        answers=CHOKED,
        as_sent=[
            {
                "slug": "what",
                "title": "Old",
                "rows": [{"key": "Old question?", "value": "Hands round a neck"}],
            }
        ],
    )
    rows = as_said(referral, latest_signs(referral))

    assert rows == [{"key": "Old question?", "value": "Hands round a neck"}]


def test_a_form_without_a_sign_is_not_called_safe(client, coordinator):
    referral = make_referral()
    record_danger(referral=referral, signs=(), now=NOW)

    assert (danger_rows((), {}), who_said(())) == ([], "")
    page = page_of(client, referral).content.decode()
    assert "That does not mean that there is no danger." in page
    assert "desk-banner--urgent" not in page


def test_the_danger_of_another_form_of_the_person_is_shown_with_its_reference(client, coordinator):
    referral = make_referral()
    other = make_referral(danger_level=Level.SAME_DAY)
    other.participant.person = referral.participant.person
    other.participant.save()

    page = page_of(client, referral).content.decode()

    assert f"read the danger signs of {other.reference}" in page
    # A row of the queue has the danger of the person.
    assert [row["danger"] for row in client.get(QUEUE).context["rows"]] == ["Danger: same day"] * 2


def test_the_page_says_that_the_clock_is_paused(client, coordinator):
    referral = make_referral(
        status=Status.INFORMATION_REQUESTED,
        status_at=at_local(dt.date(2026, 11, 27), dt.time(16, 50)),
        due_at=at_local(dt.date(2026, 11, 30), dt.time(12)),
    )

    words = " ".join(page_of(client, referral).content.decode().split())

    assert "Paused since 27 November 2026, 16:50 while information is asked for." in words
    assert "The decision was due by 30 November 2026, 12:00" in words


def test_noon_has_passed_and_it_is_overdue_the_same_day(client, coordinator):
    make_referral(due_at=at_local(NOW.date(), dt.time(9)))
    later = NOW + dt.timedelta(minutes=1)
    waits = make_referral(due_at=at_local(NOW.date(), dt.time(12)), submitted_at=later)

    rows = client.get(QUEUE).context["rows"]

    assert [row["is_overdue"] for row in rows] == [True, False]
    assert [row["due"] for row in rows] == ["1 Dec 2026, 09:00", "1 Dec 2026, 12:00"]
    assert waits.reference not in shown(client.get(f"{QUEUE}?overdue=1"))


def test_the_queue_costs_the_same_queries_however_many_are_dangerous(client, coordinator):
    client.get(QUEUE)
    counts = []
    for _ in range(2):
        for level in Level:
            make_referral(danger_level=level)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(QUEUE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_later_page_of_the_queue_starts_at_its_place_in_the_index():
    """Whatever the planner would prefer for two rows: the index must be able to answer it."""
    make_referral()
    last = make_referral(danger_level=Level.SOON)
    place = RowBeyond(
        Referral, [Column(name, falls=False) for name in BY_DANGER], [2, last.submitted_at, last.pk]
    )
    for status in RANKED:
        rows = Referral.objects.filter(place, status=status).order_by(*BY_DANGER)[:26]
        plan = plan_with("referral_open_by_danger", rows.values(*COLUMNS))
        assert "using referral_open_by_danger" in plan
        assert "Sort" not in plan
        (condition,) = [line for line in plan.splitlines() if "ROW(" in line]
        assert condition.strip().startswith("Index Cond")
