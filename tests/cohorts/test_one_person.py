"""One person behind several referrals holds one place, and an undecided match counts as the same."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from cohorts import enrolment as verbs
from cohorts.enrolment import allocate, give_up_place
from cohorts.models import Enrolment
from cohorts.placement import held_places
from referral_portal.common.refusals import Refusal
from referrals.enums import MatchAnswer
from referrals.models import KeepApart, Participant
from tests.factories.cohorts import PLANNED_AT, make_cohort, place_somebody, waiting_referral
from tests.factories.one_person import another_referral, perhaps_the_same
from tests.factories.people import make_participant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def ask(cohort, referral, by):
    return allocate(cohort_id=cohort.pk, referral_id=referral.pk, by=by, now=PLANNED_AT)


def later_group(cohort):
    """Another cohort of the same programme, at another time."""
    start = cohort.start_time.replace(hour=20)
    return make_cohort(version=cohort.programme_version, start_time=start, name="Quay Tuesdays")


@pytest.fixture
def place(cohort):
    return place_somebody(cohort)


def test_a_person_referred_twice_gets_one_place_whichever_cohort_is_asked(
    cohort, place, coordinator
):
    second = another_referral(place.referral)
    words = "This person already has a place in Orchard Tuesdays."

    for group in (cohort, later_group(cohort)):
        with pytest.raises(Refusal) as refusal:
            ask(group, second, coordinator)
        assert str(refusal.value) == words
    assert Enrolment.objects.count() == 1
    give_up_place(enrolment_id=place.pk, words="Moved", by=coordinator, now=PLANNED_AT)
    assert ask(cohort, second, coordinator).person_id == place.person_id


@pytest.mark.parametrize("answer", [MatchAnswer.UNDECIDED, MatchAnswer.NOT_KNOWN])
def test_a_possible_match_who_has_a_place_is_decided_first(cohort, place, coordinator, answer):
    second = waiting_referral(place.referral.programme)
    match = perhaps_the_same(place.referral, second, answer)

    for group in (cohort, later_group(cohort)):
        with pytest.raises(Refusal) as refusal:
            ask(group, second, coordinator)
        assert str(refusal.value) == (
            f"{place.referral.reference} has a place in Orchard Tuesdays and may be the same "
            "person. Decide first whether these two are one person."
        )
    match.answer = MatchAnswer.NOT_SAME
    match.save()
    assert ask(cohort, second, coordinator)


def test_of_two_who_may_be_one_the_first_asked_gets_the_place(cohort, coordinator):
    first, second = (waiting_referral(cohort.programme_version.programme) for _ in range(2))
    perhaps_the_same(first, second)

    assert ask(cohort, first, coordinator)
    with pytest.raises(Refusal, match="Decide first"):
        ask(later_group(cohort), second, coordinator)


def insert(place, referral_id, person_id, by):
    """Write an enrolment without any of our code."""
    table = Enrolment._meta.db_table
    key = connection.ops.adapt_unknown_value
    values = (uuid.uuid4(), place.pk, referral_id, person_id, PLANNED_AT, by.pk, "")
    values = [value.hex if isinstance(value, uuid.UUID) else key(value) for value in values]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, place_id, referral_id, person_id, started_at, given_by_id,"
            " plan_note) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            values,
        )


def test_the_database_itself_refuses_a_second_place_for_one_person(cohort, place, coordinator):
    second = another_referral(place.referral)
    free = cohort.places.get(number=2)

    with (
        pytest.raises(IntegrityError, match=r"one_active_per_person|person_id"),
        transaction.atomic(),
    ):
        insert(free, second.pk, second.participant.person_id, coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(free, second.pk, None, coordinator)
    # The control: the same row is written once the person has no place any more.
    give_up_place(enrolment_id=place.pk, words="Moved", by=coordinator, now=PLANNED_AT)
    insert(free, second.pk, second.participant.person_id, coordinator)


def test_the_sentence_about_a_match_is_the_same_with_a_rule_to_keep_apart(
    cohort, place, coordinator, django_assert_max_num_queries
):
    assert coordinator.roles
    counts, words = [], []
    for kept_apart in (False, True):
        second = waiting_referral(place.referral.programme)
        perhaps_the_same(place.referral, second)
        if kept_apart:
            KeepApart.objects.create(
                referral_id=second.pk, sequence=1, venue_id=cohort.venue_id, released_at=PLANNED_AT
            )
        with django_assert_max_num_queries(25) as queries, pytest.raises(Refusal) as refusal:
            ask(cohort, second, coordinator)
        counts.append(len(queries))
        words.append(str(refusal.value))

    assert len(set(counts)) == 1
    assert len(set(words)) == 1


def test_whose_place_is_in_the_way_costs_two_queries(
    cohort, place, coordinator, django_assert_num_queries
):
    rows = [another_referral(place.referral)]
    for count in (3, 30):
        while len(rows) < count:
            rows.append(waiting_referral(place.referral.programme))
            perhaps_the_same(place.referral, rows[-1])
        with django_assert_num_queries(2):
            found = held_places(rows)
        assert [found[row.pk].is_own for row in rows] == [True] + [False] * (count - 1)


def test_a_form_that_was_not_compared_is_compared_before_a_place_is_given(cohort, coordinator):
    """The background work may be late; a rule to keep apart must not be late with it."""
    typed = {"name": "Percival Example", "phone": "07700 900123", "email": "p@example.org"}
    programme = cohort.programme_version.programme
    first = waiting_referral(programme, participant=make_participant(**typed))
    ask(cohort, first, coordinator)
    second = waiting_referral(
        programme, participant=make_participant(**typed | {"compared_at": None})
    )
    # A third form, not compared either, carries the rule.
    third = waiting_referral(
        programme,
        participant=make_participant(
            name="Ned Invented", phone="07700 900456", born_on=dt.date(1971, 2, 3)
        ),
    )
    apart = another_form_of(third)
    KeepApart.objects.create(
        referral_id=apart.pk, sequence=1, cohort_id=cohort.pk, released_at=PLANNED_AT
    )

    with pytest.raises(Refusal, match="Decide first"):
        ask(later_group(cohort), second, coordinator)
    with pytest.raises(Refusal, match="cannot have a place"):
        ask(cohort, third, coordinator)
    assert not Participant.objects.filter(compared_at=None).exists()


def another_form_of(referral):
    """Make another form with the same answers that was not compared yet."""
    person = referral.participant
    form = make_participant(
        name=person.name, phone=person.phone, born_on=person.born_on, compared_at=None
    )
    return waiting_referral(referral.programme, participant=form)


def test_no_place_is_given_while_many_forms_wait_to_be_compared(cohort, coordinator, monkeypatch):
    monkeypatch.setattr(verbs, "find_waiting", lambda *, now: verbs.BATCH)

    with pytest.raises(Refusal, match="still being compared"):
        ask(cohort, waiting_referral(cohort.programme_version.programme), coordinator)
