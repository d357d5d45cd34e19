"""A register lists a person once, and shows the cards of all their referrals."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.enrolment import allocate, give_up_place
from cohorts.enums import Mark
from cohorts.models import Attendance
from cohorts.register import mark, newest_marks, roster
from referral_portal.common.refusals import Refusal
from referrals.models import CardAudience, CardBasis, ReleasedCard
from tests.factories.cohorts import (
    FIRST_DATE,
    IN_FIRST_SESSION,
    PLANNED_AT,
    place_somebody,
    waiting_referral,
)
from tests.factories.one_person import another_referral, perhaps_the_same

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def session(cohort):
    return cohort.sessions.get(number=1)


def placed_again(enrolment, coordinator, *, referral=None):
    """Give up a place in the middle of the first session, and give another a minute later."""
    cohort = enrolment.place.cohort
    asked = {"by": coordinator, "now": IN_FIRST_SESSION}
    give_up_place(enrolment_id=enrolment.pk, words="Wrong row", **asked)
    return allocate(
        cohort_id=cohort.pk,
        referral_id=(referral or enrolment.referral).pk,
        by=coordinator,
        now=IN_FIRST_SESSION + MINUTE,
    )


def test_a_person_with_two_places_during_a_session_is_listed_once(cohort, session, coordinator):
    first, other = place_somebody(cohort), place_somebody(cohort)
    again = placed_again(first, coordinator, referral=another_referral(first.referral))

    assert roster(session, marked=(), by=coordinator) == [again, other]


def test_the_place_that_has_the_mark_is_listed(cohort, session, coordinator, facilitator):
    first, other = place_somebody(cohort), place_somebody(cohort)
    asked = {"session_id": session.pk, "by": facilitator}
    mark(**asked, marks={first.pk: Mark.ATTENDED}, now=IN_FIRST_SESSION - MINUTE)
    again = placed_again(first, coordinator)

    assert roster(session, marked=newest_marks(session), by=facilitator) == [first, other]
    with pytest.raises(Refusal, match="not on the register"):
        mark(**asked, marks={again.pk: Mark.ABSENT}, now=IN_FIRST_SESSION + 2 * MINUTE)
    assert Attendance.objects.count() == 1


def test_the_page_asks_for_one_mark_of_a_person(
    client, travel, cohort, session, coordinator, facilitator
):
    first = place_somebody(cohort, name="Ken Example")
    again = placed_again(first, coordinator)
    travel.move_to(IN_FIRST_SESSION + 2 * MINUTE)
    client.force_login(facilitator)

    page = reverse("cohorts:register", args=[cohort.pk, 1])
    assert client.get(page).content.decode().count("Ken Example</h2>") == 1
    client.post(page, {f"mark-{again.pk}": "attended"})

    assert Attendance.objects.get().enrolment == again


def card(referral, text):
    ReleasedCard.objects.create(
        referral_id=referral.pk,
        audience=CardAudience.FACILITATORS,
        basis=CardBasis.AGREED,
        text=text,
        expires_on=FIRST_DATE,
        sequence=1,
        released_at=PLANNED_AT,
    )


def test_the_register_shows_the_cards_of_every_referral_of_the_person(
    read, travel, cohort, facilitator
):
    placed, bystander = place_somebody(cohort), place_somebody(cohort)
    perhaps, stranger = (waiting_referral(placed.referral.programme) for _ in range(2))
    perhaps_the_same(placed.referral, perhaps)
    card(placed.referral, "Leaves by the side door")
    card(another_referral(placed.referral), "Leaves by the side door")
    card(perhaps, "Has a friend in the group")
    card(stranger, "Somebody else")
    page = reverse("cohorts:register", args=[cohort.pk, 1])

    text = read(facilitator, page)

    assert text.count("Leaves by the side door") == 1
    assert "Has a friend in the group" in text
    assert "Somebody else" not in text
    travel.move_to(IN_FIRST_SESSION + dt.timedelta(days=1))
    assert "side door" not in read(facilitator, page)
    assert bystander.ended_at is None
