"""The pages: nothing is shown without its record, everything costs a fixed number of queries."""

import html
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cohorts.models import Attendance
from safeguarding.access import guard
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import AccessRecord, Alert, ContactNote
from safeguarding.views import lists
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.safeguarding import (
    CANARY,
    client_of,
    contact_for,
    decide,
    enrolled,
    make_case,
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


def test_the_worklist_writes_one_record_with_its_cases(client, worker):
    cases = {str(make_case().pk) for _ in range(3)}
    client.get("/safeguarding/")
    record = AccessRecord.objects.get()
    assert (record.what, set(record.case_ids)) == ("worklist", cases)


# -- Query budgets ------------------------------------------------------------------------------
def queries_of(client, path):
    counts = {}
    for alias in ("default", "safeguarding"):
        with CaptureQueriesContext(connections[alias]) as queries:
            client.get(path)
        # Savepoints stand for the BEGIN and COMMIT that the test's own transaction swallows.
        counts[alias] = sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE")) for q in queries)
    return counts


def test_the_worklist_costs_the_same_at_3_and_at_300_rows(client, worker):
    for _ in range(3):
        case = make_case(owner=worker)
        decide(case.referral_id)
    client.get("/safeguarding/")
    few = queries_of(client, "/safeguarding/")
    template = Alert.objects.filter(kind="tell_first").first()
    Alert.objects.bulk_create(
        Alert(
            kind=kind,
            urgency=urgency,
            source=f"test:{kind}:{number}",
            case=template.case,
            detail=detail,
            raised_at=template.raised_at,
        )
        for number in range(100)
        for kind, urgency, detail in [
            ("tell_first", 10, template.detail),
            ("ending", 40, {"status": "removed", "code": ""}),
            ("new_case", 50, {}),
        ]
    )
    many = queries_of(client, "/safeguarding/")
    assert few == many
    assert many == {"default": 10, "safeguarding": 20}


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


# -- The worklist ---------------------------------------------------------------------------------
def test_the_most_urgent_comes_first(client, worker):
    case = make_case()
    decide(case.referral_id)
    text = client.get("/safeguarding/").content.decode()
    tags = re.findall(r"govuk-tag[^>]*>([^<]+)</strong>", text)
    assert tags == ["Tell first", "New case"]


def test_paging(client, settings):
    settings.WORKLIST_PAGE_SIZE = 2
    references = {make_case().reference for _ in range(5)}
    for path in ("/safeguarding/", "/safeguarding/cases/"):
        there, last = turn_pages(client, path, "next")
        assert sorted(there) == sorted(references)
        back, _ = turn_pages(client, last, "prev")
        assert sorted(back[1:]) == sorted(references - {there[-1]})


def turn_pages(client, path: str, rel: str) -> tuple[list[str], str]:
    """Follow one arrow to its end; return the references seen and the last address."""
    seen, address = [], path
    while True:
        text = client.get(address).content.decode()
        seen += re.findall(r">(KM-[^<]+)</a>", text)
        arrow = re.search(rf'href="([^"]+)" rel="{rel}"', text)
        if not arrow:
            return seen, address
        address = path.partition("?")[0] + html.unescape(arrow[1])


@pytest.mark.parametrize(
    "query",
    [
        "?after=x",
        "?after=²~2026-01-01T00:00:00Z~1",
        "?after=9999999999999999999999~2026-01-01T00:00:00Z~1",
        "?after=1~2026-01-01T00:00:00Z~9999999999999999999999",
        "?before=1~0001-01-01T00:00:00%2B14:00~1",
    ],
)
def test_a_strange_page_number_is_the_first_page(client, query):
    assert client.get(f"/safeguarding/{query}").status_code == 200


def test_a_failing_read_of_the_portal_shows_nothing(monkeypatch, client):
    def fail(**kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(lists, "pull", fail)
    assert client.get("/safeguarding/").status_code == 503


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
