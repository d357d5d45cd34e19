"""Places: given one by one, refused in one sentence, ended with a reason."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cohorts import enrolment as verbs
from cohorts.enrolment import CannotEnd, CannotPlace, CohortFull, allocate
from cohorts.enums import CohortStatus, Mark, SessionStatus
from cohorts.models import Enrolment, Place
from cohorts.placement import CANNOT_BE_PLACED
from cohorts.register import mark
from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import AttendanceBasis, EndingCode, Status
from referrals.models import KeepApart
from referrals.transitions import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    PLANNED_AT,
    make_cohort,
    place_somebody,
    session_time,
    waiting_referral,
)
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return make_cohort()


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


def ask(cohort, referral, by, now=PLANNED_AT):
    return allocate(cohort_id=cohort.pk, referral_id=referral.pk, by=by, now=now)


def keep_apart(referral_id, sequence=1, **fields):
    KeepApart.objects.create(
        referral_id=referral_id, sequence=sequence, released_at=PLANNED_AT, **fields
    )


def someone(cohort, **fields):
    return waiting_referral(cohort.programme_version.programme, **fields)


def mark_all(cohort, enrolment, marks):
    """Mark one person in the sessions from the first on."""
    by = cohort.staffing.first().user
    for number, value in enumerate(marks, start=1):
        session = cohort.sessions.get(number=number)
        mark(
            session_id=session.pk,
            marks={enrolment.pk: value},
            by=by,
            now=session_time(cohort, number),
        )


@pytest.mark.sqlite
def test_places_are_given_from_the_lowest_number_until_all_are_taken(cohort, coordinator):
    given = [ask(cohort, someone(cohort), coordinator) for _ in range(8)]

    assert [enrolment.place.number for enrolment in given] == list(range(1, 9))
    with pytest.raises(CohortFull, match="is full: all 8 places are taken"):
        ask(cohort, someone(cohort), coordinator)
    assert Enrolment.objects.count() == 8


def test_a_full_one_to_one_says_so(coordinator):
    cohort = make_cohort(version=ProgrammeVersionFactory())
    ask(cohort, someone(cohort), coordinator)

    with pytest.raises(CohortFull, match="its one place is taken"):
        ask(cohort, someone(cohort), coordinator)


@pytest.mark.sqlite
def test_the_database_itself_refuses_a_ninth_active_enrolment(cohort, coordinator):
    for _ in range(8):
        ask(cohort, someone(cohort), coordinator)

    for place in cohort.places.all():
        with pytest.raises(IntegrityError), transaction.atomic():
            Enrolment.objects.create(
                place=place,
                referral=someone(cohort),
                started_at=PLANNED_AT,
                given_by=coordinator,
            )
    assert Enrolment.objects.filter(ended_at__isnull=True).count() == 8


@pytest.mark.sqlite
def test_the_database_itself_refuses_a_second_place_for_one_referral(cohort, coordinator):
    referral = ask(cohort, someone(cohort), coordinator).referral

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            place=cohort.places.get(number=2),
            referral=referral,
            started_at=PLANNED_AT,
            given_by=coordinator,
        )


@pytest.mark.sqlite
@pytest.mark.parametrize("number", [0, 1, 13])
def test_the_database_itself_refuses_place_numbers_out_of_range_or_twice(cohort, number):
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(cohort=cohort, number=number)


@pytest.mark.sqlite
def test_a_refusal_of_the_database_is_put_into_the_same_words(cohort, coordinator, monkeypatch):
    """Whatever slips past the check meets the constraint, and nobody sees a database error."""
    taken = ask(cohort, someone(cohort), coordinator)
    monkeypatch.setattr(verbs, "may_join", lambda *_: True)

    with pytest.raises(CannotPlace, match=CANNOT_BE_PLACED):
        ask(cohort, taken.referral, coordinator)


def test_ending_frees_the_place(cohort, coordinator):
    enrolments = [ask(cohort, someone(cohort), coordinator) for _ in range(8)]
    verbs.give_up_place(
        enrolment_id=enrolments[2].pk, words="New shifts", by=coordinator, now=PLANNED_AT
    )

    assert ask(cohort, someone(cohort), coordinator).place.number == 3


def test_a_place_moves_the_referral_and_its_message_waits(cohort, coordinator):
    enrolment = ask(cohort, someone(cohort), coordinator)

    enrolment.referral.refresh_from_db()
    assert enrolment.referral.status == Status.SCHEDULED
    message = OutgoingMessage.objects.get(referral_id=enrolment.referral_id)
    assert message.status == MessageStatus.WAITING_RELEASE
    assert AuditEvent.objects.filter(
        action="enrolment.allocate", target_id=str(enrolment.pk)
    ).exists()


# -- One sentence for every reason ---------------------------------------------------------------
def kept_from_somebody_here(cohort, referral):
    keep_apart(referral.pk, other_referral_id=place_somebody(cohort).referral_id)


def kept_from_somebody_here_the_other_way_round(cohort, referral):
    keep_apart(place_somebody(cohort).referral_id, other_referral_id=referral.pk)


def kept_from_this_cohort(cohort, referral):
    keep_apart(referral.pk, cohort_id=cohort.pk)


def kept_from_this_venue(cohort, referral):
    keep_apart(referral.pk, venue_id=cohort.venue_id)


def accepted_for_another_programme(cohort, referral):
    referral.programme = ProgrammeVersionFactory().programme
    referral.save()


def not_waiting(cohort, referral):
    referral.status = Status.AWAITING_TRIAGE
    referral.save()


def cohort_is_over(cohort, referral):
    cohort.status = CohortStatus.FINISHED
    cohort.save()


def elsewhere_at_that_time(cohort, referral):
    other = make_cohort(funded=False)
    place_somebody(other, participant=referral.participant)


REASONS = [
    kept_from_somebody_here,
    kept_from_somebody_here_the_other_way_round,
    kept_from_this_cohort,
    kept_from_this_venue,
    accepted_for_another_programme,
    not_waiting,
    cohort_is_over,
    elsewhere_at_that_time,
]


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.__name__)
def test_every_reason_gives_the_same_sentence(cohort, coordinator, reason):
    referral = someone(cohort)
    reason(cohort, referral)

    with pytest.raises(CannotPlace) as refusal:
        ask(cohort, referral, coordinator)

    assert type(refusal.value) is CannotPlace
    assert str(refusal.value) == "This person cannot be placed in this cohort. Choose another."
    assert not Enrolment.objects.filter(referral=referral).exists()


def test_every_reason_costs_the_same_queries(
    cohort, coordinator, django_assert_num_queries, django_assert_max_num_queries
):
    place_somebody(cohort)
    assert coordinator.roles
    counts = set()
    for reason in (kept_from_this_venue, accepted_for_another_programme):
        referral = someone(cohort)
        reason(cohort, referral)
        with django_assert_max_num_queries(20) as queries, pytest.raises(CannotPlace):
            ask(cohort, referral, coordinator)
        counts.add(len(queries))
    assert len(counts) == 1


def test_a_rule_that_was_ended_counts_no_more(cohort, coordinator):
    referral = someone(cohort)
    keep_apart(referral.pk, sequence=1, venue_id=cohort.venue_id)
    keep_apart(referral.pk, sequence=2, venue_id=cohort.venue_id, ends=True)

    assert ask(cohort, referral, coordinator)


def test_the_highest_sequence_counts_whatever_was_written_last(cohort, coordinator):
    other = place_somebody(cohort).referral_id
    referral = someone(cohort)
    keep_apart(other, sequence=3, other_referral_id=referral.pk)
    keep_apart(referral.pk, sequence=2, other_referral_id=other, ends=True)

    with pytest.raises(CannotPlace):
        ask(cohort, referral, coordinator)


def test_people_kept_apart_may_follow_each_other(cohort, coordinator):
    first = place_somebody(cohort)
    referral = someone(cohort)
    keep_apart(referral.pk, other_referral_id=first.referral_id)
    verbs.give_up_place(enrolment_id=first.pk, words="Moved", by=coordinator, now=PLANNED_AT)

    assert ask(cohort, referral, coordinator)


def test_the_district_programme_stays_an_equal_mix(coordinator):
    cohort = make_cohort(version=ProgrammeVersionFactory(district_scheme=True))
    for _ in range(6):
        place_somebody(cohort)

    with pytest.raises(CannotPlace, match=CANNOT_BE_PLACED):
        ask(cohort, someone(cohort), coordinator)
    mandated = someone(cohort, attendance_basis=AttendanceBasis.REHABILITATION_ACTIVITY)
    assert ask(cohort, mandated, coordinator).place.number == 7


@pytest.mark.parametrize("trait", ["facilitator", "co_facilitator", "auditor", "agency_referrer"])
def test_only_coordinators_and_managers_give_places(cohort, trait):
    with pytest.raises(PermissionDenied):
        ask(cohort, someone(cohort), UserFactory(**{trait: True}))


# -- Endings ---------------------------------------------------------------------------------------
def test_completing_after_all_sessions(cohort):
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.ATTENDED] * 10 + [Mark.ABSENT_AGREED] * 2)
    facilitator = cohort.staffing.first().user
    over = session_time(cohort, 12) + dt.timedelta(hours=3)

    verbs.complete(enrolment_id=enrolment.pk, by=facilitator, now=over)

    enrolment.refresh_from_db()
    assert (enrolment.ended_at, enrolment.ending_code) == (over, EndingCode.COMPLETED_SESSIONS)
    assert enrolment.referral.status == Status.COMPLETED
    cohort.refresh_from_db()
    assert cohort.status == CohortStatus.FINISHED


def test_a_session_without_a_mark_stands_against_completing(cohort):
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.ATTENDED] * 10)

    with pytest.raises(CannotEnd, match="2 sessions have no mark yet"):
        verbs.complete(
            enrolment_id=enrolment.pk,
            by=cohort.staffing.first().user,
            now=session_time(cohort, 12),
        )


def test_a_cancelled_session_wants_no_mark(cohort):
    enrolment = place_somebody(cohort)
    cohort.sessions.filter(number=12).update(status=SessionStatus.CANCELLED)
    mark_all(cohort, enrolment, [Mark.ATTENDED] * 11)

    verbs.complete(
        enrolment_id=enrolment.pk, by=cohort.staffing.first().user, now=session_time(cohort, 12)
    )


def test_too_few_sessions_need_a_manager_with_a_reason(cohort, settings):
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.ATTENDED] * 9 + [Mark.ABSENT] * 3)
    ask_for = {"enrolment_id": enrolment.pk, "now": session_time(cohort, 12)}
    facilitator, manager = cohort.staffing.first().user, UserFactory(manager=True)

    for by, words in [(facilitator, "He tried"), (manager, " ")]:
        with pytest.raises(CannotEnd, match="Attended 9 of 12 sessions, fewer than the 80%"):
            verbs.complete(by=by, words=words, **ask_for)
    verbs.complete(by=manager, words="Caught up by telephone", **ask_for)

    assert enrolment.referral.status_changes.get(verb="complete").words == "Caught up by telephone"


def test_exactly_the_share_is_enough(cohort, settings):
    settings.COMPLETION_MIN_SHARE = 0.75
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.LATE] * 9 + [Mark.ABSENT] * 3)

    verbs.complete(
        enrolment_id=enrolment.pk, by=cohort.staffing.first().user, now=session_time(cohort, 12)
    )


def test_removing_takes_a_code_and_words(cohort):
    enrolment = place_somebody(cohort)
    asked = {"enrolment_id": enrolment.pk, "by": cohort.staffing.first().user, "now": PLANNED_AT}

    with pytest.raises(TransitionNotAllowed, match="in your own words"):
        verbs.remove(code=EndingCode.NOT_ENGAGED, words="", **asked)
    with pytest.raises(TransitionNotAllowed, match="one of the reasons"):
        verbs.remove(code=EndingCode.COMPLETED_SESSIONS, words="Done", **asked)
    enrolment.refresh_from_db()
    assert enrolment.ended_at is None
    verbs.remove(code=EndingCode.NOT_ENGAGED, words="Three calls, no answer", **asked)

    enrolment.refresh_from_db()
    assert enrolment.ending_code == EndingCode.NOT_ENGAGED
    assert enrolment.referral.status == Status.REMOVED


def test_giving_up_a_place_leads_back_to_the_waiting_list(cohort, coordinator):
    enrolment = place_somebody(cohort)

    verbs.give_up_place(
        enrolment_id=enrolment.pk, words="Works evenings now", by=coordinator, now=PLANNED_AT
    )

    enrolment.referral.refresh_from_db()
    assert enrolment.referral.status == Status.AWAITING_ALLOCATION
    assert enrolment.referral.ended_at is None
    assert ask(cohort, enrolment.referral, coordinator)


def test_withdrawing_ends_both(cohort, coordinator):
    enrolment = place_somebody(cohort)

    verbs.withdraw(
        enrolment_id=enrolment.pk,
        code=EndingCode.SELF_WITHDREW,
        words="",
        by=coordinator,
        now=PLANNED_AT,
    )

    enrolment.refresh_from_db()
    assert enrolment.ending_code == EndingCode.SELF_WITHDREW
    assert enrolment.referral.status == Status.WITHDRAWN


def test_nothing_ends_twice(cohort, coordinator):
    enrolment = place_somebody(cohort)
    asked = {"enrolment_id": enrolment.pk, "words": "x", "by": coordinator, "now": PLANNED_AT}
    verbs.give_up_place(**asked)

    with pytest.raises(CannotEnd, match="has ended already"):
        verbs.give_up_place(**asked)


def test_a_facilitator_ends_nothing_in_another_cohort(cohort):
    stranger = make_cohort(funded=False).staffing.first().user
    enrolment = place_somebody(cohort)

    with pytest.raises(PermissionDenied):
        verbs.remove(
            enrolment_id=enrolment.pk,
            code=EndingCode.NOT_ENGAGED,
            words="No",
            by=stranger,
            now=PLANNED_AT,
        )


def test_an_unknown_enrolment_is_absent():
    with pytest.raises(Place.DoesNotExist):
        verbs.complete(enrolment_id=uuid.uuid4(), by=UserFactory(manager=True), now=PLANNED_AT)
