"""The page with the attendance of a group: who reads which names, and what it costs."""

import pytest
from django.urls import reverse

from cohorts.enums import Mark
from referrals.models import Referral
from tests.factories.cohorts import make_cohort, mark_all, place_somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(cohort):
    return reverse("cohorts:grid", args=[cohort.pk])


def test_it_shows_each_participant_with_each_session(read, travel, cohort, url, facilitator):
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.ATTENDED, Mark.ABSENT_AGREED])

    text = read(facilitator, url)

    assert enrolment.referral.participant.name in text
    assert "Absent, agreed" in text
    assert "1 of 12" in text


def test_a_restricted_referral_is_left_out(read, travel, cohort, url, facilitator):
    shown, hidden = place_somebody(cohort), place_somebody(cohort)
    Referral.objects.filter(pk=hidden.referral_id).update(is_restricted=True)

    text = read(facilitator, url)

    assert shown.referral.participant.name in text
    assert hidden.referral.participant.name not in text


def test_the_group_of_another_facilitator_is_not_there(client, travel, facilitator):
    client.force_login(facilitator)

    assert client.get(reverse("cohorts:grid", args=[make_cohort().pk])).status_code == 404


def test_eight_participants_cost_what_one_costs(
    client, travel, cohort, url, facilitator, django_assert_num_queries
):
    client.force_login(facilitator)
    place_somebody(cohort)
    client.get(url)
    for _ in range(2):
        with django_assert_num_queries(10):
            client.get(url)
        while cohort.places.filter(enrolments=None).exists():
            place_somebody(cohort)
