"""What an agency does about a referral after sending it, and how far it is in the agency's words.

Its workers answer questions, add information, withdraw, ask for a review, keep their own reference
and write sealed notes to the link worker. A withdrawal is a message to the desk: a coordinator closes the referral,
after the call that an open sign of danger needs. Each verb raises Refusal and PermissionDenied.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.agency_words import Taken, word_of
from referrals.enums import (
    AdditionKind,
    AgencyWord,
    AnswerCame,
    MessageEvent,
    QuestionFor,
    Status,
    Trigger,
)
from referrals.message_keys import number_of
from referrals.models import (
    Addition,
    DecisionReview,
    Question,
    Referral,
    Referrer,
    ReviewAsker,
    StatusChange,
)
from referrals.notes import seal_note
from referrals.permissions import can_follow_own_referrals
from referrals.questions import WAITS, open_question, write_answer
from referrals.reviews import ask_for_review
from referrals.transitions import SUBMITTED
from referrals.workflow import locked, move

MOST_UNREAD = 20
OVER = frozenset({AgencyWord.ENDED, AgencyWord.NOT_ACCEPTED})
NO_LONGER_OPEN = "This question no longer needs an answer."
CALL_US = "We cannot take this here at the moment. Please call us."


@transaction.atomic
def answer_question(
    *, referral_id: uuid.UUID, number: int, answer: str, by, now: dt.datetime
) -> Question:
    """Answer question `number`, so that the referral can be decided.

    On hold, the referral stays on hold.
    """
    referral = _own(referral_id, by)
    if not answer.strip():
        raise Refusal("Write your answer.", "answer")
    question = open_question(referral)
    if question is None or question.number != number or question.whom != QuestionFor.REFERRER:
        raise Refusal(NO_LONGER_OPEN)
    if referral.set_aside_at:
        raise Refusal(CALL_US)
    if referral.status == Status.INFORMATION_REQUESTED:
        receive_answer(
            referral_id=referral_id,
            answer=answer,
            by=by,
            now=now,
            follows_from=Trigger.AGENCY_ANSWERED,
        )
    else:
        _write_answer(referral, answer, by=by, now=now)
    record("referral.question_answered", actor=by, target=referral, now=now, number=number)
    question.refresh_from_db()
    return question


def receive_answer(
    *,
    referral_id: uuid.UUID,
    answer: str,
    by,
    now: dt.datetime,
    version: int | None = None,
    follows_from: Trigger | None = None,
) -> Referral:
    """Take a referral back to the decision, because its agency has answered."""
    with transaction.atomic():
        referral = locked(referral_id, version)
        move(referral, "receive_answer", by=by, now=now, words=answer, follows_from=follows_from)
        _write_answer(referral, answer, by=by, now=now)
    return referral


def _write_answer(referral: Referral, answer: str, *, by, now: dt.datetime) -> None:
    write_answer(referral, answer, came_by=AnswerCame.PAGE, by=by, now=now, is_read=False)


def add_information(*, referral_id: uuid.UUID, words: str, by, now: dt.datetime) -> Addition:
    """Send more information about a referral to the desk."""
    return _add(AdditionKind.MORE, referral_id, words, by=by, now=now)


def ask_to_withdraw(*, referral_id: uuid.UUID, words: str, by, now: dt.datetime) -> Addition:
    """Tell the desk, once and with a reason, that the agency withdraws a referral."""
    return _add(AdditionKind.WITHDRAWAL, referral_id, words, by=by, now=now)


@transaction.atomic
def set_own_reference(*, referral_id: uuid.UUID, reference: str, by, now: dt.datetime) -> Referrer:
    """Set or remove the agency's own reference for a referral."""
    sender = _own(referral_id, by).referrer
    if sender.own_reference != reference.strip():
        sender.own_reference = reference.strip()
        sender.save(update_fields=["own_reference"])
        record(
            "referral.own_reference", actor=by, target=("referrals.referral", referral_id), now=now
        )
    return sender


def send_note(*, referral_id: uuid.UUID, words: str, by, now: dt.datetime) -> None:
    """Seal a note about a referral for its link worker.

    Raises PartTooLarge as well.
    """
    with transaction.atomic():
        _own(referral_id, by)
        seal_note(referral_id=referral_id, words=words, by=by, now=now)


@transaction.atomic
def ask_again(*, referral_id: uuid.UUID, why: str, by, now: dt.datetime) -> DecisionReview:
    """Ask once for a review of a decision of which the agency was told."""
    _own(referral_id, by)
    return ask_for_review(
        referral_id=referral_id, asked_by=ReviewAsker.REFERRER, why=why, by=by, now=now
    )


def words_for(referrals: Sequence[Referral]) -> dict[uuid.UUID, AgencyWord]:
    """Return the agency's word for each of `referrals`, in three queries."""
    ids = [referral.pk for referral in referrals]
    if not ids:
        return {}
    unsaid = {MessageStatus.WAITING_RELEASE: {}, MessageStatus.CANCELLED: {}}
    # Of a place the agency reads once the participant may know of it.
    told = Q(audience=Audience.REFERRER) | Q(event__startswith=f"{MessageEvent.PLACE}_")
    messages = OutgoingMessage.objects.filter(told, referral_id__in=ids, status__in=unsaid)
    # The agency knows the decision that a review has left as it was.
    messages = messages.exclude(event__startswith=f"{MessageEvent.UPHELD}_")
    for pk, status, key in messages.values_list("referral_id", "status", "key"):
        unsaid[status].setdefault(pk, set()).add(number_of(key))
    steps = {}
    changes = StatusChange.objects.filter(referral__in=ids).exclude(verb=SUBMITTED)
    for pk, number, to in changes.order_by("number").values_list(
        "referral_id", "number", "to_status"
    ):
        steps.setdefault(pk, []).append(Taken(number, to))
    asked = asked_of(referrals)
    waiting, cancelled = unsaid.values()
    return {
        referral.pk: word_of(
            status=referral.status,
            ending_code=referral.ending_code,
            steps=steps.get(referral.pk, ()),
            waiting=waiting.get(referral.pk, ()),
            cancelled=cancelled.get(referral.pk, ()),
            is_asked=referral.pk in asked,
        )
        for referral in referrals
    }


def asked_of(referrals: Sequence[Referral]) -> set[uuid.UUID]:
    """Return the ids of those of `referrals` that wait for an answer of their agency."""
    ids = [one.pk for one in referrals if one.status in WAITS]
    rows = Question.objects.filter(referral__in=ids, whom=QuestionFor.REFERRER)
    newest = dict(rows.order_by("number").values_list("referral_id", "answered_at"))
    return {pk for pk, answered_at in newest.items() if answered_at is None}


@transaction.atomic
def _add(kind: AdditionKind, referral_id: uuid.UUID, words: str, *, by, now) -> Addition:
    referral = _own(referral_id, by)
    if not words.strip():
        raise Refusal("Say what we should know.", "words")
    additions = referral.additions
    if kind == AdditionKind.WITHDRAWAL:
        if additions.filter(kind=kind).exists():
            raise Refusal("Your agency has told us already that it withdraws this referral.")
        if words_for([referral])[referral.pk] in OVER:
            raise Refusal("This referral has ended already.")
    elif additions.filter(read_at=None).count() >= MOST_UNREAD:
        raise Refusal(CALL_US)
    addition = additions.create(
        number=additions.count() + 1, kind=kind, words=words.strip(), at=now, by=by
    )
    record(
        "referral.addition",
        actor=by,
        target=referral,
        now=now,
        number=addition.number,
        kind=kind,
    )
    return addition


def _own(referral_id: uuid.UUID, by) -> Referral:
    """Lock and return a referral of the agency of `by`; a restricted one only for its sender."""
    if can_follow_own_referrals(by):
        rows = Referral.objects.visible_to(by).select_for_update(of=("self",))
        rows = rows.select_related("participant", "referrer__agency")
        if referral := rows.filter(pk=referral_id).first():
            return referral
    raise PermissionDenied("This referral is not yours to open.")
