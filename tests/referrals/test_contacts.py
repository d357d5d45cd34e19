"""The contact log: who called, how, with what result, and when to try again."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from referral_portal.audit.models import AuditEvent
from referral_portal.common.models import ImmutableError
from referral_portal.common.refusals import Refusal
from referrals.call_backs import link_referral
from referrals.contacts import record_call, record_contact
from referrals.enums import CallOutcome, ContactHow, ContactWith, EndingCode, MatchAnswer, Status
from referrals.joining import answer_pair
from referrals.models import ContactLog, NextTry
from referrals.next_tries import due_tries, open_tries
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import NOW, make_person, make_referral, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


def call(referral, by, result=CallOutcome.NO_ANSWER, now=NOW, **answers):
    """Record a contact on `referral`."""
    answers = {"how": ContactHow.CALLED} | answers
    return record_contact(referral_id=referral.pk, result=result, by=by, now=now, **answers)


def waiting(by) -> list[NextTry]:
    """The next tries that are open."""
    return [row for rows in open_tries(by) for row in rows]


def test_a_contact_says_who_when_how_and_with_what_result(coordinator):
    referral = make_referral()

    first = call(referral, coordinator, words=" His sister answered. ")
    second = call(referral, staff(manager=True), CallOutcome.REACHED, how=ContactHow.IN_PERSON)

    assert (first.by, first.at, first.how, first.result) == (
        coordinator, NOW, ContactHow.CALLED, CallOutcome.NO_ANSWER,
    )  # fmt: skip
    assert (first.number, first.words, second.number) == (1, "His sister answered.", 2)
    assert list(referral.contacts.all()) == [first, second]
    with pytest.raises(ImmutableError):
        first.save()
    event = AuditEvent.objects.filter(action="referral.contact").earliest("pk")
    assert "sister" not in str(event.data)


@pytest.mark.parametrize("role", ["facilitator", "co_facilitator", "administrator", "auditor"])
def test_only_the_desk_writes_in_the_log(role):
    with pytest.raises(PermissionDenied):
        call(make_referral(), staff(**{role: True}))

    assert not ContactLog.objects.exists()


@pytest.mark.parametrize("answer", [False, None])
def test_a_message_is_recorded_only_where_one_is_allowed(coordinator, answer):
    referral = make_referral(person=make_person(may_leave_message=True))
    assert call(referral, coordinator, CallOutcome.MESSAGE).number == 1

    # "Not known" is never taken as safe.
    referral.participant.may_leave_message = answer
    referral.participant.save()
    with pytest.raises(Refusal, match="may not leave a message"):
        call(referral, coordinator, CallOutcome.MESSAGE)


def test_a_referrer_is_called_only_about_a_referral_that_has_one(coordinator):
    with pytest.raises(Refusal, match="no referrer"):
        call(make_referral(), coordinator, with_whom=ContactWith.REFERRER)

    assert call(make_referral(agency=True), coordinator, with_whom=ContactWith.REFERRER).number == 1


def test_a_contact_belongs_to_a_referral_or_to_a_call_back(coordinator):
    row = {"number": 1, "result": "no_answer", "at": NOW, "by": coordinator}
    for of in ({}, {"referral": make_referral(), "call_back": CallBackFactory()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactLog.objects.create(**row, **of)


# -- The next try -------------------------------------------------------------------------------
def test_a_next_try_is_due_at_its_time_and_ends_with_the_next_contact(coordinator):
    referral = make_referral()
    call(referral, coordinator, next_try_at=NOW + HOUR)

    assert due_tries(coordinator, NOW).count() == 0
    assert due_tries(coordinator, NOW + HOUR).count() == 1
    call(referral, coordinator, now=NOW + HOUR)
    assert waiting(coordinator) == []


def test_a_try_that_is_still_to_come_stays_until_the_person_is_reached(coordinator):
    referral = make_referral()
    first = call(referral, coordinator, next_try_at=NOW + 5 * HOUR)

    call(referral, coordinator, now=NOW + HOUR)
    assert waiting(coordinator) == [first.next_try]

    call(referral, coordinator, CallOutcome.REACHED, now=NOW + 2 * HOUR)
    assert waiting(coordinator) == []


def test_a_new_try_replaces_the_one_before(coordinator):
    referral = make_referral()
    call(referral, coordinator, next_try_at=NOW + 5 * HOUR)

    second = call(referral, coordinator, next_try_at=NOW + 6 * HOUR)

    assert waiting(coordinator) == [second.next_try]


def test_a_next_try_follows_the_person_and_not_the_form(coordinator):
    first, second = make_referral(name="Sam Example"), make_referral(name="Samuel Example")
    promised = call(first, coordinator, next_try_at=NOW)
    stranger = call(make_referral(), coordinator, next_try_at=NOW)

    call(second, coordinator, CallOutcome.REACHED)
    assert promised.next_try in waiting(coordinator), "nobody has said that they are one person"

    pair = (first.participant_id, second.participant_id)
    answer_pair(pair=pair, answer=MatchAnswer.SAME, by=coordinator, now=NOW)
    call(second, coordinator, CallOutcome.REACHED)
    assert waiting(coordinator) == [stranger.next_try]


def test_a_call_on_a_referral_ends_the_try_of_the_call_back_that_led_to_it(coordinator):
    call_back, referral = CallBackFactory(), make_referral()
    record_call(
        call_back_id=call_back.pk, result="no_answer", next_try_at=NOW, by=coordinator, now=NOW
    )
    assert due_tries(coordinator, NOW).count() == 1
    link_referral(call_back_id=call_back.pk, referral=referral, by=coordinator, now=NOW)

    call(referral, coordinator, CallOutcome.REACHED)

    assert waiting(coordinator) == []


def test_a_call_to_the_referrer_leaves_the_promise_to_the_participant(coordinator):
    referral = make_referral(agency=True)
    promised = call(referral, coordinator, next_try_at=NOW)

    call(referral, coordinator, CallOutcome.REACHED, with_whom=ContactWith.REFERRER)

    assert waiting(coordinator) == [promised.next_try]


def test_nobody_is_told_to_try_again_after_a_death(coordinator):
    referral = make_referral()
    call(referral, coordinator, next_try_at=NOW)
    make_referral(
        person=referral.participant,
        status=Status.WITHDRAWN,
        ended_at=NOW,
        ending_code=EndingCode.DIED,
    )

    assert due_tries(coordinator, NOW).count() == 0


@pytest.mark.parametrize("result", [CallOutcome.WRONG_NUMBER, CallOutcome.NOT_WANTED])
def test_there_is_no_next_try_where_calling_again_is_wrong(coordinator, result):
    with pytest.raises(Refusal, match="no next try"):
        call(make_referral(), coordinator, result, next_try_at=NOW)
