"""A cohort's slot in words, and the topic of a session."""

import datetime as dt

import pytest

from cohorts.models import Cohort, Session
from programmes.models import ProgrammeVersion


@pytest.mark.parametrize(
    ("start_time", "words"),
    [(dt.time(18, 30), "Tuesdays at 18:30"), (None, "Times agreed one by one")],
)
def test_the_weekly_slot_is_in_words(start_time, words):
    assert Cohort(weekday=1, start_time=start_time).meets == words


@pytest.mark.parametrize(("capacity", "is_single"), [(1, True), (8, False)])
def test_sessions_of_one_person_are_booked_one_by_one(capacity, is_single):
    version = ProgrammeVersion(capacity=capacity, mode="one_to_one" if is_single else "group")

    assert Cohort(programme_version=version).is_single is is_single


@pytest.mark.parametrize(("title", "topic"), [("Session 3", ""), ("Children", "Children")])
def test_a_title_that_is_only_the_number_is_no_topic(title, topic):
    assert Session(plan_number=3, title=title).topic == topic
