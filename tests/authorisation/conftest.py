"""One world for this folder, and one person and one look at every page for each kind of person."""

import copy
from importlib import import_module

import pytest
from django.test import Client

from tests.authorisation.fixtures import standing


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    """Real rows of every class, rolled back after the last test of the folder."""
    with django_db_blocker.unblock(), standing() as made:
        yield made


class Seen:
    """Opens all pages of a kind of person once, and keeps them and the tables that this changed."""

    def __init__(self, world, same_person) -> None:
        self._world, self._same_person, self._kept = world, same_person, {}

    def __call__(self, kind: str) -> list:
        """Return the pages."""
        return self._looked(kind)[0]

    def written(self, kind: str) -> list[str]:
        """Return the tables that opening the pages has changed."""
        return self._looked(kind)[1]

    def _looked(self, kind: str) -> tuple:
        crawling, rows = map(
            import_module, ("tests.authorisation.crawl", "tests.authorisation.rows")
        )
        if kind not in self._kept:
            client = self._same_person(kind)
            if kind in {crawling.WORKER, crawling.WORKER_MANAGER}:
                client.get("/safeguarding/")  # reads what is new in the portal, once
            before = rows.everything_kept()
            pages = crawling.crawl(self._world, kind, client)
            self._kept[kind] = pages, rows.changed(before)
        return self._kept[kind]


@pytest.fixture(scope="package")
def same_person(world):
    """A function: a new browser of always the same person of a kind, signed in, with an open form."""
    crawling = import_module("tests.authorisation.crawl")
    cookies = {kind: crawling.browser_with_form(world, kind).cookies for kind in crawling.KINDS}

    def browser(kind):
        client = Client()
        client.cookies = copy.deepcopy(cookies[kind])
        return client

    return browser


@pytest.fixture(scope="package")
def seen(world, same_person):
    """A function: the pages that a kind of person opens, asked for once."""
    return Seen(world, same_person)
