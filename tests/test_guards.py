"""The guards of the test run themselves: each must bite."""

import socket

import pytest
from django.db import connections, transaction
from django.template import Context, Template

from tests.guards import ForbiddenInTestsError, check_host, one_database_at_a_time


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", b"2001:db8::1"])
def test_other_machines_are_refused(host):
    with pytest.raises(ForbiddenInTestsError):
        check_host(host)
    with pytest.raises(ForbiddenInTestsError):
        socket.getaddrinfo(host, 80)


def test_this_machine_is_reachable():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_unknown_variable_in_our_template_fails(monkeypatch):
    template = Template("{{ reference }}")
    assert template.render(Context({"reference": "KM-7F3K-9Q2D"})) == "KM-7F3K-9Q2D"
    monkeypatch.setattr("tests.guards.OURS", ("<unknown source>",))
    with pytest.raises(ForbiddenInTestsError, match="reference"):
        template.render(Context({}))


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_a_transaction_may_not_span_both_databases():
    assert one_database_at_a_time.active
    statement = "DELETE FROM django_migrations WHERE id < 0"
    with connections["default"].cursor() as cursor:
        cursor.execute(statement)
        with transaction.atomic(using="default"):
            cursor.execute(statement)
        with transaction.atomic(using="safeguarding"):
            cursor.execute("SELECT 1")
            with pytest.raises(ForbiddenInTestsError, match="inside a transaction"):
                cursor.execute(statement)


def test_axe_finds_faults_and_the_page_stays_here(page, axe):
    page.set_content("<html lang=en><title>t</title><main><h1>h</h1><p>Text</p></main></html>")
    axe(page)
    page.set_content("<html lang=en><title>t</title><main><h1>h</h1><img src=data:,></main></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_axe_works_without_javascript(phone, axe):
    phone.set_content(
        "<html lang=en><title>t</title><main><h1>h</h1><img src=data:,></main></html>"
    )
    with pytest.raises(AssertionError, match="image-alt"):
        axe(phone)
