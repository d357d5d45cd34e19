"""The stored signs of danger: at submission, after a new table, and through a duplicate."""

import datetime as dt

import pytest
import time_machine

from referral_portal.common.dates import at_local, end_of_day
from referrals import danger_checks, pauses, workflow
from referrals.danger_signs import DANGER_VERSION, Level
from referrals.enums import EndingCode, Status
from referrals.models import DangerCheck, Referral
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.referrals import SELF_PAGES, make_catalogue, send_filled

pytestmark = pytest.mark.django_db
FRIDAY_EVENING = dt.datetime(2026, 11, 27, 16, 50, tzinfo=dt.UTC)
MONDAY_NOON = at_local(dt.date(2026, 11, 30), dt.time(12))
CHOKED = {"what": {"behaviours": ["choked"]}}


def codes(referral):
    return [sign.code for sign in danger_checks.latest_signs(referral)]


@pytest.mark.sqlite
@time_machine.travel(FRIDAY_EVENING, tick=False)
def test_a_form_with_danger_on_friday_evening_is_due_on_monday_at_noon(client):
    make_catalogue()
    send_filled(client, "self", pages=SELF_PAGES | {"what": {"behaviours": ["hurt", "choked"]}})

    referral = Referral.objects.get()

    assert referral.danger_level == Level.SAME_DAY
    assert (referral.due_at, referral.due_on) == (MONDAY_NOON, MONDAY_NOON.date())
    check = DangerCheck.objects.get()
    assert (check.referral_id, check.version) == (referral.pk, DANGER_VERSION)
    assert check.signs[0] == {
        "code": "strangled",
        "words": "Choked someone or put hands round their neck",
        "level": 1,
        "source": "participant",
        "fields": ["behaviours"],
    }
    assert codes(referral)[0] == "strangled"


@pytest.mark.sqlite
@time_machine.travel(NOW, tick=False)
def test_what_an_agency_says_is_kept_as_said_by_the_agency(client):
    make_catalogue()
    client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))
    send_filled(client, "agency")

    referral = Referral.objects.get()

    assert (referral.danger_level, referral.due_at) == (Level.SAME_DAY, end_of_day(NOW.date()))
    assert {one["source"] for one in DangerCheck.objects.get().signs} == {"agency"}


@pytest.mark.sqlite
def test_older_rows_are_worked_out_once_and_become_due_sooner():
    referral = make_referral(answers=CHOKED)
    late = make_referral(answers=CHOKED, due_on=NOW.date() - dt.timedelta(days=3))
    ended = make_referral(
        answers=CHOKED, status=Status.DECLINED, ended_at=NOW, ending_code=EndingCode.NOT_READY
    )
    quiet = make_referral()

    assert danger_checks.work_out_again(now=NOW) == 3
    assert danger_checks.work_out_again(now=NOW) == 0

    for one in (referral, late, ended, quiet):
        one.refresh_from_db()
    assert [one.danger_level for one in (referral, late, ended, quiet)] == [1, 1, 4, 4]
    assert referral.due_at == end_of_day(NOW.date())
    assert late.due_at == end_of_day(NOW.date() - dt.timedelta(days=3))
    assert quiet.due_at == end_of_day(quiet.due_on)
    assert DangerCheck.objects.count() == 3
    assert codes(ended) == ["strangled"]  # read from the answers, without a stored check


@pytest.mark.sqlite
def test_a_decided_referral_keeps_its_moment():
    placed = make_referral(answers=CHOKED, status=Status.ON_PROGRAMME)
    danger_checks.work_out_again(now=NOW)

    placed.refresh_from_db()

    assert (placed.danger_level, placed.due_at) == (1, end_of_day(placed.due_on))


@pytest.mark.sqlite
def test_a_table_that_finds_less_lowers_nothing():
    referral = make_referral(danger_level=Level.SAME_DAY, due_at=NOW)
    danger_checks.work_out_again(now=NOW)

    referral.refresh_from_db()

    assert (referral.danger_level, referral.due_at) == (Level.SAME_DAY, NOW)


@pytest.mark.sqlite
def test_a_duplicate_leaves_its_danger_to_the_referral_that_stays_open():
    by = staff(coordinator=True)
    kept_open = make_referral()
    closed = make_referral(danger_level=Level.SAME_DAY)
    closed.participant.person = kept_open.participant.person
    closed.participant.save()

    workflow.decline(
        referral_id=closed.pk, code=EndingCode.DUPLICATE, words="Twice.", by=by, now=NOW,
        duplicate_of=kept_open.pk,
    )  # fmt: skip

    kept_open.refresh_from_db()
    assert kept_open.danger_level == Level.SAME_DAY
    danger_checks.work_out_again(now=NOW)
    kept_open.refresh_from_db()
    assert kept_open.danger_level == Level.SAME_DAY


@pytest.mark.sqlite
def test_the_clock_stops_while_information_is_asked_for():
    by = staff(coordinator=True)
    monday = at_local(dt.date(2026, 11, 30), dt.time(23, 59))
    referral = make_referral(due_at=monday, due_on=monday.date(), submitted_at=FRIDAY_EVENING)
    workflow.request_information(
        referral_id=referral.pk, question="Which order?", by=by, now=FRIDAY_EVENING
    )
    referral.refresh_from_db()
    assert referral.due_at == monday

    answered = at_local(dt.date(2026, 12, 1), dt.time(9))
    workflow.receive_information(referral_id=referral.pk, answer="None.", by=by, now=answered)

    referral.refresh_from_db()
    # 7:10 hours of Friday, Monday, and 9 hours of Tuesday.
    assert referral.due_at == at_local(dt.date(2026, 12, 2), dt.time(16, 9))
    assert referral.due_on == dt.date(2026, 12, 2)


@pytest.mark.sqlite
def test_a_pause_before_a_hold_counts_too():
    by = staff(coordinator=True)
    tuesday = NOW
    due = end_of_day(tuesday.date())
    referral = make_referral(due_at=due, due_on=due.date())
    workflow.request_information(referral_id=referral.pk, question="Which?", by=by, now=tuesday)
    held = tuesday + dt.timedelta(hours=3)
    pauses.hold(
        referral_id=referral.pk, words="Ill.", review_on=held.date() + dt.timedelta(days=7), by=by,
        now=held,
    )  # fmt: skip

    referral.refresh_from_db()
    assert referral.due_at == due + dt.timedelta(hours=3)
