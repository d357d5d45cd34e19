"""The verbs that move a referral. The only place that sets its status.

Each locks the row, asks the table, changes, writes history and audit and queues messages, in one
transaction. A decision message waits until the people it may affect have been told first. Every
verb raises PermissionDenied for whoever the table does not let take the step.
"""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from programmes.models import Programme
from referral_portal.audit.recorder import record
from referrals import notifications
from referrals.enums import FINAL, EndingCode
from referrals.models import Referral, StatusChange
from referrals.transitions import TransitionNotAllowed, find, may


class ChangedMeanwhile(TransitionNotAllowed):
    """Somebody else changed the referral after this page was read."""


def locked(referral_id: uuid.UUID, version: int | None) -> Referral:
    """Lock and return a referral; raise ChangedMeanwhile unless it is still at `version`."""
    referral = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("participant", "referrer", "programme")
        .get(pk=referral_id)
    )
    if version is not None and version != referral.version:
        raise ChangedMeanwhile(
            "Somebody changed this referral while you were reading. Look again, then decide."
        )
    return referral


def move(
    referral: Referral,
    verb: str,
    *,
    by,
    now: dt.datetime,
    code: str = "",
    words: str = "",
    risk_holder: str = "",
    target: str = "",
    review_on: dt.date | None = None,
    reviewer=None,
    also: tuple[str, ...] = (),
) -> StatusChange:
    """Take one step of the table and write it down; `also` names further changed fields.

    `target` says where to, for a verb with several rows; `review_on` and `reviewer` belong to a
    pause and are forgotten with the next step.

    Raises PermissionDenied for an account that the table does not name, before anything is said
    about where the referral is.
    """
    if not may(by, verb):
        raise PermissionDenied("This step is not yours to take.")
    row = find(verb, source=referral.status, code=code, target=target)
    source, referral.status, referral.status_at = referral.status, row.target, now
    referral.ended_at, referral.ending_code = (now, code) if row.target in FINAL else (None, None)
    referral.review_on, referral.reviewer = review_on, reviewer
    referral.version = F("version") + 1
    fields = ["status", "status_at", "ended_at", "ending_code", "review_on", "reviewer"]
    fields += ["version", *also]
    referral.save(update_fields=fields)
    referral.refresh_from_db(fields=["version"])
    change = StatusChange.objects.create(
        referral=referral,
        number=referral.version,
        verb=verb,
        from_status=source,
        to_status=row.target,
        code=code,
        words=words,
        risk_holder=risk_holder,
        at=now,
        by=by,
    )
    record(
        f"referral.{verb}",
        actor=by or "system",
        target=referral,
        now=now,
        source=source,
        to=row.target,
        code=code,
    )
    return change


def accept(
    *,
    referral_id: uuid.UUID,
    programme: Programme,
    by,
    now: dt.datetime,
    version: int | None = None,
) -> Referral:
    """Accept a referral for `programme`; the person and the referrer are told after release.

    Raises TransitionNotAllowed.
    """
    with transaction.atomic():
        referral = locked(referral_id, version)
        if programme.pathway != referral.pathway:
            raise TransitionNotAllowed("This programme is for the other kind of referral.")
        referral.programme = programme
        change = move(referral, "accept", by=by, now=now, also=("programme",))
        notifications.decision(referral, change, now=now)
    return referral


def decline(
    *,
    referral_id: uuid.UUID,
    code: EndingCode,
    words: str,
    by,
    now: dt.datetime,
    risk_holder: str = "",
    version: int | None = None,
) -> Referral:
    """Decline a referral with a coded reason and the coordinator's own words for the file.

    Whoever an agency sent needs a `risk_holder`, a name and an agency. Raises
    TransitionNotAllowed, also without words or that name.
    """
    if not words.strip():
        raise TransitionNotAllowed("Say in your own words why this is declined.")
    with transaction.atomic():
        referral = locked(referral_id, version)
        if referral.referrer and not risk_holder.strip():
            raise TransitionNotAllowed("Name who holds the risk now.")
        change = move(
            referral,
            "decline",
            by=by,
            now=now,
            code=code,
            words=words,
            risk_holder=risk_holder.strip(),
        )
        notifications.decision(referral, change, now=now)
    return referral


def request_information(
    *, referral_id: uuid.UUID, question: str, by, now: dt.datetime, version: int | None = None
) -> Referral:
    """Ask the referrer, or the person on a self-referral, to get in touch about `question`.

    The question itself stays in the file: e-mail never carries an answer or a topic. Raises
    TransitionNotAllowed.
    """
    if not question.strip():
        raise TransitionNotAllowed("Write the question you need answered.")
    with transaction.atomic():
        referral = locked(referral_id, version)
        change = move(referral, "request_information", by=by, now=now, words=question)
        notifications.question(referral, change, now=now)
    return referral


def receive_information(
    *, referral_id: uuid.UUID, answer: str, by, now: dt.datetime, version: int | None = None
) -> Referral:
    """Note the answer to a question; the referral can be decided again."""
    with transaction.atomic():
        referral = locked(referral_id, version)
        move(referral, "receive_information", by=by, now=now, words=answer)
    return referral


def withdraw(
    *,
    referral_id: uuid.UUID,
    code: EndingCode,
    words: str,
    by,
    now: dt.datetime,
    version: int | None = None,
) -> Referral:
    """End a referral because the person chose so. The caller ends a place first, if there is one."""
    with transaction.atomic():
        referral = locked(referral_id, version)
        change = move(referral, "withdraw", by=by, now=now, code=code, words=words)
        notifications.ending(referral, change, now=now)
    return referral


def allocate(*, referral_id: uuid.UUID, by, now: dt.datetime, words: str = "") -> Referral:
    """Note that the referral has a place; called by the verb that gives it.

    `words` say why the place was given against a rule that may be overridden.
    """
    with transaction.atomic():
        referral = locked(referral_id, None)
        change = move(referral, "allocate", by=by, now=now, words=words)
        notifications.place(referral, change, now=now)
    return referral


def start(*, referral_id: uuid.UUID, by, now: dt.datetime) -> Referral:
    """Note that the first session was attended; called by the register."""
    with transaction.atomic():
        referral = locked(referral_id, None)
        move(referral, "start", by=by, now=now)
    return referral


def complete(*, referral_id: uuid.UUID, by, now: dt.datetime, words: str = "") -> Referral:
    """End a referral whose sessions are done; called by the verb that ends the enrolment."""
    with transaction.atomic():
        referral = locked(referral_id, None)
        change = move(
            referral,
            "complete",
            by=by,
            now=now,
            code=EndingCode.COMPLETED_SESSIONS,
            words=words,
        )
        notifications.ending(referral, change, now=now)
    return referral


def remove(
    *, referral_id: uuid.UUID, code: EndingCode, words: str, by, now: dt.datetime
) -> Referral:
    """End a referral that had a place, by our decision; called by the verb that ends it."""
    if not words.strip():
        raise TransitionNotAllowed("Say in your own words why this ends.")
    with transaction.atomic():
        referral = locked(referral_id, None)
        change = move(referral, "remove", by=by, now=now, code=code, words=words)
        notifications.ending(referral, change, now=now)
    return referral


def lose_cohort(*, referral_id: uuid.UUID, words: str, by, now: dt.datetime) -> Referral:
    """Put a referral back on the waiting list because its cohort was cancelled.

    Called by the verb that cancels the cohort and ends the enrolment.
    """
    with transaction.atomic():
        referral = locked(referral_id, None)
        change = move(
            referral,
            "lose_cohort",
            by=by,
            now=now,
            code=EndingCode.PROGRAMME_CANCELLED,
            words=words,
        )
        notifications.cohort_cancelled(referral, change, now=now)
    return referral


def return_to_waiting_list(*, referral_id: uuid.UUID, words: str, by, now: dt.datetime) -> Referral:
    """Put a referral back on the waiting list; called by the verb that ends its enrolment."""
    with transaction.atomic():
        referral = locked(referral_id, None)
        move(referral, "return_to_waiting_list", by=by, now=now, words=words)
    return referral
