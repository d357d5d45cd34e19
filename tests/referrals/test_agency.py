"""What the workers of an agency do about their referrals, and never about others."""

import pytest
from django.core.exceptions import PermissionDenied

from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.sealing.models import SealedEnvelope
from referral_portal.topics import topics_in
from referrals import agency, delivery, result_messages, workflow
from referrals.enums import AGENCY_WORDS, AgencyWord, EndingCode, Status, Trigger
from referrals.models import Addition, DecisionReview, Question, Referral, StatusChange
from referrals.transitions import STEPS
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.desk import NOW, staff
from tests.factories.programmes import ProgrammeFactory
from tests.factories.questions import ask, refer

pytestmark = pytest.mark.django_db
VERBS = {
    "answer": lambda **who: agency.answer_question(number=1, answer="Then.", **who),
    "add": lambda **who: agency.add_information(words="More.", **who),
    "withdraw": lambda **who: agency.ask_to_withdraw(words="Moved.", **who),
    "reference": lambda **who: agency.set_own_reference(reference="A 1", **who),
    "note": lambda **who: agency.send_note(words="Careful.", **who),
}


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_for_the_agency_of_the_referral_alone(coordinator, verb):
    referral, worker = refer()
    ask(referral, by=coordinator)
    envelopes = SealedEnvelope.objects.count()
    closed = UserFactory(agency_referrer=True, agency=AgencyFactory(is_active=False))
    others = [
        UserFactory(agency_referrer=True, agency=AgencyFactory()),
        UserFactory(agency_referrer=True, agency=None),
        closed,
        coordinator,
        staff(manager=True),
    ]
    for other in others:
        with pytest.raises(PermissionDenied):
            VERBS[verb](referral_id=referral.pk, by=other, now=NOW)
    assert Referral.objects.get().status == Status.INFORMATION_REQUESTED
    assert not Addition.objects.exists()
    assert SealedEnvelope.objects.count() == envelopes

    VERBS[verb](referral_id=referral.pk, by=worker, now=NOW)


@pytest.mark.parametrize("verb", VERBS)
def test_a_colleague_may_unless_the_referral_is_restricted(coordinator, verb):
    referral, worker = refer()
    ask(referral, by=coordinator)
    colleague = UserFactory(agency_referrer=True, agency=worker.agency)
    Referral.objects.update(is_restricted=True)
    with pytest.raises(PermissionDenied):
        VERBS[verb](referral_id=referral.pk, by=colleague, now=NOW)
    Referral.objects.update(is_restricted=False)

    VERBS[verb](referral_id=referral.pk, by=colleague, now=NOW)


def test_an_answer_is_on_record_and_the_audit_holds_no_words(coordinator):
    referral, worker = refer()
    ask(referral, by=coordinator, question="Canary question?")
    agency.answer_question(
        referral_id=referral.pk, number=1, answer="Canary answer.", by=worker, now=NOW
    )

    assert Question.objects.get().answer == "Canary answer."
    change = StatusChange.objects.get(verb="receive_answer")
    assert (change.by, change.words) == (worker, "Canary answer.")
    assert AuditEvent.objects.filter(
        action="referral.question_answered", actor_id=worker.pk
    ).exists()
    assert "Canary" not in str(list(AuditEvent.objects.values_list()))


def test_only_the_open_question_is_answered_and_once(coordinator):
    referral, worker = refer()
    ask(referral, by=coordinator)
    who = {"referral_id": referral.pk, "by": worker, "now": NOW}
    with pytest.raises(Refusal):
        agency.answer_question(number=2, answer="Then.", **who)
    with pytest.raises(Refusal):
        agency.answer_question(number=1, answer=" ", **who)
    agency.answer_question(number=1, answer="Then.", **who)
    with pytest.raises(Refusal):
        agency.answer_question(number=1, answer="Later.", **who)
    assert [one.answer for one in Question.objects.all()] == ["Then."]


def test_a_question_is_closed_by_a_decision_and_the_agency_learns_nothing(coordinator):
    referral, worker = refer()
    ask(referral, by=coordinator)
    workflow.decline(
        referral_id=referral.pk, code=EndingCode.NOT_READY, words="No.", risk_holder="A. Worker",
        by=coordinator, now=NOW,
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        agency.answer_question(referral_id=referral.pk, number=1, answer="x", by=worker, now=NOW)

    assert refused.value.words == agency.NO_LONGER_OPEN
    assert agency.words_for([Referral.objects.get()]) == {referral.pk: AgencyWord.IN_ASSESSMENT}


def test_a_referral_that_is_set_aside_takes_no_answer_and_says_nothing_of_it(coordinator):
    referral, worker = refer()
    ask(referral, by=coordinator)
    Referral.objects.update(set_aside_at=NOW)
    with pytest.raises(Refusal) as refused:
        agency.answer_question(referral_id=referral.pk, number=1, answer="x", by=worker, now=NOW)

    assert refused.value.words == agency.CALL_US


def test_a_withdrawal_is_told_to_the_desk_once_and_changes_no_status(coordinator):
    referral, worker = refer()
    agency.ask_to_withdraw(referral_id=referral.pk, words="Moved away.", by=worker, now=NOW)
    with pytest.raises(Refusal):
        agency.ask_to_withdraw(referral_id=referral.pk, words="Again.", by=worker, now=NOW)

    assert [one.words for one in Addition.objects.all()] == ["Moved away."]
    assert Referral.objects.get().status == Status.AWAITING_TRIAGE
    assert not OutgoingMessage.objects.exists()


def test_whether_it_can_be_withdrawn_does_not_tell_of_a_decision_before_its_release(coordinator):
    referral, worker = refer()
    workflow.decline(
        referral_id=referral.pk, code=EndingCode.NOT_READY, words="No.", risk_holder="A. Worker",
        by=coordinator, now=NOW,
    )  # fmt: skip
    agency.ask_to_withdraw(referral_id=referral.pk, words="Moved.", by=worker, now=NOW)
    assert Addition.objects.count() == 1

    Addition.objects.all().delete()
    OutgoingMessage.objects.update(status="sent")
    with pytest.raises(Refusal):
        agency.ask_to_withdraw(referral_id=referral.pk, words="Moved.", by=worker, now=NOW)


def test_so_many_unread_additions_are_enough():
    referral, worker = refer()
    for _ in range(agency.MOST_UNREAD):
        agency.add_information(referral_id=referral.pk, words="More.", by=worker, now=NOW)
    with pytest.raises(Refusal):
        agency.add_information(referral_id=referral.pk, words="More.", by=worker, now=NOW)
    # A withdrawal always arrives.
    agency.ask_to_withdraw(referral_id=referral.pk, words="Moved.", by=worker, now=NOW)
    assert [one.number for one in Addition.objects.all()] == list(range(1, agency.MOST_UNREAD + 2))


def test_the_own_reference_can_be_changed_and_removed():
    referral, worker = refer()
    for typed, kept in (("  A 1 ", "A 1"), ("A 1", "A 1"), ("", "")):
        sender = agency.set_own_reference(
            referral_id=referral.pk, reference=typed, by=worker, now=NOW
        )
        assert sender.own_reference == kept
    assert AuditEvent.objects.filter(action="referral.own_reference").count() == 2


def test_a_note_is_sealed_and_stored_nowhere_else():
    referral, worker = refer()
    agency.send_note(referral_id=referral.pk, words="Canary.", by=worker, now=NOW)

    assert not Addition.objects.exists()
    assert b"Canary" not in bytes(SealedEnvelope.objects.latest("sealed_at").blob)


def test_a_decision_that_a_review_left_as_it_was_stays_in_sight(coordinator):
    referral, worker = refer()
    workflow.decline(
        referral_id=referral.pk, code=EndingCode.NOT_READY, words="No.", risk_holder="A. Worker",
        by=coordinator, now=NOW,
    )  # fmt: skip
    OutgoingMessage.objects.update(status="sent")
    agency.ask_again(referral_id=referral.pk, why="She is ready now.", by=worker, now=NOW)
    review = DecisionReview.objects.get()
    assert (review.asked_by, review.recorded_by) == ("referrer", worker)
    result_messages.decision_upheld(review, now=NOW)
    assert OutgoingMessage.objects.filter(status="waiting_release").exists()

    assert agency.words_for([Referral.objects.get()]) == {referral.pk: AgencyWord.NOT_ACCEPTED}


@pytest.mark.parametrize("count", [3, 30])
def test_the_words_of_a_page_cost_the_same_at_3_and_at_30(
    coordinator, django_assert_num_queries, count
):
    worker = refer()[1]
    for _ in range(count):
        ask(refer(worker)[0], by=coordinator)
    rows = list(Referral.objects.all())
    with django_assert_num_queries(3):
        words = agency.words_for(rows)
    assert set(words.values()) == {AgencyWord.QUESTION, AgencyWord.RECEIVED}


def test_an_acceptance_and_a_place_are_read_once_they_may_be_known(coordinator):
    referral, _ = refer()
    workflow.accept(
        referral_id=referral.pk,
        programme=ProgrammeFactory(),
        words="Agreed.",
        by=coordinator,
        now=NOW,
    )
    Referral.objects.filter(pk=referral.pk).update(status=Status.SCHEDULED)
    StatusChange.objects.create(
        referral=referral, number=9, verb="allocate", to_status=Status.SCHEDULED, at=NOW,
        by=coordinator,
    )  # fmt: skip

    def word():
        return agency.words_for([Referral.objects.get()])[referral.pk]

    assert word() == AgencyWord.IN_ASSESSMENT
    OutgoingMessage.objects.update(status="sent")
    assert word() == AgencyWord.ACCEPTED
    place = OutgoingMessage.objects.filter(audience="participant").get()
    OutgoingMessage.objects.filter(pk=place.pk).update(
        event="place_participant",
        key=f"place:participant:{referral.pk}:9",
        status="waiting_release",
    )
    assert word() == AgencyWord.WAITING


@pytest.mark.parametrize(
    ("verb", "source", "waits"),
    [
        ("allocate", Status.AWAITING_ALLOCATION, True),
        ("start", Status.SCHEDULED, False),
        ("return_to_waiting_list", Status.ON_PROGRAMME, True),
    ],
)
def test_an_agency_is_told_without_content_when_its_word_moves(verb, source, waits):
    referral, _ = refer(status=source)
    step = STEPS[verb].moves[0]
    by = staff(manager=True)
    asked = {"words": "Other days."} if verb == "return_to_waiting_list" else {}
    before = agency.words_for([referral])[referral.pk]
    getattr(delivery, verb)(
        referral_id=referral.pk, by=by, now=NOW, follows_from=step.follows_from, **asked
    )

    message = OutgoingMessage.objects.get(audience="referrer")
    assert message.event == "progress_referrer"
    assert (message.status == "waiting_release") is waits
    assert not topics_in(message.subject + message.body)
    after = agency.words_for([Referral.objects.get()])[referral.pk]
    OutgoingMessage.objects.update(status="sent")
    released = agency.words_for([Referral.objects.get()])[referral.pk]
    assert released == AGENCY_WORDS[step.target]
    if waits:
        # Nothing is known of the history before this step, so the word is that of no decision.
        assert after == AgencyWord.IN_ASSESSMENT
    else:
        assert (before, after) == (AgencyWord.ACCEPTED, released)


def test_a_start_is_not_told_before_an_acceptance_that_waits(coordinator):
    referral, _ = refer()
    workflow.accept(
        referral_id=referral.pk, programme=ProgrammeFactory(), words="Agreed.", by=coordinator,
        now=NOW,
    )  # fmt: skip
    Referral.objects.update(status=Status.SCHEDULED)
    delivery.start(
        referral_id=referral.pk, by=staff(manager=True), now=NOW,
        follows_from=Trigger.FIRST_ATTENDANCE,
    )  # fmt: skip

    told = OutgoingMessage.objects.filter(audience="referrer")
    assert {(one.event, one.status) for one in told} == {
        ("accepted_referrer", "waiting_release"),
        ("progress_referrer", "waiting_release"),
    }
    assert agency.words_for([Referral.objects.get()]) == {referral.pk: AgencyWord.IN_ASSESSMENT}
