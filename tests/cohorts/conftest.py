"""Fixtures of the cohort tests: one cohort, one that would leak, and who asks."""

from importlib import import_module

import pytest


def made(module: str, factory: str, /, **choices):
    """Call a factory; models cannot be imported before the settings, which load after this file."""
    return getattr(import_module(f"tests.factories.{module}"), factory)(**choices)


@pytest.fixture
def cohort(db):
    return made("cohorts", "make_cohort", name="Orchard Tuesdays")


@pytest.fixture
def other(db):
    """What would leak if the scope were gone."""
    cohort = made("cohorts", "make_cohort", name="Harbour Tuesdays")
    made("cohorts", "place_somebody", cohort=cohort, name="Leaking Example")
    return cohort


@pytest.fixture
def facilitator(cohort):
    return cohort.staffing.order_by("pk").first().user


@pytest.fixture
def manager(db):
    return made("accounts", "UserFactory", manager=True)


@pytest.fixture
def coordinator(db):
    return made("accounts", "UserFactory", coordinator=True)


@pytest.fixture
def travel(time_machine):
    """Stand in the first session of the first date."""
    moment = import_module("tests.factories.cohorts").IN_FIRST_SESSION
    time_machine.move_to(moment, tick=False)
    return time_machine


@pytest.fixture
def read(client):
    """A function that signs an account in and returns the text of a page."""

    def read_page(user, url, **query):
        client.force_login(user)
        response = client.get(url, query)
        assert response.status_code == 200
        return response.content.decode()

    return read_page
