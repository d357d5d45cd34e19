"""The forms of a case: what they tidy, and what they refuse beside its field."""

import pytest

from cohorts.enums import CohortStatus
from safeguarding.casework.forms import AlertForm, GiveForm, KeepApartForm
from safeguarding.enums import AlertKind
from tests.factories.cohorts import make_cohort
from tests.factories.programmes import VenueFactory
from tests.factories.safeguarding import make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_only_what_still_runs_is_kept_apart_from():
    cohort, over = make_cohort(), make_cohort()
    over.status = CohortStatus.CANCELLED
    over.save()
    shut = VenueFactory(is_active=False)
    form = KeepApartForm()
    cohorts = [value for value, _ in form.fields["cohort"].choices]
    assert cohorts == ["", str(cohort.pk)]
    venues = [value for value, _ in form.fields["venue"].choices]
    assert str(cohort.venue.pk) in venues
    assert str(shut.pk) not in venues
    wrong = KeepApartForm({"apart_from": "person", "reference": "not one"})
    assert not wrong.is_valid()
    assert wrong.errors == {"reference": ["Enter a reference, like KM-7F3K-9Q2D"]}


def test_a_case_is_given_to_a_link_worker_who_still_works_here(worker):
    gone = make_worker(name="Gone")
    gone.is_active = False
    gone.save()
    choices = GiveForm().fields["worker"].choices
    assert choices == [("", "Choose one"), (str(worker.pk), worker.name)]


def test_what_can_be_chosen_for_an_alert_depends_on_its_kind():
    def codes(kind):
        return [code for code, _ in AlertForm(kind=kind).fields["outcome"].choices]

    assert codes(AlertKind.CONCERN) == ["done"]
    assert codes(AlertKind.TELL_FIRST) == ["told", "not_applicable", "could_not_reach"]
