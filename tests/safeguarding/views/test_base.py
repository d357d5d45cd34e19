"""The link workers' menu: every page marks one entry."""

import pytest

from safeguarding.urls import urlpatterns
from safeguarding.views.base import menu


@pytest.mark.parametrize("name", [pattern.name for pattern in urlpatterns])
def test_every_page_marks_one_entry(name):
    assert sum(item["is_current"] for item in menu(name)) == 1


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("worklist", "Worklist"),
        ("cases", "Cases"),
        ("case", "Cases"),
        ("add_contact", "Cases"),
        ("search", "Cases"),
        ("openings", "Cases"),
        ("checks", "Session checks"),
        ("check", "Session checks"),
        ("account", "Your account"),
        ("end_sessions", "Your account"),
    ],
)
def test_a_page_marks_the_entry_it_is_below(name, entry):
    assert [item["text"] for item in menu(name) if item["is_current"]] == [entry]
