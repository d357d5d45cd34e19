"""Find the earlier forms that may be about the same person, in the background.

Nothing is compared while a form is being sent, so that the sender's page says nothing and takes no
longer. Keys in the database choose whom to compare; `matching` says how alike two forms are. Who is
one person is a coordinator's decision.
"""

import datetime as dt
import logging
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from referrals.matching import Described, compare, swapped
from referrals.models import Participant, PossibleMatch

logger = logging.getLogger(__name__)
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

    A pair that is on record keeps its answer. Of two forms that arrive together at least one is
    compared after both are stored, so no pair is missed.
    """
    with transaction.atomic():
        participant = Participant.objects.select_for_update(no_key=True).get(pk=participant_id)
        here, found = described(participant), []
        others = candidates(participant)[: settings.MATCH_MOST]
        if len(others) == settings.MATCH_MOST:
            logger.warning("more candidates than compared", extra={"row": str(participant.pk)})
        for other in others:
            comparison = compare(here, described(other))
            if comparison.score < settings.MATCH_SCORE:
                continue
            first, second = sorted((participant.pk, other.pk))
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
            found += [match] if is_new else []
        participant.compared_at = now
        participant.save(update_fields=["compared_at"])
    return found


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
    """Return the participants that share a key with this one, the newest first.

    Each key has an index.
    """
    born_on = participant.born_on
    keys = Q(born_on__in={born_on, swapped(born_on) or born_on})
    keys |= Q(name_sounds=participant.name_sounds)
    keys |= Q(
        last_name_sound=participant.last_name_sound,
        born_on__range=(born_on - YEAR, born_on + YEAR),
    )
    for key in ("phone_key", "email_key", "postcode"):
        if value := getattr(participant, key):
            keys |= Q(**{key: value})
    return Participant.objects.filter(keys).exclude(pk=participant.pk).order_by("-pk")
