"""Questions about a referral and their answers: what is open, who answers by when, what is unread.

`workflow` asks a question and records an answer that reached the desk; `agency` lets the agency
answer. A question is open while the referral waits for its answer, even on hold.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from referral_portal.audit.recorder import record
from referral_portal.common.by_row import refers_to
from referral_portal.common.dates import local_today, working_days_after
from referral_portal.common.statements import Given
from referrals import call_backs
from referrals.enums import QuestionFor, Status
from referrals.models import Addition, Question, Referral
from referrals.permissions import check_can_triage
from referrals.transitions import TransitionNotAllowed

WAITS = frozenset({Status.INFORMATION_REQUESTED, Status.ON_HOLD})
NOT_DECIDED = (*WAITS, Status.AWAITING_TRIAGE)


def usual_answer_day(now: dt.datetime) -> dt.date:
    """Return the day by which a question that is asked now is to be answered."""
    return working_days_after(local_today(now), settings.ANSWER_WORKING_DAYS)


def latest_answer_day(now: dt.datetime) -> dt.date:
    """Return the last day that may be set for an answer: a pause stays unreviewed no longer."""
    return local_today(now) + dt.timedelta(days=settings.HOLD_REVIEW_DAYS)


def checked_answer_day(due_on: dt.date | None, now: dt.datetime) -> dt.date:
    """Return the day for an answer, by default the usual one.

    Raises TransitionNotAllowed for a day that is not after today or is too late.
    """
    due_on, latest = due_on or usual_answer_day(now), latest_answer_day(now)
    if not local_today(now) < due_on <= latest:
        raise TransitionNotAllowed(
            f"The answer is needed after today and not after {latest:%-d %B %Y}.", "due_on"
        )
    return due_on


def write_question(
    referral: Referral, text: str, *, due_on: dt.date | None, by, now: dt.datetime
) -> Question:
    """Store a question, for the referrer if there is one, otherwise for the participant.

    A participant who cannot be sent a message is called. Raises TransitionNotAllowed for a wrong day.
    """
    call_backs.call_to_ask(referral=referral, by=by, now=now)
    return Question.objects.create(
        referral=referral,
        number=referral.questions.count() + 1,
        whom=QuestionFor.REFERRER if referral.referrer_id else QuestionFor.PARTICIPANT,
        text=text.strip(),
        asked_at=now,
        asked_by=by,
        answer_due_on=checked_answer_day(due_on, now),
    )


def write_answer(
    referral: Referral, answer: str, *, came_by: str, by, now: dt.datetime, is_read: bool
) -> Question | None:
    """Store the answer to the newest question that has none, and return that question.

    A call to ask it is no longer needed. Return None for a referral without one.
    """
    call_backs.end_call_to_ask(referral=referral, now=now)
    question = newest_unanswered(referral)
    if question is not None:
        question.answer, question.came_by = answer.strip(), came_by
        question.answered_at, question.answered_by = now, by
        question.read_at = now if is_read else None
        question.save(update_fields=["answer", "came_by", "answered_at", "answered_by", "read_at"])
    return question


def newest_unanswered(referral: Referral) -> Question | None:
    """Return the newest question about a referral, if it has no answer yet."""
    newest = referral.questions.order_by("-number").first()
    return newest if newest is not None and newest.answered_at is None else None


def open_question(referral: Referral) -> Question | None:
    """Return the question whose answer a referral waits for, or None."""
    return newest_unanswered(referral) if referral.status in WAITS else None


def who_answers(referral: Referral) -> str:
    """Return the name and agency of the person who is to answer a question, for the desk."""
    sender = referral.referrer
    return f"{sender.name}, {sender.agency}" if sender else "the participant"


def unread_answers(by) -> QuerySet[Question]:
    """Return the answers of agencies that nobody at the desk has read, the oldest first.

    After a decision the answer is no longer work.
    """
    referrals = Referral.objects.visible_to(by).filter(status__in=NOT_DECIDED)
    rows = Question.objects.filter(answered_at__isnull=False, read_at=None)
    return rows.filter(refers_to("referral", referrals)).order_by("answered_at", "pk")


def unread_additions(by) -> QuerySet[Addition]:
    """Return the additions of agencies that nobody at the desk has read, the oldest first."""
    rows = Addition.objects.filter(read_at=None)
    return rows.filter(refers_to("referral", Referral.objects.visible_to(by))).order_by("at", "pk")


def late_answers(by, today: dt.date | Given) -> QuerySet[Question]:
    """Return the open questions whose answer was needed before `today`, the oldest first."""
    referrals = Referral.objects.visible_to(by).filter(status=Status.INFORMATION_REQUESTED)
    rows = Question.objects.filter(answered_at=None, answer_due_on__lt=today)
    return rows.filter(refers_to("referral", referrals)).order_by("answer_due_on", "pk")


def mark_answer_read(*, referral_id: uuid.UUID, number: int, by, now: dt.datetime) -> Question:
    """Record that the desk has read the answer to question `number`.

    Does nothing for one that is read. Raises PermissionDenied, and DoesNotExist.
    """
    check_can_triage(by)
    rows = Question.objects.filter(answered_at__isnull=False)
    return _mark_read(rows, referral_id, number, by, now, action="referral.answer_read")


def mark_addition_read(*, referral_id: uuid.UUID, number: int, by, now: dt.datetime) -> Addition:
    """Record that the desk has read addition `number`.

    Does nothing for one that is read. Raises PermissionDenied, and DoesNotExist.
    """
    check_can_triage(by)
    rows = Addition.objects.all()
    return _mark_read(rows, referral_id, number, by, now, action="referral.addition_read")


@transaction.atomic
def _mark_read(rows: QuerySet, referral_id: uuid.UUID, number: int, by, now, *, action: str):
    visible = Referral.objects.visible_to(by).filter(pk=referral_id)
    row = rows.select_for_update().get(referral__in=visible, number=number)
    if row.read_at is None:
        row.read_at = now
        row.save(update_fields=["read_at"])
        record(action, actor=by, target=("referrals.referral", referral_id), now=now, number=number)
    return row
