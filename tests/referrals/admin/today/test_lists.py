"""Each list of the first page shows the rows that need the user, and a hidden one never."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referral_portal.common.dates import end_of_day
from referral_portal.common.statements import KeptStatement
from referrals import workflow
from referrals.admin.today.lists import LISTS
from referrals.danger_signs import Level
from referrals.enums import EndingCode, Status
from referrals.models import Referral
from tests.factories.desk import NOW, make_person, make_referral, risk_held, staff

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
TODAY = NOW.date()
BUDGET = 37


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coordinator(client):
    user = staff(coordinator=True)
    client.force_login(user)
    return user


def lists(client) -> dict[str, list]:
    """The rows of the lists on the first page by the words of the list."""
    found = {item.text: item for item in client.get("/admin/").context["work"]}
    return {one.text: list(found[one.text].rows) for one in LISTS}


# For each list a referral that stands on it and on no list of another date.
IN = {
    "Danger: same day": {"danger_level": Level.SAME_DAY, "version": 2},
    "Overdue": {"due_at": NOW - HOUR, "version": 2},
    "First contact overdue": {"contact_due_at": NOW - HOUR, "version": 2},
    "New": {},
    "Reviews due": {"status": Status.ON_HOLD, "review_on": TODAY},
    "Place overdue": {"place_due_at": NOW - HOUR, "status": Status.AWAITING_ALLOCATION},
    "Waiting: speak to them": {
        "holding_due_at": end_of_day(TODAY),
        "status": Status.AWAITING_ALLOCATION,
    },
}
OUT = {
    "Overdue": {"due_at": NOW, "version": 2},
    "First contact overdue": {"contact_due_at": NOW, "version": 2},
    "New": {"version": 2},
    "Reviews due": {"status": Status.ON_HOLD, "review_on": TODAY + DAY},
    "Place overdue": {"place_due_at": NOW, "status": Status.AWAITING_ALLOCATION},
    "Waiting: speak to them": {
        "holding_due_at": end_of_day(TODAY + DAY),
        "status": Status.AWAITING_ALLOCATION,
    },
}


@pytest.mark.parametrize("text", IN)
def test_a_list_shows_what_needs_the_user_and_nothing_a_moment_too_early(client, coordinator, text):
    wanted = make_referral(name="Wanted Example", **IN[text])
    make_referral(name="Other Example", **OUT.get(text, {"version": 2}))
    hidden = make_referral(name="Hidden Example", is_restricted=True, **IN[text])
    hidden.named_users.create(user=staff(manager=True), at=NOW)

    found = lists(client)

    assert {words for words, rows in found.items() if rows} == {text}
    (row,) = found[text]
    assert (row.text, row.name) == (wanted.reference, "Wanted Example")
    assert str(wanted.pk) in row.url
    (item,) = [one for one in client.get("/admin/").context["work"] if one.text == text]
    whole = client.get(item.url).text
    assert wanted.reference in whole
    assert "Hidden Example" not in whole
    if "overdue" in item.url:
        assert "Other Example" not in whole


def test_an_answer_stands_on_the_list_until_the_next_step(client, coordinator):
    answered, asked = make_referral(), make_referral()
    for referral in (answered, asked):
        step = {"referral_id": referral.pk, "by": coordinator}
        workflow.request_information(**step, question="Which order?", now=NOW - DAY)
    step = {"referral_id": answered.pk, "by": coordinator}
    workflow.receive_information(**step, answer="None.", now=NOW)

    (row,) = lists(client)["Answered: decide"]
    assert (row.text, row.detail) == (answered.reference, "Answered 1 Dec 2026")

    decision = {"code": EndingCode.NOT_READY, "words": "Not yet.", **risk_held(NOW)}
    workflow.decline(**step, **decision, now=NOW)
    assert lists(client)["Answered: decide"] == []


def test_a_row_says_when_it_is_due_and_what_is_urgent(client, coordinator):
    make_referral(due_at=end_of_day(TODAY - DAY), version=2, danger_level=Level.SOON)
    make_referral(
        danger_level=Level.SAME_DAY, due_at=NOW + 2 * HOUR, version=2, needs_prompt_call=True
    )

    found = lists(client)

    (late,), (today,) = found["Overdue"], found["Danger: same day"]
    assert (late.detail, late.is_late) == ("Due 30 Nov 2026", True)
    assert late.tags == (("Danger: soon", "orange"),)
    assert (today.detail, today.is_late) == ("Due 1 Dec 2026, 12:00", False)
    assert today.tags == (("Call soon", "red"),)


def test_the_date_of_an_earlier_form_of_the_person_counts(client, coordinator):
    person = make_person()
    make_referral(
        person=person, due_at=NOW - DAY, status=Status.DECLINED, ended_at=NOW,
        ending_code=EndingCode.DUPLICATE,
    )  # fmt: skip
    kept_open = make_referral(person=person, version=2)

    (row,) = lists(client)["Overdue"]

    assert (row.text, row.is_late) == (kept_open.reference, True)


def test_forms_that_are_set_aside_are_on_no_list(client, coordinator):
    make_referral(set_aside_at=NOW, due_at=NOW - DAY, contact_due_at=NOW - DAY)

    assert not any(lists(client).values())


def test_every_statement_stops_or_asks_for_ids_that_it_was_given(client, monkeypatch):
    """A list of work has an end; accounts, and the rules that keep persons apart, need none."""
    texts, run = [], KeptStatement.execute
    monkeypatch.setattr(
        KeptStatement, "execute", lambda one, *how: texts.append(one.sql) or run(one, *how)
    )
    client.force_login(staff(manager=True))
    client.get("/admin/")

    assert len(texts) > 30
    bound = re.compile(r"LIMIT \d+$|= ANY \(|json_each")
    rules = [one for one in texts if '"referrals_keepapart"' in one or "T4" in one]
    without_end = {one for one in texts if not bound.search(one)}.difference(rules)
    read = {re.search('FROM "(.*?)"', one)[1] for one in without_end}
    assert read <= {"auth_permission", "accounts_user", "outbox_heartbeat"}


@pytest.mark.parametrize("number", [1, 30])
def test_the_first_page_costs_the_same_however_much_there_is(client, coordinator, number):
    for fields in IN.values():
        for _ in range(number):
            make_referral(**fields)
    client.get("/admin/")  # the first page of a session writes when it was used

    with CaptureQueriesContext(connection) as caught:
        page = client.get("/admin/")

    queries = [query["sql"] for query in caught if "SAVEPOINT" not in query["sql"]]
    assert len(queries) <= BUDGET, "\n".join(queries)
    shown = {item.text: (item.count, len(item.rows)) for item in page.context["work"]}
    expected = ("25+", 5) if number == 30 else ("1", 1)
    assert shown["New"] == shown["Overdue"] == expected
    assert Referral.objects.count() == number * len(IN)
