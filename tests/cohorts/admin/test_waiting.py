"""The waiting list: its order in words, the next contacts, the groups offered, and the way to a place."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.admin.waiting import order_of, rows_in
from cohorts.models import Enrolment
from referral_portal.audit.models import AuditEvent
from referral_portal.common.dates import end_of_day
from referrals.admin.waiting_address import CONTACT, WhichWaiting
from referrals.enums import AttendanceBasis, CallOutcome, ContactHow, EndingCode, Status
from referrals.models import Referral
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, make_cohort, waiting_referral
from tests.factories.desk import make_referral
from tests.factories.programmes import ProgrammeVersionFactory, VenueFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:cohorts_cohort_waiting")
ANSWERS = {"taking_part": {"available": ["evenings"], "travel": "yes"}}
DAY = dt.timedelta(days=1)
NOW = PLANNED_AT
TODAY = NOW.date()
BUDGET = 22


@pytest.fixture(autouse=True)
def _clock(settings):
    settings.WAITING = settings.WAITING | {"left_out_share": 0.0}
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user(client):
    account = UserFactory(coordinator=True)
    client.force_login(account)
    return account


@pytest.fixture
def version():
    return ProgrammeVersionFactory(group=True)


def names(client, query="") -> list[str]:
    """The names on the list, in its order."""
    rows = client.get(f"{LIST}{query}").context["rows"]
    return [one["referral"].participant.name for one in rows]


def test_an_order_that_ends_before_long_moves_a_turn_and_the_page_says_so(client, user, version):
    ends_on = TODAY + 60 * DAY
    turn = dt.datetime.combine(ends_on, dt.time(), dt.UTC) - dt.timedelta(weeks=52)
    waiting_referral(version.programme, name="By Choice")
    waiting_referral(
        version.programme, name="Under Order", turn_at=turn,
        attendance_basis=AttendanceBasis.REHABILITATION_ACTIVITY,
        answers={"sentence": {"sentence_ends_on": ends_on.isoformat()}},
    )  # fmt: skip

    assert names(client) == ["Under Order", "By Choice"]
    page = client.get(LIST).text
    assert "The order ends on 30 Jan 2027, so this counts as waiting since 31 Jan 2026." in page
    assert page.count("Form received on 1 Dec 2026.") == 2


def test_programme_and_district_choose_and_a_value_that_is_not_offered_does_not(
    client, user, version
):
    other, district = ProgrammeVersionFactory(group=True), VenueFactory().district
    waiting_referral(version.programme, name="Here", district=district)
    waiting_referral(version.programme, name="Elsewhere")
    waiting_referral(other.programme, name="Other Programme", district=district)

    code = f"programme={version.programme.code}"
    assert names(client, f"?{code}") == ["Here", "Elsewhere"]
    assert names(client, f"?{code}&district={district.code}") == ["Here"]
    assert len(names(client, "?programme=%27--&district=x&show=y&after=z")) == 3
    views = client.get(LIST).context["views"]
    assert [(view["count"], view["is_current"]) for view in views] == [
        ("3", True), ("2", False), ("1", False),
    ]  # fmt: skip


def test_those_to_speak_to_stand_in_the_order_of_the_day_and_a_call_takes_them_off(
    client, user, version
):
    for name, due in (("Today", TODAY), ("Late", TODAY - DAY), ("Not yet", TODAY + DAY)):
        waiting_referral(version.programme, name=name, holding_due_at=end_of_day(due))

    assert names(client, "?show=contact") == ["Late", "Today"]
    (late, today) = client.get(f"{LIST}?show=contact").context["rows"]
    assert (late["row"].is_late, today["row"].is_late) == (True, False)
    assert late["row"].last_contact == "We have not spoken yet."
    (item,) = [
        one for one in client.get("/admin/").context["work"] if one.text == "Waiting: speak to them"
    ]
    assert [row.name for row in item.rows] == ["Late", "Today"]
    assert item.url == f"{LIST}?show=contact"

    assert "Waiting list</a>" in client.get(late["contact_url"]).text
    spoke = {"how": ContactHow.CALLED, "with_whom": "participant", "result": CallOutcome.REACHED}
    answer = client.post(late["contact_url"], spoke)

    assert answer.url == f"{LIST}?show=contact"
    assert names(client, "?show=contact") == ["Today"]
    assert "We last spoke on 1 Dec 2026." in client.get(LIST).text


def test_a_place_takes_two_clicks(client, user, version):
    cohort = make_cohort(version=version, name="Ashford Tuesdays")
    referral = waiting_referral(version.programme, district=cohort.district, answers=ANSWERS)

    (row,) = client.get(f"{LIST}?district={cohort.district.code}").context["rows"]
    (offer,) = row["offers"]
    assert "Place in Ashford Tuesdays" in client.get(LIST).text
    page = client.get(offer["url"])
    assert "Give this place" in page.text
    answer = client.post(offer["url"], follow=True)

    assert Enrolment.objects.get().referral_id == referral.pk
    # Back on the same part of the list, which says what was done.
    assert answer.redirect_chain == [(f"{LIST}?district={cohort.district.code}", 302)]
    assert f"{referral.reference} has a place." in answer.text
    assert names(client) == []


def test_many_groups_are_compared_up_to_a_number_and_shown_up_to_a_smaller_one(
    client, user, version, monkeypatch
):
    """The groups that start next, whatever stands against them."""
    monkeypatch.setattr("cohorts.waiting.rows.MOST_COMPARED", 5)
    monkeypatch.setattr("cohorts.admin.waiting.MOST_FOLDED", 1)
    near = VenueFactory().district
    for number in range(6):
        starts_on = NOW.date() + 7 * (1 + number) * DAY
        venue = VenueFactory(district=near)
        make_cohort(version=version, name=f"Group {number}", venue=venue, starts_on=starts_on)
    waiting_referral(version.programme, answers=ANSWERS, district=near)
    unwilling = {"taking_part": {"available": ["mornings"], "travel": "yes"}}
    waiting_referral(version.programme, answers=unwilling, district=near)

    page = client.get(LIST)

    first, second = page.context["rows"]
    assert [one["cohort"]["name"] for one in first["offers"]] == ["Group 0", "Group 1", "Group 2"]
    assert [one["cohort"]["name"] for one in first["further"]] == ["Group 3"]
    assert (first["left"], [one["name"] for one in second["others"]]) == (1, ["Group 0"])
    assert "And 1 more." in page.text
    assert "And 4 more." in page.text


def test_hidden_and_ended_forms_are_missing_and_a_restricted_one_says_what_is_needed(
    client, user, version
):
    hidden = waiting_referral(version.programme, name="Hidden", is_restricted=True)
    hidden.named_users.create(user=UserFactory(manager=True), at=NOW)
    waiting_referral(version.programme, name="Aside", set_aside_at=NOW)
    waiting_referral(version.programme, name="Placed", status=Status.SCHEDULED)
    assert names(client) == []

    hidden.named_users.create(user=user, at=NOW)
    (row,) = client.get(LIST).context["rows"]
    assert row["row"].ask[0].startswith("This form is restricted")
    client.force_login(UserFactory(facilitator=True))
    assert client.get(LIST).status_code == 404


def test_nothing_is_offered_to_a_person_who_has_a_place_or_has_died(client, user, version):
    cohort = make_cohort(version=version)
    given = {"district": cohort.district, "answers": ANSWERS}
    placed = waiting_referral(version.programme, name="Placed", **given)
    again = waiting_referral(version.programme, participant=placed.participant, **given)
    gone = waiting_referral(version.programme, name="Gone", **given)
    make_referral(
        person=gone.participant, status=Status.WITHDRAWN, ended_at=NOW, ending_code=EndingCode.DIED
    )
    client.post(reverse("cohorts:place", args=[cohort.pk, placed.pk]))

    rows = {one["referral"].pk: one for one in client.get(LIST).context["rows"]}

    assert [rows[pk]["offers"] for pk in (again.pk, gone.pk)] == [[], []]
    assert rows[again.pk]["row"].refusal == f"This person already has a place in {cohort.name}."
    assert "Do not call: has died" in client.get(LIST).text


def test_a_place_on_a_restricted_form_is_not_told(client, user, version):
    cohort = make_cohort(version=version)
    given = {"district": cohort.district, "answers": ANSWERS}
    placed = waiting_referral(version.programme, **given)
    waiting_referral(version.programme, participant=placed.participant, **given)
    client.post(reverse("cohorts:place", args=[cohort.pk, placed.pk]))
    Referral.objects.filter(pk=placed.pk).update(is_restricted=True)

    (row,) = client.get(LIST).context["rows"]

    assert (row["row"].refusal, row["offers"], row["others"]) == ("", [], [])


def test_who_was_shown_is_on_record_and_pages_follow_each_other(client, user, version, settings):
    settings.COHORT_PAGE_SIZE = 2
    for number in range(3):
        waiting_referral(version.programme, name=f"Row {number}")

    first = client.get(LIST)
    event = AuditEvent.objects.filter(action="referral.list_waiting").latest("pk")
    assert event.data["shown"] == [str(one["referral"].pk) for one in first.context["rows"]]
    assert names(client, first.context["next_url"]) == ["Row 2"]


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_costs_the_same_however_many_wait(client, user, version, number, settings):
    settings.COHORT_PAGE_SIZE = 50
    for _ in range(2 if number == 3 else 5):
        make_cohort(version=version)
    for _ in range(number):
        waiting_referral(version.programme, answers=ANSWERS)
    client.get(LIST)

    with CaptureQueriesContext(connection) as caught:
        assert len(client.get(LIST).context["rows"]) == number

    queries = [query["sql"] for query in caught if "SAVEPOINT" not in query["sql"]]
    assert len(queries) <= BUDGET, "\n".join(queries)
    assert Referral.objects.count() == number


@pytest.mark.parametrize(
    ("which", "index"),
    [
        (WhichWaiting(), "waiting"),
        (WhichWaiting(programme="p"), "waiting_programme"),
        (WhichWaiting(district="d"), "waiting_district"),
        (WhichWaiting(programme="p", district="d"), "waiting_programme_district"),
        (WhichWaiting(show=CONTACT), "waiting_contact"),
    ],
)
def test_every_part_of_the_list_reads_an_index_in_its_order(which, index):
    assert connection.vendor == "postgresql"
    rows = rows_in(which, Referral.objects.all(), {"p": 1, "d": 1}, NOW)
    with connection.cursor() as cursor:
        for way in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = rows.order_by(*order_of(which))[:26].explain()
    assert f"using {index} on" in plan
    assert "Sort" not in plan
