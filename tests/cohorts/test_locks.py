"""Locking a cohort and an enrolment in it before a change."""

import pytest
from django.db import transaction

from cohorts.locks import lock_cohort, locked
from cohorts.models import Cohort
from referral_portal.common.refusals import Refusal
from tests.factories.cohorts import PLANNED_AT, make_cohort, place_somebody

pytestmark = pytest.mark.django_db


def test_a_lock_needs_a_transaction(transactional_db):
    cohort = make_cohort()
    with pytest.raises(transaction.TransactionManagementError):
        lock_cohort(cohort.pk)


def test_an_active_enrolment_comes_with_its_cohort():
    cohort = make_cohort()
    make_cohort()
    enrolment = place_somebody(cohort)

    assert lock_cohort(cohort.pk) == cohort
    assert locked(enrolment.pk) == (enrolment, cohort)


def test_an_ended_enrolment_is_refused():
    enrolment = place_somebody(make_cohort())
    type(enrolment).objects.filter(pk=enrolment.pk).update(
        ended_at=PLANNED_AT, ending_code="self_withdrew"
    )

    with pytest.raises(Refusal, match="already ended"):
        locked(enrolment.pk)


def test_a_cohort_that_does_not_exist():
    with pytest.raises(Cohort.DoesNotExist):
        lock_cohort("00000000-0000-0000-0000-000000000000")
