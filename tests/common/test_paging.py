"""Paging by place in the list, shown on the referrals of the desk."""

import datetime as dt
import uuid

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from referral_portal.common.paging import AFTER, BEFORE, page_of
from referrals.enums import Status
from referrals.models import Referral
from tests.factories.desk import make_person, make_referral
from tests.factories.programmes import DistrictFactory

MOMENT = dt.datetime(2026, 3, 2, 9, 30, 0, 123457, tzinfo=dt.UTC)
ORDER = ("submitted_at", "id")


def turned(rows, *, order=ORDER, size=2, url="", kept=None, places=None):
    """Return the page that the address `url` asks for."""
    params = QueryDict(url.lstrip("?"))
    return page_of(rows, order=order, params=params, size=size, kept=kept, places=places)


class AnyListTests(TestCase):
    """Whatever the rows, sizes and directions: everyone is shown once, both ways."""

    @classmethod
    def setUpTestData(cls):
        cls.person, cls.district = make_person(), DistrictFactory()

    @settings(max_examples=20, deadline=None)
    @given(
        minutes=st.lists(st.integers(0, 3), min_size=1, max_size=9),
        size=st.integers(1, 4),
        falls=st.tuples(st.booleans(), st.booleans()),
        in_two=st.booleans(),
        as_values=st.booleans(),
    )
    def test_everyone_is_shown_once_there_and_back(self, minutes, size, falls, in_two, as_values):
        for number, minute in enumerate(minutes):
            status = (Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED)[number % 2]
            moment = MOMENT + dt.timedelta(minutes=minute)
            make_referral(
                person=self.person, district=self.district, status=status, submitted_at=moment
            )
        order = tuple(("-" if fall else "") + name for name, fall in zip(ORDER, falls, strict=True))
        rows = Referral.objects.values(*ORDER) if as_values else Referral.objects.all()
        parts = [
            rows.filter(status=status) for status in ("awaiting_triage", "information_requested")
        ]
        source = parts if in_two else rows

        def ids(page):
            return [row["id"] if as_values else row.id for row in page.rows]

        wanted = list(Referral.objects.order_by(*order).values_list("id", flat=True))
        pages = [turned(source, order=order, size=size)]
        while pages[-1].next_url:
            pages.append(turned(source, order=order, size=size, url=pages[-1].next_url))
        assert [one for page in pages for one in ids(page)] == wanted
        back = [pages[-1]]
        while back[0].previous_url:
            back.insert(0, turned(source, order=order, size=size, url=back[0].previous_url))
        assert [ids(page) for page in back] == [ids(page) for page in pages]


@pytest.mark.django_db
def test_the_address_carries_the_filters_and_nothing_else():
    for _ in range(2):
        make_referral(submitted_at=MOMENT)

    page = turned(Referral.objects.all(), size=1, url="?q=Canary&after=", kept={"route": "self"})

    given_back = QueryDict(page.next_url.lstrip("?"))
    assert set(given_back) == {"route", AFTER}
    assert given_back["route"] == "self"
    assert given_back[AFTER] == f"{MOMENT.isoformat()}~{page.rows[0].id}"


@pytest.mark.django_db
@pytest.mark.parametrize("direction", [AFTER, BEFORE])
@pytest.mark.parametrize(
    "place", ["", "x", "~", "2026-03-02~x", "0001-01-01T00:00:00+14:00~" + "0" * 32, "9" * 400]
)
def test_a_place_that_cannot_be_read_is_the_first_page(direction, place):
    referral = make_referral(submitted_at=MOMENT)

    page = page_of(Referral.objects.all(), order=ORDER, params={direction: place}, size=2)

    assert page.rows == [referral]


@pytest.mark.django_db
def test_a_place_too_great_for_its_column_is_the_first_page():
    """Otherwise the database would refuse the number and the page would fail."""
    referral = make_referral()

    page = page_of(Referral.objects.all(), order=("version", "id"),
                   params={AFTER: f"{10**30}~{referral.id}"}, size=2)  # fmt: skip

    assert page.rows == [referral]


@pytest.mark.django_db
def test_an_order_by_one_column_turns_back_as_well():
    for _ in range(3):
        make_referral()
    rows = Referral.objects.all()
    first = turned(rows, order=("reference",))
    last = turned(rows, order=("reference",), url=first.next_url)

    assert turned(rows, order=("reference",), url=last.previous_url).rows == first.rows


@pytest.mark.django_db
def test_an_order_by_name_carries_only_ids_and_shows_everyone_once():
    names = ["Ann", "Bob", "Bob", "Canary", "Dan"]
    for name in reversed(names):
        make_referral(name=name)
    rows, order = Referral.objects.all(), ("sort_name", "id")

    def pages(url=""):
        page = turned(rows, order=order, url=url, places=rows)
        return [page, *(pages(page.next_url) if page.next_url else [])]

    found = pages()

    assert [row.sort_name for page in found for row in page.rows] == [one.lower() for one in names]
    for page in found:
        for address in filter(None, (page.next_url, page.previous_url)):
            (value,) = QueryDict(address.lstrip("?")).values()
            assert str(uuid.UUID(value)) == value
    back = turned(rows, order=order, url=found[-1].previous_url, places=rows)
    assert back.rows == found[-2].rows


@pytest.mark.django_db
def test_the_place_of_a_row_that_may_not_be_looked_up_is_the_first_page():
    """Otherwise the order would tell between which two names a hidden one stands."""
    first, hidden = make_referral(name="Ann"), make_referral(name="Bob", is_restricted=True)
    make_referral(name="Dan")
    seen = Referral.objects.filter(is_restricted=False)

    page = turned(seen, order=("sort_name", "id"), size=1, url=f"?after={hidden.pk}", places=seen)

    assert page.rows == [first]
