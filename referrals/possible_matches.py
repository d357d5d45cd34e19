"""Find the earlier forms that may be about the same person, in the background.

Nothing is compared while a form is being sent, so that the sender's page says nothing and takes no
longer. Keys in the database choose whom to compare; `matching` says how alike two forms are. Who is
one person is a coordinator's decision.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from referrals.enums import PERHAPS_ONE
from referrals.matching import Comparison, Described, compare, swapped
from referrals.models import Amendment, Participant, PossibleMatch

BATCH = 200
YEAR = dt.timedelta(days=366)


def find_waiting(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Compare up to `limit` participants that have not been compared yet; return how many."""
    waiting = Participant.objects.filter(compared_at=None).order_by("pk")
    done = list(waiting.values_list("pk", flat=True)[:limit])
    for pk in done:
        find_matches(participant_id=pk, now=now)
    return len(done)


def compare_first(*, referral_id: uuid.UUID, now: dt.datetime) -> None:
    """Compare the participant of a referral now, where the background work has not done so yet.

    Called before a decision that depends on who is one person, in a transaction of its own.
    """
    waiting = Participant.objects.filter(referrals=referral_id, compared_at=None)
    for pk in waiting.values_list("pk", flat=True):
        find_matches(participant_id=pk, now=now)


def find_matches(*, participant_id: int, now: dt.datetime) -> list[PossibleMatch]:
    """Compare a participant with the others, keep the possible matches, and return the new ones.

    Of very many, the MATCH_KEPT most alike are kept, and the participant keeps the number of the
    others. A pair that is on record keeps its answer. Of two forms that arrive together at least one
    is compared after both are stored, so no pair is missed.
    """
    with transaction.atomic():
        participant = Participant.objects.select_for_update(no_key=True).get(pk=participant_id)
        alike = _alike(participant)
        kept = alike[: settings.MATCH_KEPT]
        found = [match for one in kept if (match := _keep(participant, *one, now=now))]
        _compare_undecided(participant)
        participant.compared_at, participant.left_out = now, len(alike) - len(kept)
        participant.save(update_fields=["compared_at", "left_out"])
    return found


def _alike(participant: Participant) -> list[tuple[Comparison, int]]:
    """Return the participants that may be the same person, the most alike and then the oldest first.

    A flood of forms about one person comes after that person's own earlier forms.
    """
    here = described(participant)
    compared = [(compare(here, described(other)), other.pk) for other in candidates(participant)]
    alike = [one for one in compared if one[0].score >= settings.MATCH_SCORE]
    return sorted(alike, key=lambda one: (-one[0].score, one[1]))


def _keep(
    participant: Participant, comparison: Comparison, other_id: int, *, now: dt.datetime
) -> PossibleMatch | None:
    """Put a pair on record, and return it if it was not there."""
    first, second = sorted((participant.pk, other_id))
    match, is_new = PossibleMatch.objects.get_or_create(
        first_id=first,
        second_id=second,
        defaults={
            "score": comparison.score,
            "reasons": list(comparison.reasons),
            "found_at": now,
        },
    )
    if match.by_hand:
        # The rules find it too: an undo of the answer by hand must not delete it.
        match.by_hand, match.score = False, comparison.score
        match.reasons = list(comparison.reasons)
        match.save(update_fields=["by_hand", "score", "reasons"])
    return match if is_new else None


def _compare_undecided(participant: Participant) -> None:
    """Say of each match without an answer how alike the forms are now, after an amendment.

    None is dropped: until a coordinator answers, two forms that were alike may be of one person.
    """
    if not Amendment.objects.filter(referral__participant=participant).exists():
        return
    here = described(participant)
    mine = PossibleMatch.objects.filter(Q(first=participant) | Q(second=participant))
    undecided = mine.filter(answer__in=PERHAPS_ONE, by_hand=False)
    for match in undecided.select_related("first", "second"):
        other = match.second if match.first_id == participant.pk else match.first
        now = compare(here, described(other))
        if (now.score, list(now.reasons)) != (match.score, match.reasons):
            match.score, match.reasons = now.score, list(now.reasons)
            match.save(update_fields=["score", "reasons"])


def described(participant: Participant) -> Described:
    """Return the answers of a form about its participant, as they are compared."""
    return Described(
        name=participant.search_name,
        born_on=participant.born_on,
        known_as=participant.known_as_key,
        phone=participant.phone_key,
        email=participant.email_key,
        postcode=participant.postcode,
        address=participant.address,
    )


def candidates(participant: Participant) -> QuerySet[Participant]:
    """Return the participants that share a key with this one: of each key at most MATCH_MOST.

    Half of these are the oldest and half the newest, so that a flood of forms with one key hides
    nobody who was here before it, or who shares another key. Each key has an index.
    """
    half = max(1, settings.MATCH_MOST // 2)
    # A query for each part, so that each uses its index.
    first, *others = (
        Participant.objects.filter(pk__in=found.order_by(order).values("pk")[:half])
        for key in _keys(participant)
        for found in [Participant.objects.filter(key).exclude(pk=participant.pk)]
        for order in ("pk", "-pk")
    )
    return first.union(*others)


def _keys(participant: Participant) -> list[Q]:
    born_on = participant.born_on
    shared = [
        Q(born_on__in={born_on, swapped(born_on) or born_on}),
        Q(name_sounds=participant.name_sounds),
        Q(
            last_name_sound=participant.last_name_sound,
            born_on__range=(born_on - YEAR, born_on + YEAR),
        ),
    ]
    contacts = ("phone_key", "email_key", "postcode")
    return shared + [Q(**{key: value}) for key in contacts if (value := getattr(participant, key))]
