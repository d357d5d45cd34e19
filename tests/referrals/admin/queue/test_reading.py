"""A list read with a kept statement: the rows and the length that its rules give, for each user."""

import datetime as dt
import itertools
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from referral_portal.common.paging import page_of
from referrals.admin.queue.reading import QueueList, _statement
from referrals.admin.queue.rows import COLUMNS
from referrals.admin.queue.selecting import parts_of, places_of
from referrals.admin.queue.which import WhichList, sorts_of
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.programmes import DistrictFactory

pytestmark = pytest.mark.django_db
SIZE = 3
LISTS = (
    WhichList(), WhichList(status="all"), WhichList(status="active", who="me"),
    WhichList(who="nobody"), WhichList(danger="1"), WhichList(overdue="1"),
    WhichList(overdue="contact"), WhichList(overdue="place"), WhichList(status="paused"),
    WhichList(status="on_hold", overdue="1"), WhichList(route="agency"),
    WhichList(pathway="stalking"), WhichList(status="all", named="1"), WhichList(counts="1"),
    WhichList(district="dover"), WhichList(status="all", district="dover", danger="4"),
    WhichList(district="no-such-place"), WhichList(status="scheduled"), WhichList(status="declined"),
    WhichList(danger="4", route="self"),
)  # fmt: skip


@pytest.fixture
def users():
    """Return two users of the same roles: what one may see by name, the other may not."""
    return staff(coordinator=True), staff(coordinator=True)


@pytest.fixture
def rows(users):
    first, second = users
    districts = itertools.cycle([DistrictFactory(code="dover"), DistrictFactory(code="other")])
    made = [
        make_referral(
            person=make_person(), district=next(districts), status=status, danger_level=level, agency=route == "agency",
            pathway=pathway,
            assigned_to=assigned_to, assigned_at=assigned_to and NOW, submitted_at=NOW - dt.timedelta(days=days),
            due_on=NOW.date() + dt.timedelta(days=level - 3), review_on=review_on,
        )
        for status, level, route, pathway, assigned_to, days, review_on in [
            ("awaiting_triage", 1, "agency", "stalking", first, 9, None),
            ("awaiting_triage", 4, "self", "domestic_abuse", None, 8, None),
            ("awaiting_triage", 4, "agency", "domestic_abuse", second, 8, None),
            ("information_requested", 2, "self", "stalking", None, 7, None),
            ("on_hold", 4, "self", "domestic_abuse", first, 6, NOW.date() - dt.timedelta(days=1)),
            ("on_hold", 4, "agency", "stalking", None, 5, NOW.date() + dt.timedelta(days=9)),
            ("awaiting_allocation", 4, "self", "domestic_abuse", second, 4, None),
            ("scheduled", 4, "agency", "domestic_abuse", None, 3, None),
            ("awaiting_triage", 1, "self", "domestic_abuse", None, 2, None),
            ("awaiting_triage", 1, "self", "domestic_abuse", first, 1, None),
        ]
    ]  # fmt: skip
    for one, user in ((made[-2], second), (made[-1], first)):
        one.is_restricted = True
        one.save(update_fields=["is_restricted"])
        one.named_users.create(user=user, at=NOW)
    return made


def pages(source, which, **places):
    """Return every page of a list, forwards."""
    found, params = [], {}
    while True:
        page = page_of(
            source(), order=which.order, params=params, size=SIZE, kept=which.kept(), **places
        )
        found.append(page)
        if not page.next_url:
            return found
        params = {"after": parse_qs(page.next_url[1:])["after"][0]}


@pytest.mark.parametrize("which", LISTS, ids=lambda which: which.query() or "queue")
def test_every_page_in_every_order_is_that_of_the_rules(users, rows, which):
    for user in (*users, *users):
        for sort in sorts_of(which):
            ordered = replace(which, sort=sort)

            def plain(ordered=ordered, user=user):
                ordering = [name.removeprefix("-") for name in ordered.order]
                names = dict.fromkeys([*COLUMNS, *ordering])
                return [part.values(*names) for part in parts_of(ordered, user, NOW)]

            def kept(ordered=ordered, user=user):
                return QueueList(ordered, user, NOW)

            assert pages(kept, ordered) == pages(plain, ordered, places=places_of(ordered, user))


def test_the_length_is_what_the_user_may_see_and_stops_at_its_limit(users, rows, monkeypatch):
    first, second = users
    which = WhichList(danger="1")

    def length(user):
        found = QueueList(which, user, NOW)
        page_of(found, order=which.order, params={}, size=SIZE)
        return found.counted

    assert [length(first), length(second), length(staff(coordinator=True))] == ["2", "2", "1"]
    for _ in range(101):
        make_referral(person=rows[0].participant, danger_level=1)
    assert length(first) == "100+"


def test_a_statement_is_built_once_for_users_of_the_same_roles_and_every_value(users, rows):
    lists = [
        WhichList(), WhichList(district="dover"), WhichList(district="other"),
        WhichList("scheduled"), WhichList("completed", sort="received"), WhichList("on_hold"),
        WhichList("on_hold", sort="review"),
    ]  # fmt: skip
    _statement.cache_clear()
    for user in users:
        for which in lists:
            page_of(QueueList(which, user, NOW), order=which.order, params={}, size=SIZE)
    assert _statement.cache_info().misses == 4
