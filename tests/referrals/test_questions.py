"""A coordinator's question: who answers by when, the pause, the call, and what nobody has read."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.models import OutgoingMessage
from referrals import agency, pauses, questions, workflow
from referrals.enums import AnswerCame, CallBackChannel, CallBackStatus, QuestionFor, Status
from referrals.models import CallBack, NamedUser, Question, Referral
from referrals.transitions import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.questions import ask, refer

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


def test_an_agency_is_asked_by_a_message_without_the_question(coordinator):
    referral, _ = refer()
    ask(referral, by=coordinator, question="Canary who?")

    question = Question.objects.get()
    assert (question.number, question.whom, question.text) == (
        1,
        QuestionFor.REFERRER,
        "Canary who?",
    )
    # Five working days after a Tuesday.
    assert question.answer_due_on == dt.date(2026, 12, 8)
    assert (
        questions.who_answers(referral) == f"{referral.referrer.name}, {referral.referrer.agency}"
    )
    (message,) = OutgoingMessage.objects.filter(referral_id=referral.pk)
    assert message.to_address == referral.referrer.email
    assert "Canary" not in message.subject + message.body
    assert not CallBack.objects.exists()


@pytest.mark.parametrize(
    ("contact", "calls", "messages"),
    [
        ({}, 0, 1),
        ({"email": ""}, 1, 0),
        ({"email": "", "phone": ""}, 0, 0),
    ],
)
def test_a_participant_is_asked_by_message_or_by_a_call(coordinator, contact, calls, messages):
    referral = make_referral(person=make_person(**contact))
    ask(referral, by=coordinator)

    assert Question.objects.get().whom == QuestionFor.PARTICIPANT
    assert CallBack.objects.filter(channel=CallBackChannel.QUESTION).count() == calls
    assert OutgoingMessage.objects.filter(referral_id=referral.pk).count() == messages


def test_the_answer_ends_the_call_and_is_read(coordinator):
    referral = make_referral(person=make_person(email=""))
    ask(referral, by=coordinator)
    workflow.receive_information(
        referral_id=referral.pk, answer="Then.", came_by=AnswerCame.CALLED, by=coordinator, now=NOW
    )

    assert CallBack.objects.get().status == CallBackStatus.REACHED
    question = Question.objects.get()
    assert (question.answer, question.came_by, question.answered_by) == (
        "Then.", AnswerCame.CALLED, coordinator,
    )  # fmt: skip
    assert not questions.unread_answers(coordinator).exists()


@pytest.mark.parametrize("day", [NOW.date(), NOW.date() + 29 * DAY])
def test_the_day_for_an_answer_is_neither_over_nor_too_far(coordinator, day):
    referral = make_referral()
    with pytest.raises(TransitionNotAllowed) as refused:
        ask(referral, by=coordinator, due_on=day)

    assert refused.value.field == "due_on"
    assert not Question.objects.exists()
    assert Referral.objects.get().status == Status.AWAITING_TRIAGE


def test_the_clock_stands_still_until_the_agency_answers(coordinator):
    referral, worker = refer()
    due = referral.due_at
    ask(referral, by=coordinator)
    later = NOW + DAY
    agency.answer_question(referral_id=referral.pk, number=1, answer="Then.", by=worker, now=later)

    referral.refresh_from_db()
    assert (referral.status, referral.due_at) == (Status.AWAITING_TRIAGE, due + DAY)


def test_an_answer_during_a_hold_leads_back_to_a_decision(coordinator):
    referral, worker = refer()
    ask(referral, by=coordinator)
    pauses.hold(
        referral_id=referral.pk, review_on=NOW.date() + DAY, words="Ill.", by=coordinator, now=NOW
    )
    agency.answer_question(referral_id=referral.pk, number=1, answer="Then.", by=worker, now=NOW)

    referral.refresh_from_db()
    assert referral.status == Status.ON_HOLD
    assert [one.answer for one in questions.unread_answers(coordinator)] == ["Then."]
    pauses.take_off_hold(referral_id=referral.pk, words="", by=coordinator, now=NOW)
    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE


def test_an_unanswered_question_waits_again_after_a_hold(coordinator):
    referral, _ = refer()
    ask(referral, by=coordinator)
    pauses.hold(
        referral_id=referral.pk, review_on=NOW.date() + DAY, words="Ill.", by=coordinator, now=NOW
    )
    pauses.take_off_hold(referral_id=referral.pk, words="", by=coordinator, now=NOW)

    referral.refresh_from_db()
    assert questions.open_question(referral).number == 1


def test_what_nobody_has_read_is_listed_until_it_is_read_or_decided(coordinator):
    referral, worker = refer()
    ask(referral, by=coordinator)
    assert not questions.unread_answers(coordinator).exists()
    agency.answer_question(referral_id=referral.pk, number=1, answer="Then.", by=worker, now=NOW)
    assert questions.unread_answers(coordinator).count() == 1

    questions.mark_answer_read(referral_id=referral.pk, number=1, by=coordinator, now=NOW)
    questions.mark_answer_read(referral_id=referral.pk, number=1, by=coordinator, now=NOW + DAY)

    assert not questions.unread_answers(coordinator).exists()
    assert Question.objects.get().read_at == NOW
    assert AuditEvent.objects.filter(action="referral.answer_read").count() == 1


def test_an_answer_of_a_restricted_referral_is_listed_and_read_by_named_people_only(coordinator):
    referral, worker = refer()
    ask(referral, by=coordinator)
    agency.answer_question(referral_id=referral.pk, number=1, answer="Then.", by=worker, now=NOW)
    agency.add_information(referral_id=referral.pk, words="More.", by=worker, now=NOW)
    manager = staff(manager=True)
    Referral.objects.filter(pk=referral.pk).update(is_restricted=True)
    NamedUser.objects.create(referral=referral, user=manager, at=NOW)

    for rows in (questions.unread_answers, questions.unread_additions):
        assert not rows(coordinator).exists()
        assert rows(manager).exists()
    with pytest.raises(Question.DoesNotExist):
        questions.mark_answer_read(referral_id=referral.pk, number=1, by=coordinator, now=NOW)


def test_only_a_coordinator_marks_what_was_read():
    referral, worker = refer()
    agency.add_information(referral_id=referral.pk, words="More.", by=worker, now=NOW)
    for user in (staff(manager=True), worker, UserFactory(auditor=True)):
        with pytest.raises(PermissionDenied):
            questions.mark_addition_read(referral_id=referral.pk, number=1, by=user, now=NOW)


def test_late_answers_are_those_still_waited_for(coordinator):
    late, _ = refer()
    answered, worker = refer()
    for referral in (late, answered):
        ask(referral, by=coordinator, due_on=NOW.date() + DAY)
    agency.answer_question(referral_id=answered.pk, number=1, answer="Then.", by=worker, now=NOW)

    day_after = NOW.date() + 2 * DAY
    assert not questions.late_answers(coordinator, NOW.date() + DAY).exists()
    assert [one.referral_id for one in questions.late_answers(coordinator, day_after)] == [late.pk]
