"""The pages: nothing is shown without its record, everything costs a fixed number of queries."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cohorts.models import Attendance
from safeguarding.access import guard
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import AccessRecord, ContactNote
from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import (
    CANARY,
    client_of,
    contact_for,
    enrolled,
    make_case,
    make_worker,
    url,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def every_page(worker):
    """Each page of this side with something on it."""
    enrolment, case = enrolled(worker)
    session = enrolment.place.cohort.sessions.get(number=1)
    session.starts_at = timezone.now() + timezone.timedelta(days=1)
    session.ends_at = session.starts_at + timezone.timedelta(hours=2)
    session.save()
    Attendance.objects.create(
        session=session, enrolment=enrolment, mark="absent", at=timezone.now(), by=UserFactory()
    )
    pull(now=timezone.now())
    contact_for(case, worker)
    alert = case.alerts.filter(kind="absence").get()
    yield from ("/safeguarding/", "/safeguarding/cases/", "/safeguarding/checks/")
    yield f"/safeguarding/checks/{session.pk}/{enrolment.pk}/"
    for page in (
        "",
        "contacts/add/",
        "notes/add/",
        "release/",
        "card/",
        "keep-apart/",
        "give/",
        "looks/",
    ):
        yield url(case, page)
    yield url(case, f"alerts/{alert.pk}/")


# -- No record, no page -----------------------------------------------------------------------
def test_every_look_is_recorded(worker, client, case):
    client.get(url(case))
    record = AccessRecord.objects.get()
    assert (record.worker, record.case, record.what) == (worker, case, "case")
    assert worker.name in client.get(url(case, "looks/")).content.decode()


def test_a_record_that_cannot_be_written_shows_nothing(monkeypatch, worker, client, case):
    assert CANARY in client.get(url(case)).content.decode()
    drawn = []
    real = guard._drawn
    monkeypatch.setattr(guard, "_drawn", lambda answer: drawn.append(answer) or real(answer))

    def fail(*args, **kwargs):
        raise DatabaseError("no room")

    monkeypatch.setattr(AccessRecord, "save", fail)
    for page in every_page(worker):
        response = client.get(page)
        text = response.content.decode()
        assert response.status_code == 503, page
        assert CANARY not in text
        assert case.reference not in text
        assert worker.name not in text
    assert not drawn


def test_a_change_whose_record_fails_does_not_happen(monkeypatch, client, case):
    real = AccessRecord.save

    def fail(self, *args, **kwargs):
        real(self, *args, **kwargs)
        raise DatabaseError("no room")

    monkeypatch.setattr(AccessRecord, "save", fail)
    response = client.post(
        url(case, "notes/add/"),
        {"method": "call", "result": "spoke", "on-day": "1", "on-month": "11", "on-year": "2026"},
    )
    assert response.status_code == 503
    monkeypatch.undo()
    assert not ContactNote.objects.exists()
    assert not AccessRecord.objects.exists()


def test_the_page_is_drawn_inside_the_transaction_of_its_record(monkeypatch, client, case):
    inside = []
    real = guard._drawn

    def look(response):
        inside.append(connections["safeguarding"].savepoint_ids != [])
        return real(response)

    monkeypatch.setattr(guard, "_drawn", look)
    client.get(url(case))
    assert inside == [True]


# -- Query budgets ------------------------------------------------------------------------------


# -- The worklist ---------------------------------------------------------------------------------


def user_is_out_of_bounds(get_response):
    """A middleware, the innermost: from here on nobody may look at the portal's account."""

    def fail():
        raise ImproperlyConfigured("request.user was read")

    def middleware(request):
        request.user = SimpleLazyObject(fail)
        response = get_response(request)
        del request.user
        return response

    return middleware


def test_no_page_looks_at_the_portals_account(settings, worker):
    pages = list(every_page(worker))
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if not name.endswith("LoginRequiredMiddleware")
    ] + [f"{__name__}.user_is_out_of_bounds"]
    client = client_of(worker)
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert response.headers["Cache-Control"] == "no-store, private"


def test_a_case_of_somebody_else_is_not_there():
    mine, theirs = make_worker(), make_worker()
    case = make_case(owner=theirs)
    path = f"/safeguarding/cases/{case.pk}/"
    # Without the rule the page would show her name.
    assert CANARY.encode() in client_of(theirs).get(path).content
    assert CANARY.encode() in client_of(make_worker(is_manager=True)).get(path).content
    client = client_of(mine)
    refused = client.get(path)
    unknown = client.get("/safeguarding/cases/00000000-0000-4000-8000-000000000000/")
    assert (refused.status_code, refused.content) == (404, unknown.content)
    records = AccessRecord.objects.filter(worker=mine).order_by("pk")
    assert [(record.what, record.case_id) for record in records] == [
        ("refused", case.pk),
        ("refused", None),
    ]
    for page in ("take", "contacts/add", "notes/add", "release", "card", "keep-apart", "give"):
        assert client.get(f"{path}{page}/").status_code == 404
        assert client.post(f"{path}{page}/").status_code == 404
    listed = client.get("/safeguarding/").content + client.get("/safeguarding/cases/").content
    assert case.reference.encode() not in listed
