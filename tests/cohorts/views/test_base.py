"""The shared parts of the cohort pages: names, and the messages that a button will send."""

import uuid

import pytest
from django.http import Http404
from django.urls import reverse

from cohorts.views import base
from referrals.models import Participant
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    PLANNED_AT,
    place_somebody,
    visitor_of,
)

pytestmark = pytest.mark.django_db


def test_a_colleague_of_another_agency_reads_a_first_name(read, travel, cohort):
    place_somebody(cohort, name="Samuel Example")
    visitor = visitor_of(cohort, until=FIRST_DATE)

    for name in ("detail", "register"):
        arguments = [cohort.pk, 1] if name == "register" else [cohort.pk]
        text = read(visitor, reverse(f"cohorts:{name}", args=arguments))
        assert "Samuel E." in text
        assert "Samuel Example" not in text


@pytest.mark.parametrize(
    ("name", "known_as", "ours", "visitors"),
    [
        ("Samuel Example", "", "Samuel Example", "Samuel E."),
        ("Samuel John Example", "", "Samuel John Example", "Samuel E."),
        ("Samuel Example", "Sam", "Samuel Example (Sam)", "Sam E."),
        ("Samuel", "", "Samuel", "Samuel"),
    ],
)
def test_our_staff_read_the_name_and_a_colleague_an_initial(name, known_as, ours, visitors):
    person = Participant(name=name, known_as=known_as)

    for trait in ("coordinator", "manager", "facilitator"):
        assert base.name_for(UserFactory(**{trait: True}), person) == ours
    assert base.name_for(UserFactory(co_facilitator=True), person) == visitors


def test_posted_data_is_there_on_a_post_only(rf):
    assert base.posted(rf.post("/", {"a": "1"}))["a"] == "1"
    assert base.posted(rf.get("/", {"a": "1"})) is None


def test_a_cohort_of_others_is_as_absent_as_one_that_does_not_exist(rf, cohort, other, facilitator):
    request = rf.get("/")
    request.user = facilitator

    found = base.cohort_or_404(request, cohort.pk, PLANNED_AT)
    assert (found, found.places_total) == (cohort, 8)
    for key in (other.pk, uuid.uuid4()):
        with pytest.raises(Http404):
            base.cohort_or_404(request, key, PLANNED_AT)
