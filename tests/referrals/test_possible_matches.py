"""Forms about one person are found through any one key that they share, and nothing is joined."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from referral_portal.common.normal_forms import name_form
from referrals import possible_matches, workflow
from referrals.enums import MatchAnswer
from referrals.match_reasons import in_words
from referrals.models import Participant, PossibleMatch
from referrals.transitions import TransitionNotAllowed
from tests.factories.desk import make_person, make_referral, staff
from tests.factories.pairs import Pairs
from tests.factories.people import participant_of
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db

BORN = dt.date(1989, 4, 5)
ABE = {"born_on": BORN, "phone": "07700 900123", "email": "wes.test@example.org"}
APART = {"phone": "", "email": "", "postcode": ""}


def new_person(*args, **fields):
    return make_person(*args, **{"compared_at": None} | fields)


def find(participant):
    return possible_matches.find_matches(participant_id=participant.pk, now=timezone.now())


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Una O\u2019Hara", {"name": "Una O'Hara", "born_on": BORN}),
        ("Łukasz Example", {"name": "Lukasz Example", "born_on": BORN}),
        ("Una Smith-Jones", {"name": "Una Smith Jones", "born_on": BORN}),
        ("Una Smith\u2011Jones", {"name": "Una Smith-Jones", "born_on": BORN}),
        ("Percival Example", {"name": "Persival Example", "born_on": BORN, "postcode": "ME14 1XX"}),
        ("Percival Example", {"name": "Example Percival", "born_on": dt.date(1989, 5, 4)}),
        ("Wes Test", {"name": "W Test", "email": "Wes.Test@Example.org", "born_on": BORN}),
        (
            "Bill Example",
            {"name": "William Example", "born_on": dt.date(1989, 4, 8), "postcode": "ME14 1XX"},
        ),
        (
            "Percival Example",
            {"name": "Alias Invented", "phone": "+44 7700 900123", "born_on": BORN},
        ),
        ("Percival Example", {"name": "Percival Example", "born_on": dt.date(1969, 4, 5)}),
    ],
)
def test_forms_that_share_a_key_are_found(name, other):
    first = new_person(name, **{**APART, **ABE, "postcode": "ME14 1XX"})
    second = new_person(**{**APART, **other})
    [match] = find(second)
    assert (match.first, match.second, match.answer) == (first, second, MatchAnswer.UNDECIDED)
    assert match.score >= settings.MATCH_SCORE
    assert in_words(match.reasons)
    # Found, and not joined.
    assert first.person_id != second.person_id


def test_a_stranger_is_not_found():
    new_person("Percival Example", **ABE)
    stranger = new_person("Gurpreet Invented", born_on=BORN, **APART)
    assert find(stranger) == []
    assert not PossibleMatch.objects.exists()


def test_a_pair_that_a_coordinator_has_answered_keeps_its_answer():
    first, second = new_person("Percival Example"), new_person("Percival Example")
    find(second)
    PossibleMatch.objects.update(answer=MatchAnswer.NOT_SAME)
    assert find(first) == find(second) == []
    assert PossibleMatch.objects.get().answer == MatchAnswer.NOT_SAME


def test_a_pair_by_hand_that_the_rules_find_too_is_no_longer_by_hand():
    first, second = new_person("Abe Example", **ABE), new_person("Abe Example", **ABE)
    answer = {"by_hand": True, "answer": MatchAnswer.SAME, "found_at": timezone.now()}
    PossibleMatch.objects.create(first=first, second=second, **answer)

    assert find(second) == []

    match = PossibleMatch.objects.get()
    assert (match.by_hand, match.answer) == (False, MatchAnswer.SAME)
    assert match.score >= settings.MATCH_SCORE
    assert "name_same" in match.reasons


def test_of_two_forms_that_arrive_together_the_second_finds_the_first():
    first, second = new_person("Percival Example"), new_person("Percival Example")
    assert possible_matches.find_waiting(now=timezone.now()) == 2
    assert PossibleMatch.objects.filter(first=first, second=second).count() == 1
    assert possible_matches.find_waiting(now=timezone.now()) == 0


def test_the_background_work_goes_on_until_everybody_is_compared():
    people = [new_person(f"Invented Person {number}") for number in range(3)]
    assert possible_matches.find_waiting(now=timezone.now(), limit=2) == 2
    assert list(Participant.objects.filter(compared_at=None)) == [people[2]]


def test_the_number_of_queries_does_not_grow_with_the_table(django_assert_max_num_queries):
    for number in range(40):
        new_person(f"Stranger Number {number}", born_on=dt.date(1970, 1, 1), **APART)
    other = new_person("Percival Example", **ABE)
    with django_assert_max_num_queries(6):
        find(other)


@pytest.fixture
def flood(settings):
    """Store so many forms with one telephone that few of them are compared."""
    settings.MATCH_MOST, settings.MATCH_KEPT = 10, 3
    fields = {"born_on": dt.date(1990, 6, 7), "phone": ABE["phone"], "email": "", "postcode": ""}

    def add(number: int) -> list[Participant]:
        return [new_person("Flood Invented", **fields) for _ in range(number)]

    return add


def test_each_form_of_a_flood_makes_few_matches_and_says_how_many_are_left_out(flood):
    forms = flood(30)
    while possible_matches.find_waiting(now=timezone.now()):
        pass
    assert PossibleMatch.objects.count() <= 3 * len(forms)
    assert Participant.objects.get(pk=forms[-1].pk).left_out > 0


@pytest.mark.parametrize("before", [0, 20])
def test_a_flood_with_one_key_hides_no_earlier_form(flood, before):
    """Without forms before it the known form is the oldest; otherwise its name is found."""
    flood(before)
    known = new_person("Percival Example", **ABE)
    flood(20)
    # The control: the newest forms with the telephone leave room for nobody else.
    newest = Participant.objects.filter(phone_key=known.phone_key).order_by("-pk")[:10]
    assert known not in newest
    again = new_person("Percival Example", **APART | {"phone": ABE["phone"], "born_on": BORN})
    assert known in {match.first for match in find(again)}


def test_pairs_of_one_person_are_found_through_the_keys():
    source = Pairs(seed=3)
    pairs = [source.written_twice() for _ in range(60)]
    stored = [tuple(participant_of(form).pk for form in pair) for pair in pairs]
    while possible_matches.find_waiting(now=timezone.now()):
        pass
    found = set(PossibleMatch.objects.values_list("first_id", "second_id"))
    assert sum(pair in found for pair in stored) >= 0.95 * len(stored)


def test_keys_are_in_the_form_that_is_compared():
    assert new_person("Łukasz O\u2019Hara").search_name == name_form("Lukasz O'Hara")


def test_a_form_is_compared_at_the_latest_before_it_is_accepted():
    earlier, later = new_person("Percival Example"), new_person("Percival Example")
    make_referral(person=earlier)
    referral, version = make_referral(person=later), ProgrammeVersionFactory(group=True)
    with pytest.raises(TransitionNotAllowed, match="Decide first"):
        workflow.accept(
            referral_id=referral.pk,
            programme=version.programme,
            words="Agreed.",
            by=staff(coordinator=True),
            now=timezone.now(),
        )
    # The match stays on record, although the decision was refused.
    assert PossibleMatch.objects.filter(first=earlier, second=later).exists()
