"""Ending an enrolment: completed, removed, given up or withdrawn, each with its reason."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from cohorts import enrolment as verbs
from cohorts.enrolment import allocate
from cohorts.enums import CohortStatus, Mark, SessionStatus
from cohorts.models import Place
from referral_portal.common.dates import local
from referral_portal.common.refusals import Refusal
from referrals.enums import EndingCode, Status
from referrals.transitions import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    PLANNED_AT,
    make_cohort,
    mark_all,
    place_somebody,
    session_time,
)
from tests.factories.single import book, hold

pytestmark = pytest.mark.django_db


def ask(cohort, referral, by, now=PLANNED_AT):
    return allocate(cohort_id=cohort.pk, referral_id=referral.pk, by=by, now=now)


def test_completing_after_all_sessions(cohort):
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.ATTENDED] * 12)
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

    with pytest.raises(Refusal, match="2 sessions have no mark yet"):
        verbs.complete(
            enrolment_id=enrolment.pk,
            by=cohort.staffing.first().user,
            now=session_time(cohort, 12),
        )


def test_a_cancelled_session_needs_no_mark_but_is_caught_up(cohort):
    enrolment = place_somebody(cohort)
    cohort.sessions.filter(number=12).update(status=SessionStatus.CANCELLED)
    mark_all(cohort, enrolment, [Mark.ATTENDED] * 11)
    ask = {"enrolment_id": enrolment.pk, "by": cohort.staffing.first().user}

    with pytest.raises(Refusal, match="Attended or caught up 11 of 12 sessions"):
        verbs.complete(now=session_time(cohort, 12), **ask)
    day = local(session_time(cohort, 12)).date() + dt.timedelta(days=2)
    session = book(enrolment, 12, on=day, now=session_time(cohort, 12))
    hold(session)

    verbs.complete(now=session.ends_at, **ask)


def test_too_few_sessions_need_a_manager_with_a_reason(cohort, settings):
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.ATTENDED] * 9 + [Mark.ABSENT] * 3)
    ask_for = {"enrolment_id": enrolment.pk, "now": session_time(cohort, 12)}
    facilitator, manager = cohort.staffing.first().user, UserFactory(manager=True)

    for by, words in [(facilitator, "He tried"), (manager, " ")]:
        with pytest.raises(Refusal, match="Attended 9 of 12 sessions, fewer than the 80%"):
            verbs.complete(by=by, words=words, **ask_for)
    verbs.complete(by=manager, words="Caught up by telephone", **ask_for)

    assert enrolment.referral.status_changes.get(verb="complete").words == "Caught up by telephone"


def test_exactly_the_share_is_enough(cohort, settings):
    settings.COMPLETION_MIN_SHARE = settings.COMPLETION_DELIVERED_SHARE = 0.75
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

    with pytest.raises(Refusal, match="has already ended"):
        verbs.give_up_place(**asked)


def test_a_facilitator_ends_nothing_in_another_cohort(cohort):
    stranger = make_cohort().staffing.first().user
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
