"""The world, made once for each module that asks for it."""

import contextlib
from collections.abc import Iterator
from importlib import import_module

import pytest
import time_machine


@contextlib.contextmanager
def standing() -> Iterator:
    """Real rows of every class, rolled back after the block."""
    made, rows = map(import_module, ("tests.authorisation.world", "tests.authorisation.rows"))
    with time_machine.travel(made.NOW, tick=False), rows.rolled_back():
        yield made.World()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for all tests of a module."""
    with django_db_blocker.unblock(), standing() as made:
        yield made
