"""The verbs that move a referral, and the only place that sets its status.

Each locks the row, asks the table, changes, writes history and audit and queues messages, in one
transaction. Every verb raises TransitionNotAllowed where the table has no such step, and
PermissionDenied for an account that may not take it. The verbs of a referral with a place are in
`delivery`, those of a pause in `pauses`, the undo in `corrections`.
"""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from programmes.models import Programme
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local
from referrals import duplicates, notifications
from referrals.clock_results import FOLLOWING, follow_step
from referrals.contacts import hear_before_ending, hear_first
from referrals.enums import FINAL, EndingCode, Trigger
from referrals.models import Referral, StatusChange
from referrals.open_signs import Heard
from referrals.possible_matches import compare_first
from referrals.programme_fit import check_acceptable
from referrals.questions import write_answer, write_question
from referrals.restricting import check_may_see
from referrals.risk_holders import checked_risk
from referrals.to_do import look_at_risk_again
from referrals.transitions import TransitionNotAllowed, find, history_words, may

MOST_STEPS = 5  # that are named to a user whose page is out of date


class ChangedMeanwhile(TransitionNotAllowed):
    """Another user changed the referral after this page was read."""


def locked(referral_id: uuid.UUID, version: int | None) -> Referral:
    """Lock and return a referral.

    Raises ChangedMeanwhile, with the steps taken since then, unless it is still at `version`.
    """
    referral = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("participant", "referrer", "programme")
        .get(pk=referral_id)
    )
    if version is not None and version != referral.version:
        raise ChangedMeanwhile(
            "Another user changed this referral while you were reading it. "
            f"{_steps_since(referral, version)}Check it again, then decide."
        )
    return referral


def _steps_since(referral: Referral, version: int) -> str:
    """Return a sentence that names the newest changes after `version`, oldest first; "" for none."""
    changes = referral.status_changes.select_related("by").filter(number__gt=version)
    amended = referral.amendments.select_related("by").filter(number__gt=version)
    rows = [
        *((one, history_words(one.verb)) for one in changes.order_by("-number")[:MOST_STEPS]),
        *((one, f"“{one.question}” was amended") for one in amended.order_by("-pk")[:MOST_STEPS]),
    ]
    steps = [
        f"{words} ({local(one.at):%-d %B, %H:%M}{f', {one.by}' if one.by else ''})"
        for one, words in sorted(rows, key=lambda row: row[0].number)[-MOST_STEPS:]
    ]
    return f"What has changed: {'; '.join(steps)}. " if steps else ""


def check_may(by, verb: str, *, follows_from: Trigger | None = None) -> None:
    """Raise PermissionDenied unless the table lets `by` take `verb` in this way."""
    if not may(by, verb, follows_from=follows_from):
        raise PermissionDenied("You may not take this step.")


def move(
    referral: Referral,
    verb: str,
    *,
    by,
    now: dt.datetime,
    code: str = "",
    words: str = "",
    risk_holder: str = "",
    risk_review_on: dt.date | None = None,
    duplicate_of: Referral | None = None,
    target: str = "",
    review_on: dt.date | None = None,
    reviewer=None,
    follows_from: Trigger | None = None,
    also: tuple[str, ...] = (),
) -> StatusChange:
    """Take one step of the table, write it down and queue its messages.

    `target` chooses between the ways of a verb; `also` names further changed fields. `review_on`
    and `reviewer` belong to a pause; the next step clears them. Raises PermissionDenied before
    anything is said about the referral's status, and TransitionNotAllowed.
    """
    check_may(by, verb, follows_from=follows_from)
    if follows_from is None:
        # What follows from a cohort, such as its cancelling, is done for everyone in it.
        check_may_see(referral, by)
    if referral.set_aside_at:
        raise TransitionNotAllowed("This referral is set aside. Bring it back, then decide.")
    way = find(verb, source=referral.status, code=code, target=target, follows_from=follows_from)
    source = referral.status
    follow_step(referral, verb, source=source, target=way.target, code=code, now=now)
    referral.status, referral.status_at = way.target, now
    if duplicate_of and referral.danger_level < duplicate_of.danger_level:
        # The danger is that of the person, and the referral that stays open is the one that is read.
        duplicate_of.danger_level = referral.danger_level
        duplicate_of.save(update_fields=["danger_level"])
    referral.ended_at, referral.ending_code = (now, code) if way.target in FINAL else (None, None)
    referral.review_on, referral.reviewer = review_on, reviewer
    referral.version = F("version") + 1
    fields = ["status", "status_at", "ended_at", "ending_code", "review_on", "reviewer"]
    fields += [*FOLLOWING, "version", *also]
    referral.save(update_fields=fields)
    referral.refresh_from_db(fields=["version"])
    change = StatusChange.objects.create(
        referral=referral,
        number=referral.version,
        verb=verb,
        from_status=source,
        to_status=way.target,
        code=code,
        words=words,
        risk_holder=risk_holder,
        risk_review_on=risk_review_on,
        duplicate_of=duplicate_of,
        at=now,
        by=by,
    )
    record(
        f"referral.{verb}",
        actor=by,
        target=referral,
        now=now,
        source=source,
        to=way.target,
        code=code,
    )
    notifications.tell_step(referral, change, now=now)
    return change


def take(verb: str, *, referral_id: uuid.UUID, version: int | None = None, **step) -> Referral:
    """Lock a referral, take a step that needs nothing else, and return the referral."""
    with transaction.atomic():
        referral = locked(referral_id, version)
        move(referral, verb, **step)
    return referral


def accept(
    *,
    referral_id: uuid.UUID,
    programme: Programme,
    by,
    now: dt.datetime,
    words: str = "",
    version: int | None = None,
    heard: Heard | None = None,
) -> Referral:
    """Accept a referral for `programme`, once a coordinator has looked at its possible matches.

    `words` say why, for a programme that does not fit or that the newest check does not name. `heard`
    answers for the person's open signs of danger.
    """
    check_may(by, "accept")
    compare_first(referral_id=referral_id, now=now)
    with transaction.atomic():
        referral = locked(referral_id, version)
        check_acceptable(referral, programme, words, by=by)
        hear_first(referral, heard, by=by, now=now)
        referral.programme = programme
        move(referral, "accept", by=by, now=now, words=words.strip(), also=("programme",))
    return referral


def decline(
    *,
    referral_id: uuid.UUID,
    code: EndingCode,
    words: str,
    by,
    now: dt.datetime,
    risk_holder: str = "",
    risk_review_on: dt.date | None = None,
    duplicate_of: uuid.UUID | None = None,
    version: int | None = None,
    heard: Heard | None = None,
) -> Referral:
    """Decline a referral with a coded reason and the coordinator's own words for the file.

    `risk_holder` is a name and an agency; a self-referral also needs the date on which they look
    again. Neither is needed after a death. `duplicate_of` names the referral of the same person that
    stays open: then nobody is told, and nobody new holds the risk. `heard` answers for the person's
    open signs of danger.
    """
    check_may(by, "decline")
    if not words.strip():
        raise TransitionNotAllowed("Say in your own words why this is declined.", "words")
    with transaction.atomic():
        duplicates.lock_both(referral_id, duplicate_of)
        referral = locked(referral_id, version)
        kept_open = duplicates.checked(referral, code, duplicate_of, by)
        risk = checked_risk(referral, code, kept_open, risk_holder, risk_review_on, now=now)
        hear_before_ending(referral, heard, code=code, kept_open=kept_open, by=by, now=now)
        change = move(
            referral,
            "decline",
            by=by,
            now=now,
            code=code,
            words=words,
            **risk,
            duplicate_of=kept_open,
        )
        look_at_risk_again(change, now=now)
    return referral


def request_information(
    *,
    referral_id: uuid.UUID,
    question: str,
    by,
    now: dt.datetime,
    due_on: dt.date | None = None,
    version: int | None = None,
) -> Referral:
    """Ask the referrer, or the participant of a self-referral, a question to answer by `due_on`.

    Email never carries it: a referrer reads it on the agency's page, a participant is told on the phone.
    """
    if not question.strip():
        raise TransitionNotAllowed("Write the question you need answered.", "question")
    with transaction.atomic():
        referral = locked(referral_id, version)
        move(referral, "request_information", by=by, now=now, words=question)
        write_question(referral, question, due_on=due_on, by=by, now=now)
    return referral


def receive_information(
    *,
    referral_id: uuid.UUID,
    answer: str,
    by,
    now: dt.datetime,
    came_by: str = "",
    version: int | None = None,
) -> Referral:
    """Record the answer, and how it came, so that the referral can be decided."""
    with transaction.atomic():
        referral = locked(referral_id, version)
        move(referral, "receive_information", by=by, now=now, words=answer)
        write_answer(referral, answer, came_by=came_by, by=by, now=now, is_read=True)
    return referral


def withdraw(
    *,
    referral_id: uuid.UUID,
    code: EndingCode,
    words: str,
    by,
    now: dt.datetime,
    duplicate_of: uuid.UUID | None = None,
    version: int | None = None,
    follows_from: Trigger | None = None,
    heard: Heard | None = None,
) -> Referral:
    """End a referral because the participant chose to leave, or because it is a duplicate.

    With a place it follows from the end of the enrolment. `duplicate_of` and `heard` are as in
    `decline`.
    """
    check_may(by, "withdraw", follows_from=follows_from)
    with transaction.atomic():
        duplicates.lock_both(referral_id, duplicate_of)
        referral = locked(referral_id, version)
        kept_open = duplicates.checked(referral, code, duplicate_of, by)
        if follows_from is None:
            hear_before_ending(referral, heard, code=code, kept_open=kept_open, by=by, now=now)
        move(
            referral,
            "withdraw",
            by=by,
            now=now,
            code=code,
            words=words,
            duplicate_of=kept_open,
            follows_from=follows_from,
        )
    return referral
