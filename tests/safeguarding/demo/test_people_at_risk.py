"""The people at risk of the demonstration: as the form names them, and two women on one case."""

import pytest
from django.utils import timezone

from safeguarding.demo.people_at_risk import first_person, two_women
from safeguarding.models import PersonOnCase
from tests.factories.safeguarding import make_case
from tests.safeguarding.casework.test_named import HARMED

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_the_person_of_the_form_or_one_whom_the_link_worker_found(worker):
    named = make_case(owner=worker, parts=HARMED)
    assert first_person(named, by=worker, now=timezone.now()).legal_name == "Zoë O’Canary"
    unnamed = make_case(owner=worker, parts={})
    assert first_person(unnamed, by=worker, now=timezone.now()).legal_name == "Invented Riverstone"


def test_two_women_on_one_case_both_of_whom_must_be_told(worker, case):
    two_women(case, by=worker, now=timezone.now())
    told = PersonOnCase.objects.order_by("added_at", "pk").values_list(
        "must_be_told", "is_new_partner"
    )
    assert sorted(told) == [(True, False), (True, True)]
    assert PersonOnCase.objects.filter(verified_by=worker).count() == 1
