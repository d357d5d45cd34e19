"""The page of a cohort says why a week has no session."""

import datetime as dt

import pytest
from django.urls import reverse

from programmes.models import Closure
from tests.factories.cohorts import make_cohort

pytestmark = pytest.mark.django_db


def test_the_page_names_the_bank_holidays_that_were_skipped(read, travel, manager):
    cohort = make_cohort(starts_on=dt.date(2027, 3, 8), weekday=0)

    text = read(manager, reverse("cohorts:detail", args=[cohort.pk]))

    assert "Monday 29 March 2027: no session, Easter Monday" in text


def test_the_page_names_the_local_closures_that_were_skipped(read, travel, manager):
    Closure.objects.create(closed_on=dt.date(2027, 3, 22), reason="Staff training")
    cohort = make_cohort(starts_on=dt.date(2027, 3, 8), weekday=0)

    text = read(manager, reverse("cohorts:detail", args=[cohort.pk]))

    assert "Monday 22 March 2027: no session, Staff training" in text
