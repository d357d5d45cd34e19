"""The pages cost the same with 3 and with 300 forms of the people, cards and former places."""

import pytest
from django.urls import reverse

from cohorts.models import Enrolment
from referrals.enums import EndingCode
from referrals.models import CardAudience, CardBasis, KeepApart, PossibleMatch, ReleasedCard
from tests.factories.cohorts import FIRST_DATE, PLANNED_AT, place_somebody, waiting_referral
from tests.factories.one_person import another_referral
from tests.factories.people import make_participant

pytestmark = pytest.mark.django_db
COUNTS = (3, 27)


def may_be_the_same(participants):
    """Match each of these participants with another one, undecided."""
    PossibleMatch.objects.bulk_create(
        PossibleMatch(
            first=participant,
            second=make_participant(name="Perhaps", born_on=FIRST_DATE),
            found_at=PLANNED_AT,
        )
        for participant in participants
    )


def more_forms(referral, count):
    """Make other forms of the person and possible matches, with a card and a rule each."""
    forms = [another_referral(referral, status="declined") for _ in range(count)]
    may_be_the_same([form.participant for form in forms])
    for number, form in enumerate(forms):
        ReleasedCard.objects.create(
            referral_id=form.pk,
            audience=CardAudience.FACILITATORS,
            basis=CardBasis.AGREED,
            text=f"Card {number}",
            expires_on=FIRST_DATE,
            sequence=1,
            released_at=PLANNED_AT,
        )
        KeepApart.objects.create(
            referral_id=form.pk, venue_id=-number - 1, sequence=1, released_at=PLANNED_AT
        )
    return forms


def former_places(cohort, forms, by):
    """Write places in the cohort that these forms had before."""
    Enrolment.objects.bulk_create(
        Enrolment(
            place=cohort.places.get(number=1),
            referral=form,
            person=form.participant.person,
            started_at=PLANNED_AT,
            ended_at=PLANNED_AT,
            ending_code=EndingCode.CIRCUMSTANCES,
            given_by=by,
        )
        for form in forms
    )


def test_the_pages_cost_the_same_with_3_and_with_30_forms(
    client, travel, cohort, coordinator, facilitator, django_assert_max_num_queries
):
    placed = place_somebody(cohort, by=coordinator).referral
    waiting = waiting_referral(placed.programme)
    pages = [
        (facilitator, reverse("cohorts:register", args=[cohort.pk, 1])),
        (coordinator, reverse("cohorts:detail", args=[cohort.pk])),
        (coordinator, reverse("cohorts:allocate", args=[cohort.pk])),
        (coordinator, reverse("cohorts:place", args=[cohort.pk, waiting.pk])),
    ]
    costs = []
    for count in COUNTS:
        former_places(cohort, more_forms(placed, count), coordinator)
        may_be_the_same([waiting.participant] * count)
        cost = []
        for user, url in pages:
            client.force_login(user)
            client.get(url)
            with django_assert_max_num_queries(40) as queries:
                assert client.get(url).status_code == 200
            cost.append(len(queries))
        costs.append(cost)

    assert costs[0] == costs[1]
    assert len(Enrolment.objects.filter(place__cohort=cohort)) == sum(COUNTS) + 1
