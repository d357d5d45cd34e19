"""Take the words out of one answer: one user asks, and a programme manager agrees.

The words go from the answers, from the form as it was sent and from every amendment. That the answer
was redacted stays on record, with the reason and both users. A sign of danger in it stays too.
"""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal
from referrals.amendments.following import follow
from referrals.danger_checks import latest_signs
from referrals.models import Redaction, Referral
from referrals.permissions import can_redact, check_can_read_referrals
from referrals.restricting import check_may_see
from referrals.submission import OF_PARTICIPANT, OF_REFERRER
from referrals.workflow import locked

REDACTED = "Redacted"
# Who the form is about, and who sent it: a wrong one is amended.
NEVER_REDACTED = frozenset({*OF_PARTICIPANT, *OF_REFERRER.values()})


def ask_redaction(
    *,
    referral_id: uuid.UUID,
    page: str,
    name: str,
    question: str,
    reason: str,
    by,
    now: dt.datetime,
) -> Redaction:
    """Ask a programme manager to agree that the words of one typed answer are taken out.

    Raises Refusal without a reason or an answer, and while this is asked already; PermissionDenied.
    """
    check_can_read_referrals(by)
    if not reason.strip():
        raise Refusal("Say why the words must be taken out.", "reason")
    with transaction.atomic():
        referral = locked(referral_id, None)
        check_may_see(referral, by)
        if name in NEVER_REDACTED or not referral.answers.get(page, {}).get(name):
            raise Refusal("There is no answer here that can be redacted.")
        if referral.redactions.filter(name=name, decided_at=None).exists():
            raise Refusal("A programme manager has been asked about this answer already.")
        redaction = Redaction.objects.create(
            referral=referral,
            page=page,
            name=name,
            question=question,
            reason=reason.strip(),
            asked_at=now,
            asked_by=by,
        )
        record("referral.ask_redaction", actor=by, target=referral, now=now, answer=name)
    return redaction


def decide_redaction(
    *, redaction_id: int, is_agreed: bool, by, now: dt.datetime, version: int | None = None
) -> Referral:
    """Take the words out, or leave them as they are, as a programme manager decides.

    Raises Refusal for the user who asked and once it is decided, ChangedMeanwhile, and PermissionDenied.
    """
    if not can_redact(by):
        raise PermissionDenied("Only a programme manager can agree to a redaction.")
    with transaction.atomic():
        referral_id = Redaction.objects.values_list("referral_id", flat=True).get(pk=redaction_id)
        referral = locked(referral_id, version)
        check_may_see(referral, by)
        redaction = Redaction.objects.get(pk=redaction_id)
        if redaction.decided_at:
            raise Refusal("This has been decided already.")
        if redaction.asked_by_id == by.pk:
            raise Refusal("You asked for this, so another programme manager must decide it.")
        redaction.decided_at, redaction.decided_by, redaction.is_agreed = now, by, is_agreed
        redaction.save(update_fields=["decided_at", "decided_by", "is_agreed"])
        if is_agreed:
            _take_out(referral, redaction, by=by, now=now)
        record(
            "referral.redact" if is_agreed else "referral.keep_answer",
            actor=by,
            target=referral,
            now=now,
            answer=redaction.name,
        )
    return referral


def _take_out(referral: Referral, redaction: Redaction, *, by, now: dt.datetime) -> None:
    before, name = latest_signs(referral), redaction.name
    amended = referral.amendments.filter(name=name)
    texts = {text for row in amended.values_list("old", "new") for text in row}
    texts |= {page[name] for page in referral.answers.values() if name in page}
    referral.answers = {
        slug: {key: value for key, value in page.items() if key != name}
        for slug, page in referral.answers.items()
    }
    if referral.as_sent is not None:
        referral.as_sent = [
            page | {"rows": [_row(row, page["slug"], redaction, texts) for row in page["rows"]]}
            for page in referral.as_sent
        ]
        referral.save(update_fields=["as_sent"])
    amended.take_words_out(REDACTED)
    referral.version = F("version") + 1
    follow(referral, (), before, by=by, now=now)


def _row(row: dict, slug: str, redaction: Redaction, texts: set) -> dict:
    """Return one row of the form as it was sent, without the words that are taken out."""
    is_asked = slug == redaction.page and row["key"] == redaction.question
    return row | {"value": REDACTED} if is_asked or row["value"] in texts - {""} else row
