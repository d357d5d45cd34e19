"""The hidden fields of every form, and the time until a moment."""

import datetime as dt

import pytest
from django.template import engines
from django.utils import timezone

from referral_portal.accounts.shelf import SHELF
from referral_portal.common.templatetags import typed
from referral_portal.common.templatetags.typed import seconds_left
from referral_portal.common.typed_pages import TypedPages
from referral_portal.common.typed_text import read_hint

PAGE = """{% extends "base_plain.html" %}
{% block title %}Put {{ what }}{% endblock %}
{% block content %}{% csrf_token %}{% endblock %}"""


@pytest.fixture
def request_of(rf):
    def make(who=(7, 1_800_000_000), **extra):
        request = rf.get("/page/?a=1")
        request.typed = TypedPages(SHELF, request, who=lambda: who)
        for name, value in extra.items():
            setattr(request, name, value)
        return request

    return make


def drawn(request, text=PAGE) -> str:
    return engines["django"].from_string(text).render({"what": "<b>A & B</b>"}, request)


def hint_in(html: str):
    return read_hint(
        html.split('name="typed_hint" value="')[1].split('"', maxsplit=1)[0], zone="portal"
    )


def test_a_form_says_who_drew_it_where_and_under_which_title(request_of):
    hint = hint_in(drawn(request_of()))

    assert (hint.account, hint.page, hint.since) == (7, "/page/?a=1", 1_800_000_000)
    assert hint.title == "Put <b>A & B</b>"


def test_the_forms_of_a_page_share_the_fields_that_are_drawn_once(request_of, monkeypatch):
    titles = []
    monkeypatch.setattr(typed, "_title", lambda context: titles.append(1) or "A title")
    form = "{% csrf_token %}"
    two = PAGE.replace(form, form * 2)

    first, second = drawn(request_of(), two).split('name="csrfmiddlewaretoken"')[1:]

    assert hint_in(first) == hint_in(second)
    assert len(titles) == 1


def test_two_pages_share_nothing(request_of):
    one, other = request_of(), request_of(who=(8, 1_800_000_000))

    assert [hint_in(drawn(page)).account for page in (one, other)] == [7, 8]


def test_a_form_outside_a_layout_has_no_title(request_of):
    assert hint_in(drawn(request_of(), "{% csrf_token %}")).title == ""


@pytest.mark.parametrize(
    "changes", [{"who": None}, {"sensitive_post_parameters": "__ALL__"}, {"typed": None}]
)
def test_a_stranger_and_a_page_with_a_password_get_the_token_alone(request_of, changes):
    html = drawn(request_of(**changes))

    assert "csrfmiddlewaretoken" in html
    assert "typed_hint" not in html


def test_seconds_are_never_negative():
    now = timezone.now()
    assert seconds_left(now - dt.timedelta(seconds=5)) == 0
    assert 58 <= seconds_left(now + dt.timedelta(seconds=60)) <= 60
