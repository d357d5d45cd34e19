"""The worklist and the list of cases: their order, their pages, and what they cost."""

import html
import re

import pytest
from django.db import DatabaseError

from safeguarding.models import AccessRecord, Alert
from safeguarding.views import lists
from tests.factories.safeguarding import (
    decide,
    make_case,
)
from tests.safeguarding.helpers import queries_of

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_the_worklist_writes_one_record_with_its_cases(client, worker):
    cases = {str(make_case().pk) for _ in range(3)}
    client.get("/safeguarding/")
    record = AccessRecord.objects.get()
    assert (record.what, set(record.case_ids)) == ("worklist", cases)


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
