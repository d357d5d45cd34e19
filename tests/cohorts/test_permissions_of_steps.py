"""Cohorts and the table of steps agree: on who may take a step, and on what it is called."""

import pytest

from cohorts import permissions
from referral_portal.accounts.roles import Role
from referrals.enums import Trigger
from referrals.review_rules import REVIEWERS
from referrals.transition_table import TABLE
from referrals.transitions import STEPS
from tests import source

# Who may do what a step follows from.
ROLES = {
    Trigger.PLACE_GIVEN: permissions.ALLOCATES,
    Trigger.FIRST_ATTENDANCE: permissions.TAKES_REGISTER,
    Trigger.PLACE_SUSPENDED: permissions.ENDS,
    Trigger.SUSPENSION_LIFTED: permissions.ENDS,
    Trigger.COHORT_CANCELLED: permissions.PLANS,
    Trigger.REVIEW: REVIEWERS,
    Trigger.AGENCY_ANSWERED: (Role.AGENCY,),
}
# A place ends in several ways, each with a permission of its own.
ENDINGS = {
    "complete": permissions.ENDS,
    "remove": permissions.ENDS,
    "withdraw": permissions.ALLOCATES,
    "return_to_waiting_list": permissions.ALLOCATES,
}
FOLLOWING = [
    pytest.param(step.verb, way, id=step.verb)
    for step in TABLE
    for way in step.moves
    if way.follows_from
]


@pytest.mark.parametrize(("verb", "way"), FOLLOWING)
def test_whom_the_verb_of_the_cohort_lets_the_table_lets_too(verb, way):
    roles = ENDINGS[verb] if way.follows_from == Trigger.PLACE_ENDED else ROLES[way.follows_from]
    assert set(way.who) == set(roles)


# The page of each step that follows from a place. Its button or its title is the step's label.
PAGES = {
    "allocate": "allocate",
    "start": "register",
    "suspend": "suspend",
    "resume": "resume",
    "complete": "complete",
    "remove": "remove",
    "return_to_waiting_list": "give_up",
    "lose_cohort": "cancel",
}


def test_every_step_that_follows_from_a_place_has_a_page():
    elsewhere = {"withdraw", "overturn", "receive_answer"}  # at the desk, and at the agency
    following = {step.verb for step in TABLE if any(way.follows_from for way in step.moves)}
    assert set(PAGES) == following - elsewhere


@pytest.mark.parametrize(("verb", "page"), PAGES.items())
def test_a_page_calls_the_step_what_the_table_calls_it(verb, page):
    label = STEPS[verb].label
    text = (source.ROOT / "templates" / "cohorts" / f"{page}.html").read_text()
    assert f'button "{label}"' in text or f">{label}<" in text or f"%}}{label}{{%" in text
