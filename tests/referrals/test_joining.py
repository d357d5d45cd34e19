"""The answers of coordinators join participants to one person, and undoing parts them again."""

import pytest
from django.core.exceptions import PermissionDenied

from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referrals import joining
from referrals.enums import MatchAnswer
from referrals.models import MatchDecision, Participant, PossibleMatch
from tests.factories.accounts import TRAITS, UserFactory
from tests.factories.desk import NOW, make_person, make_referral
from tests.factories.matches import make_match, pair

pytestmark = pytest.mark.django_db
SAME, NOT_SAME, NOT_KNOWN = MatchAnswer.SAME, MatchAnswer.NOT_SAME, MatchAnswer.NOT_KNOWN


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


@pytest.fixture
def people():
    return [make_person(f"Invented {letter}") for letter in "ABCD"]


def answer(one, two, given, by, **more):
    return joining.answer_pair(pair=pair(one, two), answer=given, by=by, now=NOW, **more)


def undo(one, two, by, **more):
    return joining.undo_answer(pair=pair(one, two), by=by, now=NOW, **more)


def persons(people):
    """The place in `people` of the participant whose own person stands behind each."""
    owners = {row.own_person_id: number for number, row in enumerate(people)}
    rows = Participant.objects.in_bulk([row.pk for row in people])
    return [owners[rows[row.pk].person_id] for row in people]


def test_the_same_person_is_the_person_of_the_oldest_form(people, coordinator):
    a, b, c, d = people
    for one, two in ((d, c), (c, b)):
        make_match(one, two)
        answer(one, two, SAME, coordinator)

    assert persons(people) == [0, 1, 1, 1]

    make_match(a, d)
    answer(a, d, SAME, coordinator)

    assert persons(people) == [0, 0, 0, 0]


@pytest.mark.parametrize("given", [NOT_SAME, NOT_KNOWN])
def test_any_other_answer_is_remembered_and_joins_nobody(people, coordinator, given):
    a, b, *_ = people
    match = make_match(a, b)

    answer(a, b, given, coordinator)

    match.refresh_from_db()
    assert match.answer == given
    assert persons(people) == [0, 1, 2, 3]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
def test_joins_are_undone_in_any_order(people, coordinator, order):
    a, b, c, d = people
    pairs = [(a, b), (b, c), (c, d)]
    for one, two in pairs:
        make_match(one, two)
        answer(one, two, SAME, coordinator)
    assert persons(people) == [0, 0, 0, 0]

    for number in order:
        undo(*pairs[number], coordinator)

    assert persons(people) == [0, 1, 2, 3]
    assert set(PossibleMatch.objects.values_list("answer", flat=True)) == {MatchAnswer.UNDECIDED}


def test_two_ways_join_two_forms_until_both_are_undone(people, coordinator):
    a, b, c, _ = people
    for one, two in ((a, b), (b, c), (a, c)):
        make_match(one, two)
        answer(one, two, SAME, coordinator)

    undo(a, b, coordinator)
    assert persons(people) == [0, 0, 0, 3]
    undo(b, c, coordinator)
    assert persons(people) == [0, 1, 0, 3]


def test_an_undo_brings_the_answer_before_into_force(people, coordinator):
    a, b, *_ = people
    match = make_match(a, b)
    for given in (NOT_KNOWN, SAME, NOT_SAME):
        answer(a, b, given, coordinator)

    seen = []
    for _ in range(3):
        undo(a, b, coordinator)
        match.refresh_from_db()
        seen.append((match.answer, persons(people)[1]))

    assert seen == [(SAME, 0), (NOT_KNOWN, 1), (MatchAnswer.UNDECIDED, 1)]
    with pytest.raises(Refusal, match="no answer here"):
        undo(a, b, coordinator)


def test_the_history_keeps_every_answer_and_every_undo(people, coordinator):
    a, b, *_ = people
    make_match(a, b)
    answer(a, b, SAME, coordinator, words="  She told us.  ")
    undo(a, b, coordinator, words="A mistake.")

    rows = MatchDecision.objects.order_by("number")
    assert [
        (row.number, row.before, row.answer, row.is_undo, row.words, row.by_id) for row in rows
    ] == [
        (1, "", SAME, False, "She told us.", coordinator.pk),
        (2, SAME, "", True, "A mistake.", coordinator.pk),
    ]


def test_the_audit_keeps_ids_only(people, coordinator):
    a, b, *_ = people
    make_match(a, b)
    answer(a, b, SAME, coordinator, words="Canary words")
    undo(a, b, coordinator)

    events = AuditEvent.objects.filter(action__startswith="match.").order_by("pk")
    assert [event.action for event in events] == ["match.answer", "match.undo"]
    assert events[0].data == {
        "first": a.pk, "second": b.pk, "number": 1, "before": "", "answer": "same",
    }  # fmt: skip
    assert "Canary" not in str(list(events.values()))


# -- Refusals -----------------------------------------------------------------------------------------
def test_an_answer_that_contradicts_another_names_that_pair(people, coordinator):
    a, b, c, _ = people
    references = [make_referral(person=person).reference for person in (a, b, c)]
    for one, two in ((a, b), (b, c), (a, c)):
        make_match(one, two)
    answer(a, b, NOT_SAME, coordinator)
    answer(b, c, SAME, coordinator)

    with pytest.raises(Refusal) as refused:
        answer(a, c, SAME, coordinator)

    assert references[0] in refused.value.words
    assert references[1] in refused.value.words
    assert references[2] not in refused.value.words
    assert persons(people) == [0, 1, 1, 3]
    assert PossibleMatch.objects.get(first=a, second=c).answer == MatchAnswer.UNDECIDED


def test_not_the_same_is_refused_while_other_answers_join_the_two(people, coordinator):
    a, b, c, _ = people
    for one, two in ((a, b), (b, c), (a, c)):
        make_match(one, two)
    answer(a, b, SAME, coordinator)
    answer(b, c, SAME, coordinator)

    with pytest.raises(Refusal, match="Undo one of those first"):
        answer(a, c, NOT_SAME, coordinator)

    assert persons(people) == [0, 0, 0, 3]
    assert MatchDecision.objects.count() == 2


def test_an_undo_to_an_answer_that_contradicts_is_refused(people, coordinator):
    a, b, c, _ = people
    for one, two in ((a, b), (b, c), (a, c)):
        make_match(one, two)
    answer(a, b, NOT_SAME, coordinator)
    answer(a, b, NOT_KNOWN, coordinator)
    answer(b, c, SAME, coordinator)
    answer(a, c, SAME, coordinator)

    with pytest.raises(Refusal, match="Undo one of those first"):
        undo(a, b, coordinator)

    assert persons(people) == [0, 0, 0, 3]


def test_a_decision_on_an_old_page_is_refused(people, coordinator):
    a, b, *_ = people
    make_match(a, b)
    answer(a, b, NOT_KNOWN, coordinator, seen=0)

    with pytest.raises(Refusal, match="meanwhile"):
        answer(a, b, SAME, coordinator, seen=0)
    with pytest.raises(Refusal, match="meanwhile"):
        undo(a, b, coordinator, seen=0)

    assert PossibleMatch.objects.get().answer == NOT_KNOWN


@pytest.mark.parametrize("given", ["", "perhaps"])
def test_an_answer_is_one_of_three(people, coordinator, given):
    a, b, *_ = people
    make_match(a, b)
    with pytest.raises(Refusal):
        answer(a, b, given, coordinator)
    assert not MatchDecision.objects.exists()


def test_the_same_answer_is_given_once(people, coordinator):
    a, b, *_ = people
    make_match(a, b)
    answer(a, b, SAME, coordinator)
    with pytest.raises(Refusal, match="already the answer"):
        answer(a, b, SAME, coordinator)
    assert MatchDecision.objects.count() == 1


def test_a_form_is_not_set_beside_itself(people):
    a, *_ = people
    with pytest.raises(Refusal, match="the same form"):
        joining.pair_of(a.pk, a.pk)


@pytest.mark.parametrize("trait", sorted(set(TRAITS) - {"coordinator", "manager"}))
def test_only_coordinators_and_managers_answer(people, trait):
    a, b, *_ = people
    make_match(a, b)
    user = UserFactory(**{trait: True})
    for call in (lambda: answer(a, b, SAME, user), lambda: undo(a, b, user)):
        with pytest.raises(PermissionDenied):
            call()
    assert persons(people) == [0, 1, 2, 3]


def test_a_manager_may_answer(people):
    a, b, *_ = people
    make_match(a, b)
    answer(a, b, SAME, UserFactory(manager=True))
    assert persons(people)[1] == 0


# -- By hand -----------------------------------------------------------------------------------------
def test_two_forms_set_side_by_side_by_hand_leave_nothing_after_the_undo(people, coordinator):
    a, b, *_ = people
    answer(b, a, SAME, coordinator)
    match = PossibleMatch.objects.get()
    assert (match.first_id, match.second_id, match.by_hand) == (a.pk, b.pk, True)
    assert persons(people)[1] == 0

    answer(a, b, NOT_KNOWN, coordinator)
    undo(a, b, coordinator)
    assert PossibleMatch.objects.get().answer == SAME
    undo(a, b, coordinator)

    assert not PossibleMatch.objects.exists()
    assert persons(people) == [0, 1, 2, 3]
    answer(a, b, NOT_SAME, coordinator)
    assert list(MatchDecision.objects.order_by("number").values_list("number", flat=True)) == [
        1, 2, 3, 4, 5,
    ]  # fmt: skip
