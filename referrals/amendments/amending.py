"""The verb that amends the answers on one page of a form after it was sent.

The referral holds the new answers; `as_sent` stays what the sender sent, and each change is on record
with the answer before it. Sealed pages cannot be amended: nobody on this side can read them.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal
from referrals.amendments.following import follow
from referrals.assessment import by_name
from referrals.danger_checks import latest_signs
from referrals.models import Amendment, Referral
from referrals.permissions import check_can_read_referrals
from referrals.restricting import check_may_see
from referrals.workflow import locked

NOTHING_NEW = "Nothing on this page has changed."


@dataclass(frozen=True)
class Asked:
    """One answer of the page: its name, its question, and both answers in the words of the form."""

    name: str
    question: str
    old: str
    new: str


def amend(
    *,
    referral_id: uuid.UUID,
    page: str,
    answers: dict,
    asked: Collection[Asked],
    reason: str,
    by,
    now: dt.datetime,
    version: int | None = None,
) -> Referral:
    """Replace the answers on one page, and let everything follow that is worked out from them.

    `answers` are those of the whole page, which its form has just cleaned, and `asked` the same in
    words. Raises Refusal without a reason or without a change, ChangedMeanwhile, and PermissionDenied.
    """
    check_can_read_referrals(by)
    if not reason.strip():
        raise Refusal("Say why the answer changes.", "reason")
    with transaction.atomic():
        referral = locked(referral_id, version)
        check_may_see(referral, by)
        before, given = latest_signs(referral), by_name(referral.answers)
        changed = {name for name in answers if answers[name] != given.get(name)}
        shown = [one for one in asked if one.name in changed and one.old != one.new]
        if not shown:
            raise Refusal(NOTHING_NEW)
        referral.answers = _with(referral.answers, page, answers)
        number = referral.version + 1
        referral.version = F("version") + 1
        follow(referral, changed, before, by=by, now=now)
        for one in shown:
            Amendment.objects.create(
                referral=referral,
                number=number,
                page=page,
                name=one.name,
                question=one.question,
                old=one.old,
                new=one.new,
                reason=reason.strip(),
                at=now,
                by=by,
            )
        record(
            "referral.amend",
            actor=by,
            target=referral,
            now=now,
            page=page,
            answers=[one.name for one in shown],
            number=number,
        )
    return referral


def _with(pages: dict[str, dict], page: str, answers: dict) -> dict[str, dict]:
    """Return all answers with those of `page` replaced; a question that has moved counts once."""
    others = {
        slug: {name: value for name, value in given.items() if name not in answers}
        for slug, given in pages.items()
        if slug != page
    }
    return others | {page: pages.get(page, {}) | answers}
