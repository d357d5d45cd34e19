"""Same-day signs of danger that nobody has spoken to the participant about, and what closes them.

A sign is closed by a recorded conversation with the participant, or by a reason in words. The signs
of every open form of the person count, and those of a form that was closed as a duplicate.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from referrals.danger import Sign
from referrals.danger_checks import latest_signs_of
from referrals.danger_signs import Level, Source
from referrals.enums import FINAL, EndingCode
from referrals.models import ClosedSign, ContactLog, Referral

SUICIDE = "suicide"
ASKED_FOR = Sign(
    SUICIDE,
    "Thoughts of suicide or self-harm in the last month",
    Level.SAME_DAY,
    Source.PARTICIPANT,
    ("own_safety",),
)
MOST_FORMS = 20


@dataclass(frozen=True)
class OpenSign:
    """One sign of one form."""

    referral: Referral
    sign: Sign

    @property
    def key(self) -> str:
        """What names the sign in a form and its answer."""
        return f"{self.referral.reference}-{self.sign.code}"


@dataclass(frozen=True)
class Heard:
    """What a user answers about the open signs: how they spoke to the participant, or why not."""

    how: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Signs:
    """The signs of some forms of a person: those found on each, those closed, and those still open."""

    found: dict[uuid.UUID, tuple[Sign, ...]]
    closed: list[ClosedSign]
    open: list[OpenSign]


def open_signs(referral: Referral, by) -> list[OpenSign]:
    """Return the open signs of the person, on the forms that `by` may see; none after a death."""
    person = referral.participant.person_id
    if Referral.objects.filter(participant__person=person, ending_code=EndingCode.DIED).exists():
        return []
    forms = list(
        Referral.objects.visible_to(by)
        .filter(~Q(status__in=FINAL) | Q(ending_code=EndingCode.DUPLICATE))
        .filter(participant__person=person)
        .order_by("submitted_at", "pk")[:MOST_FORMS]
    )
    return signs_on(sorted(forms, key=lambda form: form.pk != referral.pk)).open


def signs_on(forms: Collection[Referral]) -> Signs:
    """Return the signs of `forms`: found, closed and open.

    A form that has ended has no open sign, unless it was closed as a duplicate. Makes two
    queries, however many forms there are.
    """
    closed = ClosedSign.objects.filter(referral__in=[form.pk for form in forms])
    return signs_among(forms, latest_signs_of(forms), list(closed.select_related("by")))


def signs_among(
    forms: Collection[Referral],
    found: dict[uuid.UUID, tuple[Sign, ...]],
    closed: list[ClosedSign],
) -> Signs:
    """Return the same from the signs `found` on each form, and those that are `closed`."""
    done = {(one.referral_id, one.code) for one in closed}
    waiting = [
        OpenSign(form, sign)
        for form in forms
        if form.status not in FINAL or form.ending_code == EndingCode.DUPLICATE
        for sign in _same_day(form, found[form.pk])
        if (form.pk, sign.code) not in done
    ]
    return Signs(found=found, closed=closed, open=waiting)


def _same_day(referral: Referral, signs: tuple[Sign, ...]) -> list[Sign]:
    """Return the same-day signs of one form; "call soon" is one even if no table found it."""
    found = [sign for sign in signs if sign.level == Level.SAME_DAY]
    if referral.needs_prompt_call and SUICIDE not in {sign.code for sign in found}:
        found.append(ASKED_FOR)
    return found


def close_signs(
    waiting: list[OpenSign],
    *,
    by,
    now: dt.datetime,
    contact: ContactLog | None = None,
    words: str = "",
) -> None:
    """Close each of the signs with a conversation or with a reason."""
    for one in waiting:
        ClosedSign.objects.create(
            referral=one.referral,
            code=one.sign.code,
            contact=contact,
            words=words.strip(),
            at=now,
            by=by,
        )
    heard = [one.referral.pk for one in waiting if one.sign.code == SUICIDE]
    Referral.objects.filter(pk__in=heard).update(needs_prompt_call=False)
