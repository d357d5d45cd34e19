"""The verbs that move a referral: what each changes, writes down and lets wait."""

import datetime as dt

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import delivery, workflow
from referrals.enums import DECLINE_CODES, FINAL, EndingCode, Status, Trigger
from referrals.models import StatusChange
from referrals.transitions import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import waiting_referral
from tests.factories.desk import make_person, make_referral, risk_held
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


def referral_at(status=Status.AWAITING_TRIAGE, **fields):
    ended = {"ended_at": NOW, "ending_code": EndingCode.SELF_WITHDREW} if status in FINAL else {}
    return waiting_referral(None, status=status, **ended, **fields)


@pytest.mark.sqlite
def test_accept_moves_records_and_waits_for_release(coordinator):
    referral = referral_at()
    programme = ProgrammeVersionFactory(group=True).programme

    workflow.accept(
        referral_id=referral.pk, programme=programme, words="Agreed.", by=coordinator, now=NOW
    )

    referral.refresh_from_db()
    assert (referral.status, referral.programme) == (Status.AWAITING_ALLOCATION, programme)
    change = StatusChange.objects.get(referral=referral)
    assert (change.verb, change.by, change.to_status) == (
        "accept",
        coordinator,
        Status.AWAITING_ALLOCATION,
    )
    assert AuditEvent.objects.get(action="referral.accept").actor_id == coordinator.pk
    message = OutgoingMessage.objects.get()
    assert message.status == MessageStatus.WAITING_RELEASE
    assert message.audience == Audience.PARTICIPANT


def test_no_message_carries_a_name_an_answer_or_a_topic(coordinator):
    referral = referral_at(name="Canary Example")
    programme = ProgrammeVersionFactory(group=True).programme
    workflow.request_information(
        referral_id=referral.pk, question="Who is Canary's doctor?", by=coordinator, now=NOW
    )
    workflow.receive_information(referral_id=referral.pk, answer="x", by=coordinator, now=NOW)
    workflow.accept(
        referral_id=referral.pk, programme=programme, words="Agreed.", by=coordinator, now=NOW
    )
    manager = UserFactory(manager=True)
    for verb, follows_from in (
        (delivery.allocate, Trigger.PLACE_GIVEN),
        (delivery.start, Trigger.FIRST_ATTENDANCE),
        (delivery.complete, Trigger.PLACE_ENDED),
    ):
        verb(referral_id=referral.pk, follows_from=follows_from, by=manager, now=NOW)

    messages = list(OutgoingMessage.objects.all())
    assert {message.event for message in messages} == {
        "question_participant",
        "accepted_participant",
        "place_participant",
        "ended_participant",
    }
    for message in messages:
        text = f"{message.subject} {message.body}".lower()
        assert referral.reference.lower() in text
        for word in ("canary", "doctor", "abuse", "stalk", "police", "victim", "partner", "perp"):
            assert word not in text, (message.event, word)


@pytest.mark.sqlite
def test_decline_needs_a_reason_of_the_list_and_words(coordinator):
    referral = referral_at()

    with pytest.raises(TransitionNotAllowed, match="own words"):
        workflow.decline(
            referral_id=referral.pk,
            code=EndingCode.INELIGIBLE,
            words="  ",
            **risk_held(NOW),
            by=coordinator,
            now=NOW,
        )
    with pytest.raises(TransitionNotAllowed, match="reasons"):
        workflow.decline(
            referral_id=referral.pk,
            code=EndingCode.COMPLETED_SESSIONS,
            words="x",
            **risk_held(NOW),
            by=coordinator,
            now=NOW,
        )
    workflow.decline(
        referral_id=referral.pk,
        code=DECLINE_CODES[0],
        words="On licence.",
        by=coordinator,
        now=NOW,
        **risk_held(NOW),
    )
    referral.refresh_from_db()
    assert (referral.status, referral.ending_code) == (Status.DECLINED, DECLINE_CODES[0])
    assert referral.ended_at == NOW


@pytest.mark.sqlite
def test_a_page_read_before_another_change_is_refused(coordinator):
    referral = referral_at()
    version = referral.version
    workflow.request_information(
        referral_id=referral.pk, question="When?", by=coordinator, now=NOW, version=version
    )
    workflow.receive_information(referral_id=referral.pk, answer="Then", by=coordinator, now=NOW)

    with pytest.raises(workflow.ChangedMeanwhile, match="Check it again"):
        workflow.decline(
            referral_id=referral.pk,
            code=DECLINE_CODES[0],
            words="x",
            **risk_held(NOW),
            by=coordinator,
            now=NOW,
            version=version,
        )


def test_a_programme_of_the_other_pathway_is_refused(coordinator):
    referral = referral_at(pathway="stalking")
    programme = ProgrammeVersionFactory(group=True).programme
    with pytest.raises(TransitionNotAllowed):
        workflow.accept(
            referral_id=referral.pk, programme=programme, words="Agreed.", by=coordinator, now=NOW
        )


@pytest.mark.sqlite
def test_a_change_whose_record_fails_does_not_happen(coordinator, monkeypatch):
    referral = referral_at()

    def fail(*args, **kwargs):
        raise ObjectDoesNotExist

    monkeypatch.setattr(workflow, "record", fail)
    with pytest.raises(ObjectDoesNotExist):
        workflow.request_information(
            referral_id=referral.pk, question="When?", by=coordinator, now=NOW
        )
    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE
    assert not OutgoingMessage.objects.exists()
    assert not StatusChange.objects.exists()


@pytest.mark.sqlite
def test_history_cannot_be_rewritten(coordinator):
    referral = referral_at()
    workflow.request_information(
        referral_id=referral.pk, question="When?", by=coordinator, now=timezone.now()
    )
    change = StatusChange.objects.get()
    change.words = "Never asked."
    with pytest.raises(TypeError):
        change.save()


REFUSED_BESIDE = [
    ("decline", {"code": DECLINE_CODES[0], "words": " "}, "words"),
    ("decline", {"code": DECLINE_CODES[0], "words": "x"}, "risk_holder"),
    ("decline", {"code": "", "words": "x", "risk_holder": "A. Worker"}, "code"),
    ("request_information", {"question": " "}, "question"),
]


@pytest.mark.parametrize(("verb", "asked", "field"), REFUSED_BESIDE)
def test_a_refusal_names_the_field_it_is_about(coordinator, verb, asked, field):
    referral = make_referral(agency=True)

    with pytest.raises(Refusal) as refused:
        getattr(workflow, verb)(referral_id=referral.pk, by=coordinator, now=NOW, **asked)

    assert refused.value.field == field


@pytest.mark.parametrize("address", [{}, {"email": "", "address": "1 Example Street"}])
@pytest.mark.parametrize("verb", [workflow.decline, workflow.withdraw])
def test_nobody_writes_to_somebody_who_has_died(coordinator, verb, address):
    referral = make_referral(person=make_person(**address), agency=True)
    asked = {"referral_id": referral.pk, "words": "His sister called.", "by": coordinator}

    verb(**asked, code=EndingCode.DIED, now=NOW)

    assert [message.audience for message in OutgoingMessage.objects.all()] == [Audience.REFERRER]
