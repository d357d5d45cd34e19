"""Who may join: whatever stands against it, one sentence and the same number of queries."""

import pytest
from django.core.exceptions import PermissionDenied

from cohorts import enrolment as verbs
from cohorts.enrolment import allocate
from cohorts.enums import CohortStatus
from cohorts.models import Enrolment
from referral_portal.common.refusals import Refusal
from referrals.enums import Status
from referrals.models import KeepApart
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, place_somebody, waiting_referral
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db


def ask(cohort, referral, by, now=PLANNED_AT):
    return allocate(cohort_id=cohort.pk, referral_id=referral.pk, by=by, now=now)


def keep_apart(referral_id, sequence=1, **fields):
    KeepApart.objects.create(
        referral_id=referral_id, sequence=sequence, released_at=PLANNED_AT, **fields
    )


def someone(cohort, **fields):
    return waiting_referral(cohort.programme_version.programme, **fields)


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


REASONS = [
    kept_from_somebody_here,
    kept_from_somebody_here_the_other_way_round,
    kept_from_this_cohort,
    kept_from_this_venue,
    accepted_for_another_programme,
    not_waiting,
    cohort_is_over,
]


@pytest.mark.sqlite
@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.__name__)
def test_every_reason_gives_the_same_sentence(cohort, coordinator, reason):
    referral = someone(cohort)
    reason(cohort, referral)

    with pytest.raises(Refusal) as refusal:
        ask(cohort, referral, coordinator)

    assert str(refusal.value) == (
        "This participant cannot have a place in this cohort. Choose another cohort."
    )
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
        with django_assert_max_num_queries(26) as queries, pytest.raises(Refusal):
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

    with pytest.raises(Refusal):
        ask(cohort, referral, coordinator)


def test_ending_one_rule_leaves_the_one_made_for_somebody_else(cohort, coordinator):
    other = place_somebody(cohort).referral_id
    referral = someone(cohort)
    keep_apart(other, sequence=1, other_referral_id=referral.pk)
    keep_apart(referral.pk, sequence=2, other_referral_id=other)
    keep_apart(referral.pk, sequence=3, other_referral_id=other, ends=True)

    with pytest.raises(Refusal):
        ask(cohort, referral, coordinator)


def test_people_kept_apart_may_follow_each_other(cohort, coordinator):
    first = place_somebody(cohort)
    referral = someone(cohort)
    keep_apart(referral.pk, other_referral_id=first.referral_id)
    verbs.give_up_place(enrolment_id=first.pk, words="Moved", by=coordinator, now=PLANNED_AT)

    assert ask(cohort, referral, coordinator)


@pytest.mark.parametrize("trait", ["facilitator", "co_facilitator", "auditor", "agency_referrer"])
def test_only_coordinators_and_managers_give_places(cohort, trait):
    with pytest.raises(PermissionDenied):
        ask(cohort, someone(cohort), UserFactory(**{trait: True}))


def test_a_restricted_participant_is_placed_only_where_the_facilitators_can_see_them(cohort):
    manager = UserFactory(manager=True)
    referral = waiting_referral(cohort.programme_version.programme, is_restricted=True)
    first, second = (row.user for row in cohort.staffing.order_by("pk"))
    for user in (manager, first):
        referral.named_users.create(user=user, at=PLANNED_AT)

    with pytest.raises(Refusal) as refused:
        ask(cohort, referral, manager)
    assert str(second) in str(refused.value)
    assert str(first) not in str(refused.value)
    assert not Enrolment.objects.exists()

    referral.named_users.create(user=second, at=PLANNED_AT)
    assert ask(cohort, referral, manager).referral == referral
