"""A finished cohort takes back only a participant whose ending was undone, and runs again."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts import enrolment as verbs
from cohorts.enums import CohortStatus, Mark
from cohorts.models import Cohort
from cohorts.progress import progress_of
from referral_portal.common.refusals import Refusal
from referrals import corrections
from referrals.enums import EndingCode
from tests.factories.cohorts import mark_all, place_somebody, waiting_referral

pytestmark = pytest.mark.django_db


def place(cohort, referral, by, now):
    return verbs.allocate(cohort_id=cohort.pk, referral_id=referral.pk, by=by, now=now)


def remove(enrolment, by, now):
    code = EndingCode.NOT_ENGAGED
    verbs.remove(enrolment_id=enrolment.pk, code=code, words="Wrong row", by=by, now=now)


def status(cohort):
    return Cohort.objects.get(pk=cohort.pk).status


def test_the_last_participant_gets_the_place_back(
    client, time_machine, cohort, facilitator, coordinator, manager
):
    last = place_somebody(cohort)
    mark_all(cohort, last, [Mark.ATTENDED] * 5 + [Mark.ABSENT] * 7)
    now = cohort.sessions.order_by("number").last().ends_at + dt.timedelta(hours=1)
    time_machine.move_to(now, tick=False)
    client.force_login(coordinator)
    page = reverse("cohorts:detail", args=[cohort.pk])
    remove(last, facilitator, now)
    assert status(cohort) == CohortStatus.FINISHED
    assert "Give a place" not in client.get(page).content.decode()
    corrections.correct(referral_id=last.referral_id, words="Wrong row", by=manager, now=now)
    assert "Give a place" in client.get(page).content.decode()

    with pytest.raises(Refusal):
        place(cohort, waiting_referral(cohort.programme_version.programme), coordinator, now)
    again = place(cohort, last.referral, coordinator, now)

    assert status(cohort) == CohortStatus.RUNNING
    assert progress_of(again, cohort).delivered == 5
    remove(again, facilitator, now)
    assert status(cohort) == CohortStatus.FINISHED


def test_a_cancelled_cohort_takes_nobody_back(cohort, coordinator):
    first = place_somebody(cohort)
    now = cohort.sessions.order_by("number").first().starts_at - dt.timedelta(days=1)
    verbs.give_up_place(enrolment_id=first.pk, words="New shifts", by=coordinator, now=now)
    Cohort.objects.filter(pk=cohort.pk).update(status=CohortStatus.CANCELLED)

    with pytest.raises(Refusal):
        place(cohort, first.referral, coordinator, now)
