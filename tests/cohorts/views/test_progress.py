"""What the page of a cohort says about the progress of each participant."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts import suspension
from cohorts.enums import Mark
from cohorts.models import Enrolment
from cohorts.register import mark
from cohorts.views.progress import add_progress
from tests.factories.cohorts import (
    FIRST_DATE,
    IN_FIRST_SESSION,
    make_cohort,
    mark_all,
    place_somebody,
)
from tests.factories.single import book, hold, placed_alone

pytestmark = pytest.mark.django_db


def shown(cohort, by, today=FIRST_DATE):
    """What the page says about the participants, in order of place."""
    rows = Enrolment.objects.filter(place__cohort=cohort).with_people()
    people = [{"enrolment": row} for row in rows]
    sessions = list(cohort.sessions.order_by("number"))
    add_progress(cohort, people, sessions, today, by=by)
    return people


def test_one_to_one_the_next_session_is_offered():
    alone = placed_alone()
    cohort = alone.place.cohort
    hold(book(alone, 1))

    (person,) = shown(cohort, cohort.staffing.get().user)

    assert (person["attended"], person["of_all"]) == (1, 12)
    assert person["next"].number == 2
    assert person["missed"] == []


def test_in_a_group_a_missed_session_is_offered_and_then_overdue(cohort, facilitator):
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.ABSENT, Mark.ATTENDED])

    (person,) = shown(cohort, facilitator)
    assert (person["attended"], person["of_all"], person["next"]) == (1, 12, None)
    ((item, late),) = [(row["item"], row["late"]) for row in person["missed"]]
    assert (item.number, late) == (1, False)
    (person,) = shown(cohort, facilitator, today=item.due_on + dt.timedelta(days=1))
    assert [row["late"] for row in person["missed"]] == [True]


def test_nothing_is_offered_to_a_suspended_participant(cohort, facilitator, manager):
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.ATTENDED])
    suspension.suspend(
        enrolment_id=enrolment.pk,
        review_on=FIRST_DATE + dt.timedelta(days=2),
        reviewer=manager,
        words="Ill",
        by=facilitator,
        now=IN_FIRST_SESSION,
    )

    (person,) = shown(cohort, facilitator)

    assert not {"next", "missed", "may_complete"} & set(person)


def test_completing_is_offered_at_the_end_and_to_a_manager_below_the_share(facilitator, manager):
    cohort = make_cohort()
    facilitator = cohort.staffing.first().user
    first, second = place_somebody(cohort), place_somebody(cohort)
    mark_all(cohort, first, [Mark.ATTENDED] * 11)
    mark_all(cohort, second, [Mark.ATTENDED] + [Mark.ABSENT] * 11)

    # The first has a session without a mark, which is no reason to say anything.
    waiting, short = shown(cohort, facilitator)
    assert (waiting["may_complete"], waiting["short_of"]) == (False, "")
    assert not short["may_complete"]
    mark_all(cohort, first, [Mark.ATTENDED] * 12)
    complete, _ = shown(cohort, facilitator)
    assert (complete["may_complete"], complete["short_of"]) == (True, "")


def test_who_is_short_of_sessions_reads_why_and_a_manager_can_complete(
    cohort, facilitator, manager
):
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.ATTENDED] * 9 + [Mark.ABSENT] * 3)

    (person,) = shown(cohort, facilitator)
    assert not person["may_complete"]
    assert "Attended 9 of 12 sessions" in person["short_of"]
    (person,) = shown(cohort, manager)
    assert (person["may_complete"], person["short_of"]) == (True, "")


def test_the_progress_of_all_costs_three_queries(cohort, facilitator, django_assert_num_queries):
    rows = [place_somebody(cohort) for _ in range(3)]
    people = [
        {"enrolment": row}
        for row in Enrolment.objects.filter(pk__in=[r.pk for r in rows]).with_people()
    ]
    sessions = list(cohort.sessions.order_by("number"))
    assert facilitator.roles

    with django_assert_num_queries(3):
        add_progress(cohort, people, sessions, FIRST_DATE, by=facilitator)


def test_a_register_with_one_of_two_marks_is_still_due(travel, cohort, facilitator, read):
    url = reverse("cohorts:detail", args=[cohort.pk])
    first, second = place_somebody(cohort), place_somebody(cohort)
    save = {"session_id": cohort.sessions.get(number=1).pk, "by": facilitator}
    mark(marks={first.pk: Mark.ATTENDED}, now=IN_FIRST_SESSION, **save)

    half = read(facilitator, url)
    mark(marks={second.pk: Mark.ABSENT}, now=IN_FIRST_SESSION, **save)
    whole = read(facilitator, url)

    assert "Take the register for session 1" in half
    assert "1 mark is missing" in half
    assert "Take the register for session 1" not in whole
    assert "Register taken" in whole
