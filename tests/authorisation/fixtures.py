"""The world, made once for each module that asks for it, and what each kind of person sees of it."""

from importlib import import_module

import pytest
import time_machine


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Real rows of every class, rolled back after the last test of the module."""
    made = import_module("tests.authorisation.world")
    with (
        django_db_blocker.unblock(),
        time_machine.travel(made.NOW, tick=False),
        made.rolled_back(),
    ):
        yield made.World()


@pytest.fixture(scope="module")
def seen():
    """A function: the pages that a kind of person opens, asked for once."""
    crawling, kept = import_module("tests.authorisation.crawl"), {}

    def pages(world, kind):
        if kind not in kept:
            kept[kind] = crawling.crawl(world, kind)
        return kept[kind]

    return pages
