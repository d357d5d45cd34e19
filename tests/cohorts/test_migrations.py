"""The rows of the version before are whole after the migrations, and after the way back."""

import pytest
from django.db import connection

from cohorts.enrolment import allocate, give_up_place
from cohorts.models import Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, make_cohort, place_somebody
from tests.referrals.test_migrations import migrate, newest
from tests.roles import make_and_grant

BEFORE = [("cohorts", "0008_no_right_to_allocate")]


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_every_enrolment_gets_the_person_of_its_participant():
    latest = newest()
    cohort, by = make_cohort(), UserFactory(coordinator=True)
    first, _ = place_somebody(cohort, by=by), place_somebody(cohort, by=by)
    asked = {"by": by, "now": PLANNED_AT}
    give_up_place(enrolment_id=first.pk, words="New shifts", **asked)
    allocate(cohort_id=cohort.pk, referral_id=first.referral_id, **asked)
    fields = ("pk", "place_id", "referral_id", "started_at", "ended_at", "ending_code")
    rows = set(Enrolment.objects.values_list(*fields))
    assert len(rows) == 3
    try:
        before = migrate(BEFORE).get_model("cohorts", "Enrolment").objects
        assert set(before.values_list(*fields)) == rows
        migrate(latest)
        assert set(Enrolment.objects.values_list(*fields)) == rows
        for row in Enrolment.objects.select_related("referral__participant"):
            assert row.person_id == row.referral.participant.person_id
        assert Enrolment.objects.filter(person=first.person_id).count() == 2
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()
