"""The pages of the session checks."""

import re

import pytest
from django.utils import timezone

from safeguarding.models import (
    Handback,
)
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.safeguarding import (
    client_of,
    enrolled,
    make_worker,
)
from tests.safeguarding.helpers import queries_of

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_the_checks_cost_the_same_for_many(client, worker):
    cohort = make_cohort()
    for session in cohort.sessions.all()[:1]:
        session.starts_at = timezone.now() + timezone.timedelta(days=1)
        session.ends_at = session.starts_at + timezone.timedelta(hours=2)
        session.save()
    place_somebody(cohort)
    client.get("/safeguarding/")
    few = queries_of(client, "/safeguarding/checks/")
    for _ in range(6):
        place_somebody(cohort)
    client.get("/safeguarding/")
    assert queries_of(client, "/safeguarding/checks/") == few
    assert client.get("/safeguarding/checks/").content.count(b'name="check"') == 7


def test_checks_of_cases_of_somebody_else_are_not_listed(client):
    enrolment, case = enrolled(make_worker())
    session = enrolment.place.cohort.sessions.get(number=1)
    session.starts_at = timezone.now() + timezone.timedelta(days=1)
    session.ends_at = session.starts_at + timezone.timedelta(hours=2)
    session.save()
    path = f"/safeguarding/checks/{session.pk}/{enrolment.pk}/"
    owner = client_of(case.owner)
    assert enrolment.referral.participant.name in owner.get(path).content.decode()
    assert client.get(path).status_code == 404
    assert case.reference not in client.get("/safeguarding/checks/").content.decode()
    owner.post(path, {"state": "hold"})
    assert Handback.objects.get(kind="cohorts.SessionCheck").payload["state"] == "hold"
    client.post("/safeguarding/checks/", {"check": [f"{session.pk}:{enrolment.pk}"]})
    assert Handback.objects.filter(kind="cohorts.SessionCheck").count() == 1


def test_two_checks_of_one_participant_have_links_of_different_names(worker, client):
    """A link worker who hears the links one after the other must not answer for the wrong session."""
    enrolment, case = enrolled(worker)
    for days, number in ((1, 1), (3, 2)):
        session = enrolment.place.cohort.sessions.get(number=number)
        session.starts_at = timezone.now() + timezone.timedelta(days=days)
        session.ends_at = session.starts_at + timezone.timedelta(hours=2)
        session.save()

    page = client.get("/safeguarding/checks/").content.decode()

    names = re.findall(r"Answer<span[^>]*> (for [^<]+)</span>", page)
    assert names == [f"for {case.reference}, session {number}" for number in (1, 2)]
