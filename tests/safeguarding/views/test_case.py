"""The page of a case: what it shows and costs, and the choice of its link worker."""

import pytest
from django.utils import timezone

from cohorts.models import Attendance
from safeguarding.crossing.portal_feed import pull
from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import (
    client_of,
    contact_for,
    enrolled,
    make_case,
    make_worker,
    url,
)
from tests.safeguarding.helpers import queries_of

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_a_case_costs_the_same_with_a_long_history(client, worker):
    enrolment, case = enrolled(worker)
    few = queries_of(client, url(case))
    for number, session in enumerate(enrolment.place.cohort.sessions.all()):
        Attendance.objects.create(
            session=session,
            enrolment=enrolment,
            mark="attended",
            at=timezone.now(),
            by=UserFactory(),
        )
        contact_for(case, worker, value=f"07700 90040{number % 10}")
    pull(now=timezone.now())
    assert queries_of(client, url(case)) == few


def test_taking_a_case_settles_that_it_is_new(client, worker):
    case = make_case()
    client.post(url(case, "take/"))
    case.refresh_from_db()
    assert case.owner == worker
    assert case.alerts.get().outcome == "taken"


def test_giving_a_case_is_for_the_manager(client, worker, case):
    other = make_worker()
    refused = client.post(url(case, "give/"), {"worker": other.pk})
    assert "Only the manager" in refused.content.decode()
    client_of(make_worker(is_manager=True)).post(url(case, "give/"), {"worker": other.pk})
    case.refresh_from_db()
    assert case.owner == other
    assert client.get(url(case)).status_code == 404
