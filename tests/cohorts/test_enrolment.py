"""Giving places one by one, and what the database refuses by itself."""

import pytest
from django.db import IntegrityError, transaction

from cohorts import enrolment as verbs
from cohorts.enrolment import allocate
from cohorts.models import Enrolment, Place
from cohorts.placement import HAS_A_PLACE
from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import Status
from tests.factories.cohorts import (
    PLANNED_AT,
    make_cohort,
    waiting_referral,
)
from tests.factories.people import make_participant
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db


def ask(cohort, referral, by, now=PLANNED_AT):
    return allocate(cohort_id=cohort.pk, referral_id=referral.pk, by=by, now=now)


def someone(cohort, **fields):
    return waiting_referral(cohort.programme_version.programme, **fields)


@pytest.mark.sqlite
def test_places_are_given_from_the_lowest_number_until_all_are_taken(cohort, coordinator):
    given = [ask(cohort, someone(cohort), coordinator) for _ in range(8)]

    assert [enrolment.place.number for enrolment in given] == list(range(1, 9))
    with pytest.raises(Refusal, match="is full: all 8 places are taken"):
        ask(cohort, someone(cohort), coordinator)
    assert Enrolment.objects.count() == 8


def test_a_full_one_to_one_says_so(coordinator):
    cohort = make_cohort(version=ProgrammeVersionFactory())
    ask(cohort, someone(cohort), coordinator)

    with pytest.raises(Refusal, match="its one place is taken"):
        ask(cohort, someone(cohort), coordinator)


@pytest.mark.sqlite
def test_the_database_itself_refuses_a_ninth_active_enrolment(cohort, coordinator):
    for _ in range(8):
        ask(cohort, someone(cohort), coordinator)

    for place in cohort.places.all():
        referral = someone(cohort)
        with pytest.raises(IntegrityError), transaction.atomic():
            Enrolment.objects.create(
                place=place,
                referral=referral,
                person=referral.participant.person,
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
            person=make_participant().person,
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
    monkeypatch.setattr(verbs, "person_refusal", lambda *_: "")

    with pytest.raises(Refusal, match=HAS_A_PLACE):
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


def test_a_form_is_compared_at_the_latest_before_it_gets_a_place(cohort, coordinator):
    waiting = {"compared_at": None, "name": "Percival Example"}
    placed = someone(cohort, participant=make_participant(**waiting))
    second = someone(cohort, participant=make_participant(**waiting))
    ask(cohort, placed, coordinator)
    with pytest.raises(Refusal, match="Decide first whether these two are one person"):
        ask(cohort, second, coordinator)
