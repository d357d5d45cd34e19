"""The page that finds cases by a person on them."""

import pytest
from django.utils import timezone

from safeguarding.casework.search import index_waiting
from safeguarding.models import AccessRecord
from tests.factories.safeguarding import make_case

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
ADDRESS = "/safeguarding/search/"
HARMED = {
    "person": {
        "page": "The person harmed",
        "answers": [
            {"name": "harmed_name", "label": "Full name", "value": "Zoë O’Canary-Smith"},
            {"name": "harmed_born_on", "label": "Date of birth", "value": "5 April 1988"},
            {"name": "harmed_phone", "label": "Phone", "value": "07700900777"},
            {"name": "harmed_email", "label": "Email", "value": "Zoe@example.org"},
            {"name": "harmed_not_safe", "label": "What is not safe?", "value": "Everything"},
        ],
    }
}


@pytest.fixture
def named(worker):
    case = make_case(owner=worker, parts=HARMED)
    make_case(owner=worker)
    index_waiting(now=timezone.now())
    return case


def test_the_page_finds_and_leaves_no_trace_of_what_was_typed(client, worker, named):
    assert client.get(ADDRESS).status_code == 200
    text = client.post(ADDRESS, {"typed": "zoe o’canary smith"}).content.decode()
    assert named.reference in text
    assert "Found by name." in text
    assert "None of your cases" in client.post(ADDRESS, {"typed": "Nobody"}).content.decode()
    # Not by an address: those end in logs and histories.
    assert named.reference not in client.get(f"{ADDRESS}?typed=07700900777").content.decode()
    records = AccessRecord.objects.filter(worker=worker).order_by("number")
    assert [(record.what, record.case_ids) for record in records] == [
        ("search", []), ("search", [str(named.pk)]), ("search", []), ("search", []),
    ]  # fmt: skip
