"""The pages about access to a colleague's case."""

import pytest
from django.utils import timezone

from safeguarding.access.break_glass import (
    exclude,
)
from safeguarding.models import (
    AccessRecord,
    CaseOpening,
)
from tests.factories.safeguarding import CANARY, client_of, make_worker, url

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
ADDRESS = "/safeguarding/openings/"
WHY = "She rang; her worker is away today"


@pytest.fixture
def asker(worker):
    return make_worker()


@pytest.fixture
def second(worker):
    return make_worker()


def exclude_from(case, worker, by=None):
    return exclude(
        case_id=case.pk, worker=worker, reason="Knows the family",
        by=by or make_worker(is_manager=True), now=timezone.now(),
    )  # fmt: skip


def test_asking_says_nothing_about_whether_there_is_a_case(case, asker):
    exclude_from(case, excluded := make_worker())
    pages = set()
    for client, reference in (
        (client_of(asker), case.reference),
        (client_of(make_worker()), "KM-2222-2222"),
        (client_of(excluded), case.reference),
    ):
        response = client.post(ADDRESS, {"reference": reference, "reason": WHY})
        pages.add((response.status_code, response.headers["Location"]))
    assert pages == {(302, f"{ADDRESS}?done=asked")}
    assert CaseOpening.objects.get().worker == asker
    refused = AccessRecord.objects.filter(what="refused", case=case)
    assert {record.worker_id for record in refused} == {asker.pk, excluded.pk}


def test_the_pages_from_request_to_case(case, asker, second):
    browser, other = client_of(asker), client_of(second)
    browser.post(ADDRESS, {"reference": case.reference.lower(), "reason": WHY})
    assert "requests access to a case" not in browser.get("/safeguarding/").content.decode()
    assert "requests access to a case" in other.get("/safeguarding/").content.decode()
    assert WHY in other.get(ADDRESS).content.decode()
    own = browser.get(ADDRESS).content.decode()
    assert WHY not in own
    address = f"{ADDRESS}{CaseOpening.objects.get().pk}/"
    browser.post(address, {"agree": "1"})
    assert CaseOpening.objects.get().decided_by is None
    assert other.post(address, {"agree": "1"}).headers["Location"] == f"{ADDRESS}?done=decided"
    assert url(case) in browser.get(ADDRESS).content.decode()
    assert CANARY in browser.get(url(case)).content.decode()
