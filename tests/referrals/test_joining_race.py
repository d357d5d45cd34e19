"""Many coordinators answer at the same moment, with real transactions on PostgreSQL.

Each answer alone joins two forms. If an answer worked with the persons that it had read before it got
its locks, a chain of answers would leave several persons behind one human.
"""

import itertools

import pytest

from cohorts.joining import answer_match, undo_answer
from referrals.enums import MatchAnswer
from referrals.models import MatchDecision, Participant
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_person
from tests.factories.matches import pair
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True, databases=["default"])
PEOPLE = 16


def test_answers_and_undos_at_the_same_moment_leave_the_right_persons():
    coordinator = UserFactory(coordinator=True)
    assert coordinator.roles
    people = [make_person() for _ in range(PEOPLE)]
    pairs = [pair(one, two) for one, two in itertools.pairwise(people)]

    def answer(both):
        answer_match(pair=both, answer=MatchAnswer.SAME, by=coordinator, now=NOW)

    def undo(both):
        undo_answer(pair=both, by=coordinator, now=NOW)

    def persons():
        rows = Participant.objects.order_by("pk")
        return [row.person_id for row in rows]

    own = [row.own_person_id for row in people]
    for _ in range(3):
        at_once(answer, pairs)
        assert persons() == [own[0]] * PEOPLE
        at_once(undo, pairs)
        assert persons() == own
    assert MatchDecision.objects.count() == 2 * 3 * len(pairs)
