"""Two forms get a place and are joined at the same moment, on PostgreSQL: one person, one place."""

import pytest
from django.db.models import Count

from cohorts.enrolment import allocate
from cohorts.joining import answer_match
from cohorts.models import Enrolment
from referral_portal.common.refusals import Refusal
from referrals.enums import MatchAnswer
from referrals.models import Participant
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, make_cohort, waiting_referral
from tests.factories.matches import pair
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True, databases=["default"])
ROUNDS = 6


def test_a_join_and_two_places_at_the_same_moment_leave_one_place_for_each_person():
    coordinator = UserFactory(coordinator=True)
    assert coordinator.roles
    first, second = make_cohort(), make_cohort()
    seen = set()
    for _ in range(ROUNDS):
        one, two = (
            waiting_referral(cohort.programme_version.programme, district=cohort.district)
            for cohort in (first, second)
        )
        both = pair(one.participant, two.participant)

        def place(referral, cohort):
            allocate(cohort_id=cohort.pk, referral_id=referral.pk, by=coordinator, now=PLANNED_AT)

        calls = [
            lambda one=one: place(one, first),
            lambda two=two: place(two, second),
            lambda both=both: answer_match(
                pair=both, answer=MatchAnswer.SAME, by=coordinator, now=PLANNED_AT
            ),
        ]

        def run(call):
            try:
                call()
            except Refusal as refusal:
                return refusal.words
            return "done"

        seen.add(tuple(result == "done" for result in at_once(run, calls)))
        active = Enrolment.objects.active()
        assert not active.values("person").annotate(n=Count("pk")).filter(n__gt=1).exists()
        persons = dict(Participant.objects.values_list("pk", "person_id"))
        for enrolment in active.select_related("referral"):
            assert enrolment.person_id == persons[enrolment.referral.participant_id]
    # In any order, one of the three was refused each time.
    assert all(result.count(False) == 1 for result in seen)
