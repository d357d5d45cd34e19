"""`./dev prove matching`: 2,000 pairs of invented people, found by keys and rules in the database."""

import time

import pytest
from django.utils import timezone

from referrals import possible_matches
from referrals.models import Participant, PossibleMatch
from tests.factories.pairs import Pairs
from tests.factories.people import participant_of
from tests.proofs.figures import Figures, conclude

EACH = 1000
RECALL, PRECISION = 0.98, 0.9


@pytest.mark.django_db
def test_matching():
    started = time.monotonic()
    pairs = Pairs(seed=2000)
    same, other = stored(pairs.written_twice), stored(pairs.easily_confused)
    exact = sum(map(is_exact, same))
    compare_all()
    found, wrong = count(same), count(other)
    recall, precision = found / EACH, found / (found + wrong)
    across = PossibleMatch.objects.count() - found - wrong
    failures = [f"recall {recall:.1%}"] * (recall < RECALL)
    failures += [f"precision {precision:.1%}"] * (precision < PRECISION)
    conclude(
        Figures(
            name="matching",
            figure=f"recall {recall:.1%} and precision {precision:.1%}; exact name and birthday "
            f"alone find {exact / EACH:.1%}",
            count=2 * EACH,
            counted="pairs of forms, half of them about one person",
            seconds=time.monotonic() - started,
            controls={
                "keys that find nobody": without_keys() < RECALL,
                "rules that see one person in everyone": credulous(other) > (1 - PRECISION),
            },
            failures=failures,
            details=[f"also found across the pairs, in {4 * EACH:,} forms: {across}"],
        )
    )


def stored(write) -> list[tuple[int, int]]:
    """Store the two forms of each pair as participants; return their numbers."""
    pairs = []
    for _ in range(EACH):
        first, second = write()
        pairs.append((participant_of(first).pk, participant_of(second).pk))
    return pairs


def compare_all() -> None:
    """Compare every participant, as the background work does."""
    while possible_matches.find_waiting(now=timezone.now()):
        pass


def count(pairs: list[tuple[int, int]]) -> int:
    """Return how many of the pairs are possible matches."""
    found = set(PossibleMatch.objects.values_list("first_id", "second_id"))
    return sum(pair in found for pair in pairs)


def is_exact(pair: tuple[int, int]) -> bool:
    """Return whether both forms give the same name and birthday."""
    first, second = (Participant.objects.get(pk=pk) for pk in pair)
    return (first.name, first.born_on) == (second.name, second.born_on)


def without_keys() -> float:
    """Return the recall of a comparison whose keys are all wrong."""
    first, second = Pairs(seed=1).written_twice()
    one, two = participant_of(first), participant_of(second)
    keys = {
        "last_name_sound": "",
        "name_sounds": "",
        "phone_key": "",
        "email_key": "",
        "postcode": "",
    }
    born_on = one.born_on.replace(year=1900, month=1, day=31)
    Participant.objects.filter(pk=one.pk).update(**keys, born_on=born_on)
    return float(bool(possible_matches.find_matches(participant_id=two.pk, now=timezone.now())))


def credulous(pairs: list[tuple[int, int]]) -> float:
    """Return the share of strangers that would be found if a shared key were enough."""
    shared = sum(
        possible_matches.candidates(Participant.objects.get(pk=first)).filter(pk=second).exists()
        for first, second in pairs[:100]
    )
    return shared / 100
