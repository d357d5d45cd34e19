"""Whose page it is, and in which zone."""

from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser

from referral_portal.pages.zones import PORTAL, draw_from, new_token, zone_of
from safeguarding.middleware import PAGES

WORKER = SimpleNamespace(pk=7)


def test_a_request_belongs_to_the_portal_unless_it_says_otherwise():
    assert zone_of(SimpleNamespace()) is PORTAL
    assert zone_of(SimpleNamespace(page_zone=PAGES)) is PAGES


def test_a_token_names_the_account_and_what_the_page_was_drawn_from():
    request = SimpleNamespace(user=SimpleNamespace(pk=12, is_authenticated=True))
    draw_from(request, subject="referral:1", version=3)

    drawn = PORTAL.read(new_token(request))

    assert (drawn.account, drawn.subject, drawn.version) == ("12", "referral:1", "3")


def test_the_public_and_a_link_worker_before_the_code_have_no_account():
    assert PORTAL.account(SimpleNamespace(user=AnonymousUser())) == ""
    assert PORTAL.account(SimpleNamespace()) == ""
    assert PAGES.account(SimpleNamespace(worker=None)) == ""
    assert PAGES.account(SimpleNamespace(worker=WORKER)) == "7"
