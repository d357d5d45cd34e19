"""A place that is refused without a reason is on record, and many for one person reach the managers."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from cohorts.placement import CANNOT_BE_PLACED
from cohorts.refused_places import ACTION, ASK_A_MANAGER, TEMPLATE
from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.topics import topics_in
from tests.cohorts.test_placement import REASONS, accepted_for_another_programme, ask, someone
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, make_cohort, place_somebody

OURS = "@managers.example.org"
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def three_tries(settings):
    settings.REFUSALS_BEFORE_A_WORD, settings.REFUSAL_HOURS = 3, 24


@pytest.fixture
def manager():
    return UserFactory(manager=True, email=f"manager{OURS}")


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True, email=f"coordinator{OURS}")


@pytest.fixture
def groups():
    """Four groups in which the participant below may have no place, but for the last."""
    return [make_cohort() for _ in range(4)]


def refused(cohort, referral, by, now=PLANNED_AT) -> str:
    with pytest.raises(Refusal) as refusal:
        ask(cohort, referral, by, now)
    return refusal.value.words


def told() -> list[str]:
    """The managers of this file who were told; the groups have others."""
    messages = OutgoingMessage.objects.filter(template=TEMPLATE, to_address__endswith=OURS)
    return sorted(messages.values_list("to_address", flat=True))


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.__name__)
def test_every_refusal_without_a_reason_leaves_the_same_record(cohort, coordinator, reason):
    referral = someone(cohort)
    reason(cohort, referral)
    assert refused(cohort, referral, coordinator) == CANNOT_BE_PLACED
    event = AuditEvent.objects.get(action=ACTION)
    assert (event.actor_id, event.target_id) == (coordinator.pk, str(referral.pk))
    # Who and where, and no word of why.
    assert event.data == {"person": str(referral.participant.person_id), "cohort": str(cohort.pk)}


def test_a_full_cohort_and_a_place_that_is_given_are_no_such_refusals(coordinator):
    cohort = make_cohort()
    for _ in range(cohort.places.count()):
        place_somebody(cohort)
    assert "full" in refused(cohort, someone(cohort), coordinator)
    assert not AuditEvent.objects.filter(action=ACTION).exists()


def test_the_managers_are_told_once_of_the_third_group_and_nobody_else_is(
    groups, coordinator, manager
):
    UserFactory(manager=True, email="")
    UserFactory(manager=True, email=f"gone{OURS}", is_active=False)
    referral = someone(groups[0])
    accepted_for_another_programme(groups[0], referral)
    for cohort in (groups[0], groups[0], groups[1]):
        assert refused(cohort, referral, coordinator) == CANNOT_BE_PLACED
        assert told() == []
    refused(groups[2], referral, coordinator)
    refused(groups[2], referral, manager)
    refused(groups[3], referral, manager)
    assert told() == [manager.email]
    message = OutgoingMessage.objects.get(to_address=manager.email)
    assert referral.reference in message.body
    assert not topics_in(message.subject + message.body)


def test_after_the_third_a_coordinator_learns_nothing_and_a_manager_gives_the_place(
    groups, coordinator, manager
):
    *others, right = groups
    referral = someone(right)
    for cohort in others:
        refused(cohort, referral, coordinator)
    # The same words where the place could be given and where it could not.
    for cohort in groups:
        assert refused(cohort, referral, coordinator) == ASK_A_MANAGER
    assert AuditEvent.objects.filter(action=ACTION).count() == 3
    assert ask(right, referral, manager)


def test_tries_for_a_second_form_of_the_person_count_and_those_of_yesterday_do_not(
    groups, coordinator, manager
):
    one, other = someone(groups[3]), someone(groups[3])
    other.participant.person = one.participant.person
    other.participant.save()
    refused(groups[0], one, coordinator, PLANNED_AT - dt.timedelta(hours=24))
    refused(groups[1], one, coordinator)
    refused(groups[2], other, coordinator)
    assert told() == []
    assert ask(groups[3], one, coordinator)


def test_nobody_without_the_right_leaves_a_try(groups):
    referral = someone(groups[1])
    with pytest.raises(PermissionDenied):
        ask(groups[0], referral, UserFactory(facilitator=True))
    assert not AuditEvent.objects.filter(action=ACTION).exists()
