"""The record of who has looked: in order, whole, and whatever is done to it shows."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction

from referral_portal.common.chain import START
from safeguarding.access.chains import all_chains, case_chain
from safeguarding.models import AccessRecord, VictimCase
from tests.factories.safeguarding import make_case, make_worker, url
from tests.safeguarding.helpers import look, tamper

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
TABLE = "safeguarding_accessrecord"


def stored(key):
    """A UUID as this database keeps it."""
    return str(key) if connections["safeguarding"].vendor == "postgresql" else key.hex


def row(case, number):
    return AccessRecord.objects.get(case=case, number=number)


@pytest.fixture
def looked(worker, case):
    """Five looks at a case, and as many at another that must stay whole."""
    look(worker, case, 5)
    other = make_case(owner=worker)
    look(worker, other, 5)
    assert case_chain(case).is_whole
    yield case
    assert case_chain(other).is_whole


def broken_at(case):
    """Where the chain does not fit; the page and the command must say so too."""
    with pytest.raises(CommandError, match=f"case:{case.pk}"):
        call_command("verify_access")
    return case_chain(case).broken_at


def test_looks_are_numbered_and_name_the_one_before(looked):
    rows = list(looked.access_records.order_by("number"))
    assert [record.number for record in rows] == [1, 2, 3, 4, 5]
    assert [record.previous for record in rows] == [START, *(one.digest for one in rows[:-1])]
    assert len({record.digest for record in rows}) == 5


@pytest.mark.parametrize(
    ("column", "value"),
    [("worker_id", None), ("at", "2026-01-01 10:00:00+00:00"), ("what", "form"),
     ("page", "give"), ("case_ids", '["x"]'), ("digest", "f" * 64), ("previous", "f" * 64)],
)  # fmt: skip
def test_a_changed_record_shows(looked, column, value):
    value = make_worker().pk if value is None else value
    tamper(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", value, row(looked, 3).pk)
    assert broken_at(looked) == 3


def test_a_changed_record_with_its_digest_put_right_shows_at_the_next(looked):
    record = row(looked, 3)
    record.worker = make_worker()
    tamper(
        f"UPDATE {TABLE} SET worker_id = %s, digest = %s WHERE id = %s",
        record.worker.pk,
        record.expected_digest(),
        record.pk,
    )
    assert broken_at(looked) == 4


@pytest.mark.parametrize("number", [1, 3])
def test_a_record_taken_out_shows(looked, number):
    tamper(f"DELETE FROM {TABLE} WHERE id = %s", row(looked, number).pk)
    assert broken_at(looked) == number


def test_a_record_put_in_shows(looked):
    tamper(
        f"UPDATE {TABLE} SET number = number + 10 WHERE case_id = %s AND number > 2",
        stored(looked.pk),
    )
    made_up = row(looked, 2)
    made_up.pk, made_up.number, made_up.previous = None, 3, row(looked, 2).digest
    made_up._state.adding = True
    made_up.digest = made_up.expected_digest()
    made_up.save()
    for number in (13, 14, 15):
        tamper(f"UPDATE {TABLE} SET number = %s WHERE id = %s", number - 9, row(looked, number).pk)
    assert broken_at(looked) == 4


def test_swapped_records_show(looked):
    first, second = row(looked, 2).pk, row(looked, 3).pk
    for number, pk in ((99, first), (2, second), (3, first)):
        tamper(f"UPDATE {TABLE} SET number = %s WHERE id = %s", number, pk)
    assert broken_at(looked) == 2


def test_a_record_moved_to_another_case_shows(looked, worker):
    other = make_case(owner=worker)
    last = look(worker, other)
    tamper(f"DELETE FROM {TABLE} WHERE id = %s", row(looked, 5).pk)
    tamper(f"UPDATE {TABLE} SET case_id = %s, number = 5 WHERE id = %s", stored(looked.pk), last.pk)
    assert broken_at(looked) == 5


def test_the_page_says_in_one_click_who_has_looked_and_whether_that_is_whole(client, looked):
    case_page = client.get(url(looked)).content.decode()
    assert f'href="{url(looked, "looks/")}"' in case_page
    text = client.get(url(looked, "looks/")).content.decode()
    assert "All 7 records are present" in text
    tamper(f"UPDATE {TABLE} SET page = 'give' WHERE id = %s", row(looked, 3).pk)
    text = client.get(url(looked, "looks/")).content.decode()
    assert "no longer match from number 3." in text
    assert "All 8" not in text


def test_lists_and_unknown_cases_are_a_chain_of_the_worker(client, worker):
    client.get("/safeguarding/")
    client.get("/safeguarding/cases/")
    client.get("/safeguarding/cases/00000000-0000-4000-8000-000000000000/")
    look(make_worker(), None)
    states = {state.name: state for state in all_chains()}
    assert states[f"worker:{worker.pk}"].length == 3
    assert all(state.is_whole for state in states.values())


def test_the_database_refuses_a_number_twice(worker, case):
    record = look(worker, case)
    record.pk, record._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic(using="safeguarding"):
        record.save()


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_many_at_once_make_one_chain():
    case, workers = make_case(), [make_worker() for _ in range(8)]
    done = []

    def read(worker):
        try:
            done.append(look(worker, case, 5))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=read, args=[worker]) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 8
    state = case_chain(VictimCase.objects.get())
    assert (state.length, state.is_whole) == (40, True)
