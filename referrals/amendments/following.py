"""Let everything that is worked out from the answers of a referral follow an amendment.

Nothing that protects a person is taken away: a sign of danger, a restriction, a call that is due and
an earlier way to reach the participant all stay.
"""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from referral_portal.outbox.wake import wake
from referrals.assessment import by_name, record_assessment
from referrals.conflicts import works_for
from referrals.danger import Sign
from referrals.danger_checks import work_out_amended
from referrals.models import EarlierContact, Participant, Referral, search_keys
from referrals.restricting import start_restricted
from referrals.rewriting import rewrite_unsent
from referrals.submission import (
    district_of,
    pages_for_the_telephone,
    participant_columns,
    referrer_columns,
    searched,
)
from referrals.waiting import follow_answers

CONTACT = ("phone", "email", "address", "postcode")
# The columns of a referral that follow from its answers.
FOLLOWING = (
    "answers", "wants_call", "needs_prompt_call", "district", "attendance_basis", "is_restricted",
    "danger_level", "due_at", "due_on", "turn_at", "version",
)  # fmt: skip


def follow(
    referral: Referral, names: Collection[str], before: tuple[Sign, ...], *, by, now: dt.datetime
) -> None:
    """Save a locked referral whose answers `names` were amended, and what follows from them.

    `before` are its latest signs of danger from before.
    """
    given = by_name(referral.answers)
    changed = {name: given[name] for name in names if name in given}
    is_reached_otherwise = _participant(referral.participant, changed, now=now)
    if referral.referrer:
        is_reached_otherwise |= _save_changed(referral.referrer, referrer_columns(changed))
    if {"district", "nearest_district"} & changed.keys():
        referral.district = district_of(given)
    if "attendance_basis" in changed:
        referral.attendance_basis = changed["attendance_basis"]
    referral.wants_call = pages_for_the_telephone(referral.answers)
    referral.needs_prompt_call |= changed.get("own_safety") == "yes"
    work_out_amended(referral, before, now=now)
    becomes_restricted = bool(works_for(referral.answers)) and not referral.is_restricted
    referral.is_restricted |= becomes_restricted
    follow_answers(referral, now=now)
    referral.full_clean(exclude=["envelope", "version"])
    referral.save(update_fields=FOLLOWING)
    referral.refresh_from_db(fields=["version"])
    record_assessment(referral=referral, now=now)
    if becomes_restricted:
        start_restricted(referral, now=now)
    if is_reached_otherwise:
        rewrite_unsent(referral, by=by, now=now)


def _participant(participant: Participant, changed: dict, *, now: dt.datetime) -> bool:
    """Save the participant's details with the keys by which forms are found and compared.

    Returns whether any has changed.
    """
    columns = participant_columns(changed)
    earlier = {name: getattr(participant, name) for name in CONTACT}
    if not _save_changed(participant, columns):
        return False
    keys = search_keys(**searched(vars(participant)))
    if any(earlier[name] and earlier[name] != getattr(participant, name) for name in CONTACT):
        EarlierContact.objects.create(participant=participant, ended_at=now, **earlier)
    # Forms about the same person are looked for again, in the background.
    Participant.objects.filter(pk=participant.pk).update(compared_at=None, **keys)
    participant.referrals.update(sort_name=keys["search_name"])
    participant.refresh_from_db()
    transaction.on_commit(lambda: wake("referrals.find_matches"), robust=True)
    return True


def _save_changed(row, columns: dict) -> bool:
    """Save those columns of `row` that differ; return whether any does."""
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.full_clean()
        row.save(update_fields=list(changed))
    return bool(changed)
