"""The filters of the audit as an address, and that each of them has an index."""

import datetime as dt

import pytest
from django.db import connection

from referral_portal.accounts.admin.audit.forms import FilterForm
from referral_portal.accounts.admin.audit.which import NEWEST_FIRST, WhichEvents

FILTERS = {
    "action": "referral.accept",
    "who": "account",
    "account": "3",
    "kind": "cohorts.cohort",
    "row": "7",
    "since": "1/12/2026",
    "until": "2/12/2026",
}


def read(given):
    form = FilterForm(given)
    assert form.is_valid(), form.errors
    return WhichEvents.read(given, form.cleaned_data)


def test_a_list_is_read_from_its_own_address_again():
    which = read(FILTERS)
    assert which.kept() == FILTERS
    assert which.since == dt.date(2026, 12, 1)
    assert read(which.kept()) == which
    assert read({}).query() == ""


@pytest.mark.parametrize(
    "given",
    [
        {"action": "canary"},
        {"who": "canary"},
        {"kind": "cohorts.cohort", "row": "'; --"},
        {"kind": "Canary", "row": "7"},
        {"row": "7"},
    ],
)
def test_a_value_that_no_page_offers_is_not_kept(given):
    assert read(given) == WhichEvents()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "index"),
    [
        ({}, "audit_at"),
        ({"action": "referral.accept"}, "audit_action"),
        ({"account": "3"}, "audit_actor"),
        ({"who": "public"}, "audit_actor_kind"),
        ({"kind": "cohorts.cohort", "row": "7"}, "audit_row"),
        ({"since": "1/12/2026"}, "audit_at"),
    ],
)
def test_every_filter_reads_an_index_in_the_order_of_the_list(given, index):
    rows = read(given).events().order_by(*NEWEST_FIRST)[:26]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    plan = rows.explain()
    assert index in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
