"""What a row of the waiting list says about the turn, and about what to ask before a place."""

import datetime as dt

import pytest

from cohorts.waiting.rows import RESTRICTED, rows_for, turn_words
from programmes.models import ProgrammeVersion
from referral_portal.common.dates import at_local
from referrals.enums import AttendanceBasis
from referrals.models import Referral
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, make_cohort, waiting_referral
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY = PLANNED_AT.date()
ORDER = {"attendance_basis": AttendanceBasis.REHABILITATION_ACTIVITY}


def under_order(ends_on: dt.date, **fields) -> Referral:
    answers = {"sentence": {"sentence_ends_on": ends_on.isoformat()}}
    programme = ProgrammeVersionFactory(group=True).programme
    return waiting_referral(programme, answers=answers, **ORDER | fields)


@pytest.fixture(autouse=True)
def _nothing_left_out(settings):
    settings.WAITING = settings.WAITING | {"left_out_share": 0.0}


@pytest.mark.parametrize(
    ("ends_on", "turn", "words"),
    [
        (
            dt.date(2027, 2, 1),
            dt.date(2026, 2, 2),
            " The order ends on 1 Feb 2027, so this counts as waiting since 2 Feb 2026.",
        ),
        (dt.date(2029, 2, 1), None, " The order ends on 1 Feb 2029."),
        (dt.date(2026, 11, 1), None, " The order ended on 1 Nov 2026."),
    ],
)
def test_a_row_says_why_the_participant_has_this_turn(ends_on, turn, words):
    moved = {"turn_at": at_local(turn, dt.time())} if turn else {}
    referral = under_order(ends_on, **moved)
    assert turn_words(referral, TODAY) == f"Form received on 1 Dec 2026.{words}"


def row_of(version: ProgrammeVersion, **fields):
    """Return the row of one participant, with the answers on one page."""
    answers = {"page": fields.pop("answers")}
    referral = waiting_referral(version.programme, answers=answers, **fields)
    rows = Referral.objects.select_related("participant", "district").filter(pk=referral.pk)
    by = UserFactory(coordinator=True)
    (row,) = rows_for(list(rows), {version.programme_id: version}, by=by, now=PLANNED_AT)
    return row


def test_a_group_is_asked_about_and_one_to_one_work_is_not():
    answers = {"woman_partner": "yes", "in_group": "maybe", "needs": ["reading"]}
    talk = "Is not sure, or has not said, whether they could talk about this in a group."
    reading = "Needs help with reading or writing."

    group = row_of(ProgrammeVersionFactory(group=True, men_only=True), answers=answers)
    alone = row_of(ProgrammeVersionFactory(), answers=answers, is_restricted=True)

    assert group.ask == (talk, reading)
    assert alone.ask == (RESTRICTED, reading)


def test_a_group_that_the_form_speaks_against_is_still_offered_because_a_coordinator_accepted():
    version = ProgrammeVersionFactory(group=True, men_only=True)
    cohort = make_cohort(version=version)
    answers = {"woman_partner": "no", "in_group": "no", "available": ["evenings"], "travel": "yes"}

    row = row_of(version, answers=answers, district=cohort.district)

    assert len(row.ask) == 2
    assert [one.name for one, _ in row.offers.fitting] == [cohort.name]
