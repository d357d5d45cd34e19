"""How the worklist ranks what happens on a case."""

from django.utils import timezone

from referrals.danger_signs import Level
from safeguarding.enums import AFTER_OTHERS, AlertKind
from safeguarding.models import VictimCase


def test_only_a_new_case_without_a_sign_that_the_desk_set_aside_comes_after_the_others():
    case = VictimCase()
    assert case.rank_of(AlertKind.NEW_CASE, Level.NONE) == Level.NONE
    case.set_aside_at = timezone.now()
    for kind in (AlertKind.NEW_CASE, AlertKind.UNTAKEN):
        assert case.rank_of(kind, Level.NONE) == AFTER_OTHERS
        for level in (0, Level.SAME_DAY, Level.SOON, Level.NOTED):
            assert case.rank_of(kind, level) == level
    for kind in (AlertKind.CONCERN, AlertKind.TELL_FIRST, AlertKind.ENDING):
        assert case.rank_of(kind, Level.NONE) == Level.NONE
