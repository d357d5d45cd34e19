"""Progress belongs to the run of a person through the programme, not to one enrolment."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts import enrolment as verbs
from cohorts.enums import Mark
from cohorts.progress import progress_of
from cohorts.runs import runs_in
from referral_portal.common.dates import local
from referrals import corrections
from referrals.enums import EndingCode, Status
from referrals.models import Referral
from tests.factories.cohorts import make_cohort, mark_all, place_somebody
from tests.factories.one_person import another_referral
from tests.factories.programmes import ProgrammeVersionFactory
from tests.factories.single import book, hold, make_cobi, placed_alone

pytestmark = pytest.mark.django_db
ATTENDED = [Mark.ATTENDED]
DAY = dt.timedelta(days=1)


def place(cohort, referral, by, now):
    return verbs.allocate(cohort_id=cohort.pk, referral_id=referral.pk, by=by, now=now)


def remove(enrolment, by, now, code=EndingCode.NOT_ENGAGED):
    verbs.remove(enrolment_id=enrolment.pk, code=code, words="Wrong row", by=by, now=now)


def after(cohort, number):
    """An hour after the end of session `number`."""
    return cohort.sessions.get(number=number).ends_at + dt.timedelta(hours=1)


def numbers(items):
    return [item.number for item in items]


@pytest.fixture
def removed_by_mistake(cohort, facilitator, manager):
    """A participant who attended five sessions of five, was removed, and whose removal is undone."""
    first = place_somebody(cohort, name="Ken Example")
    mark_all(cohort, first, ATTENDED * 5)
    now = after(cohort, 5)
    remove(first, facilitator, now)
    corrections.correct(referral_id=first.referral_id, words="Wrong row", by=manager, now=now)
    return first


def test_five_of_five_stay_five_of_five_after_a_removal_by_mistake(
    client, time_machine, cohort, coordinator, manager, removed_by_mistake
):
    now = after(cohort, 5) + DAY
    time_machine.move_to(now, tick=False)
    again = place(cohort, removed_by_mistake.referral, coordinator, now)

    progress = progress_of(again, cohort)
    assert (progress.delivered, progress.held, progress.of_all) == (5, 5, 12)
    assert progress.missed == []
    assert progress.unmarked == 7
    client.force_login(manager)
    text = client.get(reverse("cohorts:detail", args=[cohort.pk])).content.decode()
    assert "Attended 5 of 5 sessions held." in text
    assert "Book the catch-up" not in text
    # Past the first session: the referral is on the programme again, and can be completed.
    again.referral.refresh_from_db()
    assert again.referral.status == Status.ON_PROGRAMME


def test_who_was_removed_after_all_sessions_can_be_completed_after_the_undo(
    cohort, facilitator, coordinator, manager
):
    first, _ = place_somebody(cohort), place_somebody(cohort)
    mark_all(cohort, first, ATTENDED * 12)
    now = after(cohort, 12)
    remove(first, facilitator, now)
    corrections.correct(referral_id=first.referral_id, words="Wrong row", by=manager, now=now)
    again = place(cohort, first.referral, coordinator, now)

    verbs.complete(enrolment_id=again.pk, by=facilitator, now=now)

    assert progress_of(again, cohort).in_the_group == 12


def test_a_session_missed_between_the_two_places_is_caught_up(
    cohort, facilitator, coordinator, removed_by_mistake
):
    bystander = place_somebody(cohort)
    mark_all(cohort, bystander, ATTENDED * 7)
    again = place(cohort, removed_by_mistake.referral, coordinator, after(cohort, 7))

    progress = progress_of(again, cohort)
    assert (progress.delivered, progress.held) == (5, 7)
    assert numbers(progress.missed) == [6, 7]
    assert progress.unmarked == 5


def test_a_move_to_another_group_keeps_what_was_attended(cohort, coordinator):
    first = place_somebody(cohort)
    mark_all(cohort, first, [Mark.ATTENDED, Mark.ABSENT, Mark.LATE])
    now = after(cohort, 3)
    verbs.give_up_place(enrolment_id=first.pk, words="New shifts", by=coordinator, now=now)
    later = make_cohort(
        version=cohort.programme_version, starts_on=local(now).date() + 8 * DAY, weekday=2
    )

    moved = place(later, first.referral, coordinator, now)

    progress = progress_of(moved, later)
    assert (progress.delivered, progress.in_the_group, progress.of_all) == (2, 2, 12)
    assert progress.held == 2  # the later group has not met yet
    assert [item.state.name for item in progress.items[:4]] == [
        "DELIVERED", "BOOKED", "DELIVERED", "BOOKED",
    ]  # fmt: skip
    mark_all(later, moved, [Mark.ABSENT, Mark.ATTENDED])
    progress = progress_of(moved, later)
    assert (progress.delivered, progress.held) == (3, 3)
    assert progress.missed == []


def test_one_to_one_the_next_session_follows_the_last_one_delivered(coordinator):
    first = placed_alone()
    for number in (1, 2):
        hold(book(first, number))
    now = after(first.place.cohort, 2)
    verbs.give_up_place(enrolment_id=first.pk, words="New shifts", by=coordinator, now=now)
    course = make_cobi()
    course.programme_version = first.place.cohort.programme_version
    course.save()

    moved = place(course, first.referral, coordinator, now)

    assert progress_of(moved, course).next_open.number == 3
    assert progress_of(moved, course).delivered == 2


def test_the_run_is_the_person_s_even_with_another_referral(cohort, facilitator, coordinator):
    first = place_somebody(cohort)
    mark_all(cohort, first, ATTENDED * 2)
    remove(first, facilitator, after(cohort, 2))
    second = another_referral(first.referral, submitted_at=after(cohort, 2))

    again = place(cohort, second, coordinator, after(cohort, 2) + DAY)

    assert progress_of(again, cohort).delivered == 2


def test_nobody_gets_what_another_person_attended(cohort, facilitator, coordinator):
    mark_all(cohort, place_somebody(cohort), ATTENDED * 2)
    other = place_somebody(cohort, now=after(cohort, 2))

    assert progress_of(other, cohort).delivered == 0
    other.referral.refresh_from_db()
    assert other.referral.status == Status.SCHEDULED


@pytest.mark.parametrize(("days", "is_one"), [(180, True), (181, False)])
def test_a_referral_that_comes_long_after_the_place_begins_a_new_run(
    settings, cohort, facilitator, coordinator, days, is_one
):
    settings.RUN_GAP_DAYS = 180
    first = place_somebody(cohort)
    mark_all(cohort, first, ATTENDED)
    ended = after(cohort, 1)
    remove(first, facilitator, ended)
    second = another_referral(first.referral, submitted_at=ended + days * DAY)

    again = place(cohort, second, coordinator, ended + (days + 1) * DAY)

    assert progress_of(again, cohort).delivered == int(is_one)


def test_after_completing_another_referral_begins_a_new_run(cohort, coordinator, manager):
    first = place_somebody(cohort)
    mark_all(cohort, first, ATTENDED * 12)
    over = after(cohort, 12)
    verbs.complete(enrolment_id=first.pk, by=manager, now=over)
    group = make_cohort(
        version=cohort.programme_version, starts_on=local(over).date() + 8 * DAY, weekday=2
    )

    again = place(group, another_referral(first.referral, submitted_at=over), coordinator, over)

    assert progress_of(again, group).delivered == 0
    assert again.referral.status == Status.AWAITING_ALLOCATION  # as it was before the place
    again.referral.refresh_from_db()
    assert again.referral.status == Status.SCHEDULED


def test_a_completion_that_was_undone_is_no_end_of_the_run(cohort, coordinator, manager):
    first, _ = place_somebody(cohort), place_somebody(cohort)
    mark_all(cohort, first, ATTENDED * 12)
    now = after(cohort, 12)
    verbs.complete(enrolment_id=first.pk, by=manager, now=now)
    corrections.correct(referral_id=first.referral_id, words="Wrong row", by=manager, now=now)

    again = place(cohort, first.referral, coordinator, now)

    assert progress_of(again, cohort).delivered == 12


def test_another_programme_is_another_run(cohort, coordinator):
    first = place_somebody(cohort)
    mark_all(cohort, first, ATTENDED)
    now = after(cohort, 1)
    verbs.give_up_place(enrolment_id=first.pk, words="New shifts", by=coordinator, now=now)
    other = make_cohort(starts_on=local(now).date() + 8 * DAY, weekday=2)
    Referral.objects.update(programme=other.programme_version.programme)

    assert progress_of(place(other, first.referral, coordinator, now), other).delivered == 0


def test_in_a_new_version_a_session_with_another_title_was_another_one(cohort, coordinator):
    first = place_somebody(cohort)
    mark_all(cohort, first, ATTENDED * 2)
    now = after(cohort, 2)
    verbs.give_up_place(enrolment_id=first.pk, words="New shifts", by=coordinator, now=now)
    version = ProgrammeVersionFactory(
        group=True, programme=cohort.programme_version.programme, number=2
    )
    cohort.sessions.filter(number=2).update(title="A topic that is no longer in the plan")
    group = make_cohort(version=version, starts_on=local(now).date() + 8 * DAY, weekday=2)

    progress = progress_of(place(group, first.referral, coordinator, now), group)

    assert [item.state.name for item in progress.items[:2]] == ["DELIVERED", "BOOKED"]


def test_an_unmarked_session_of_the_earlier_place_still_needs_its_mark(
    cohort, facilitator, coordinator
):
    first = place_somebody(cohort)
    mark_all(cohort, first, ATTENDED)
    remove(first, facilitator, after(cohort, 2))
    first.referral.refresh_from_db()
    second = another_referral(first.referral, submitted_at=after(cohort, 2))

    again = place(cohort, second, coordinator, after(cohort, 2) + DAY)

    progress = progress_of(again, cohort)
    assert (progress.delivered, progress.unmarked) == (1, 11)
    assert progress.item(2).state.name == "BOOKED"


def test_runs_cost_two_queries_for_one_and_for_eight(
    cohort, facilitator, coordinator, django_assert_num_queries
):
    rows = [place_somebody(cohort)]
    for count in (1, 8):
        while len(rows) < count:
            rows.append(place_somebody(cohort))
        for row in rows:
            mark_all(cohort, row, ATTENDED)
        with django_assert_num_queries(2):
            runs_in(cohort, rows)
