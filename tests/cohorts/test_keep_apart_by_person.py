"""A rule to keep apart holds for the person, whichever form it names, and for possible matches."""

import pytest

from cohorts.enrolment import allocate
from cohorts.keep_apart import PlaceInQuestion, is_kept_apart, places_in_question
from cohorts.placement import CANNOT_BE_PLACED
from referral_portal.common.refusals import Refusal
from referrals.enums import MatchAnswer
from referrals.models import KeepApart, PossibleMatch
from tests.factories.cohorts import PLANNED_AT, make_cohort, place_somebody, waiting_referral
from tests.factories.one_person import another_referral, perhaps_the_same

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def keep_apart(referral, sequence=1, **fields):
    KeepApart.objects.create(
        referral_id=referral.pk, sequence=sequence, released_at=PLANNED_AT, **fields
    )


def itself(referral):
    return referral


def perhaps(referral, answer=MatchAnswer.UNDECIDED):
    other = waiting_referral(referral.programme)
    perhaps_the_same(referral, other, answer)
    return other


def not_known(referral):
    return perhaps(referral, MatchAnswer.NOT_KNOWN)


def perhaps_of_another_form(referral):
    return perhaps(another_referral(referral))


# The form that a rule names, of the participant whom it concerns.
FORMS = [itself, another_referral, perhaps, not_known, perhaps_of_another_form]
by_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)


def ask(cohort, referral, by):
    return allocate(cohort_id=cohort.pk, referral_id=referral.pk, by=by, now=PLANNED_AT)


def questioned(*enrolments):
    return {PlaceInQuestion(row.pk, row.place.cohort_id) for row in enrolments}


@by_form
@pytest.mark.parametrize("what", ["cohort_id", "venue_id"])
def test_a_rule_about_a_cohort_or_venue_holds_for_every_form(cohort, coordinator, form, what):
    referral = waiting_referral(cohort.programme_version.programme)
    keep_apart(
        form(referral), **{what: {"cohort_id": cohort.pk, "venue_id": cohort.venue_id}[what]}
    )

    with pytest.raises(Refusal) as refusal:
        ask(cohort, referral, coordinator)

    assert str(refusal.value) == CANNOT_BE_PLACED


@by_form
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("of_the_placed", [False, True])
def test_a_rule_about_two_participants_holds_for_every_form_of_both(
    cohort, coordinator, form, reverse, of_the_placed
):
    placed = place_somebody(cohort).referral
    referral = waiting_referral(cohort.programme_version.programme)
    one, other = (form(placed), referral) if of_the_placed else (placed, form(referral))
    if reverse:
        one, other = other, one
    keep_apart(one, other_referral_id=other.pk)

    with pytest.raises(Refusal) as refusal:
        ask(cohort, referral, coordinator)

    assert str(refusal.value) == CANNOT_BE_PLACED


def test_a_rule_of_somebody_who_is_not_the_same_person_holds_for_that_one_only(cohort, coordinator):
    referral = waiting_referral(cohort.programme_version.programme)
    keep_apart(perhaps(referral, MatchAnswer.NOT_SAME), cohort_id=cohort.pk)

    assert ask(cohort, referral, coordinator)


def test_a_person_referred_twice_does_not_share_a_group_with_the_one_kept_apart(
    cohort, coordinator
):
    """The first form has the rule; the second one asks for the place."""
    kept_away_from = ask(
        cohort, waiting_referral(cohort.programme_version.programme), coordinator
    ).referral
    first = waiting_referral(cohort.programme_version.programme)
    second = another_referral(first)
    keep_apart(first, other_referral_id=kept_away_from.pk)

    for referral in (first, second):
        with pytest.raises(Refusal, match="cannot have a place in this cohort"):
            ask(cohort, referral, coordinator)


@by_form
def test_ending_the_rule_of_one_form_leaves_that_of_the_other_in_force(cohort, coordinator, form):
    referral = waiting_referral(cohort.programme_version.programme)
    named = another_referral(referral)
    keep_apart(referral, sequence=1, cohort_id=cohort.pk)
    keep_apart(named, sequence=2, cohort_id=cohort.pk)
    keep_apart(referral, sequence=3, cohort_id=cohort.pk, ends=True)

    with pytest.raises(Refusal):
        ask(cohort, referral, coordinator)
    keep_apart(named, sequence=4, cohort_id=cohort.pk, ends=True)
    assert ask(cohort, referral, coordinator)


# -- Places that were given before the rule --------------------
@by_form
@pytest.mark.parametrize("reverse", [False, True])
def test_places_are_in_question_whichever_form_the_rule_names(cohort, other, form, reverse):
    one, two, bystander = (place_somebody(cohort) for _ in range(3))
    names = [form(one.referral), two.referral]
    if reverse:
        names.reverse()
    keep_apart(names[0], other_referral_id=names[1].pk)
    keep_apart(form(bystander.referral), venue_id=other.venue_id)

    assert places_in_question() == questioned(one, two)
    assert places_in_question(cohort_id=cohort.pk) == questioned(one, two)
    assert places_in_question(cohort_id=other.pk) == set()


@by_form
@pytest.mark.parametrize("what", ["cohort_id", "venue_id"])
def test_so_is_a_place_where_the_rule_is_about_the_cohort_or_venue(cohort, form, what):
    place, _ = place_somebody(cohort), place_somebody(cohort)
    keep_apart(
        form(place.referral), **{what: {"cohort_id": cohort.pk, "venue_id": cohort.venue_id}[what]}
    )

    assert places_in_question() == questioned(place)


def test_two_places_of_persons_who_may_be_one_are_in_question_until_it_is_decided(cohort, other):
    here, there = place_somebody(cohort), place_somebody(other)
    perhaps_the_same(here.referral, there.referral)

    assert places_in_question() == questioned(here, there)
    assert places_in_question(cohort_id=cohort.pk) == questioned(here)
    PossibleMatch.objects.update(answer=MatchAnswer.NOT_SAME)
    assert places_in_question() == set()


def test_no_rule_parts_a_person_from_the_same_person(cohort):
    place = place_somebody(cohort)
    keep_apart(place.referral, other_referral_id=another_referral(place.referral).pk)

    assert places_in_question() == set()


# -- What it costs --------------------
def rules_of_many_forms(cohort, count):
    placed = place_somebody(cohort).referral
    for number in range(count):
        keep_apart(another_referral(placed), sequence=number, venue_id=-number)


@pytest.mark.parametrize("count", [1, 30])
def test_the_questions_cost_the_same_for_one_rule_and_for_thirty(
    cohort, django_assert_num_queries, count
):
    asked = waiting_referral(cohort.programme_version.programme)
    rules_of_many_forms(cohort, count)

    with django_assert_num_queries(3):
        assert not is_kept_apart(asked, cohort)
    with django_assert_num_queries(4):
        assert places_in_question() == set()


def test_asking_costs_the_same_in_an_empty_cohort_and_without_any_rule(
    cohort, django_assert_num_queries
):
    asked = waiting_referral(cohort.programme_version.programme)

    for _ in range(2):
        with django_assert_num_queries(3):
            is_kept_apart(asked, cohort)
        keep_apart(asked, cohort_id=make_cohort().pk)
