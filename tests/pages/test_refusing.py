"""The page that says why nothing was stored."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from referral_portal.pages.refusing import Why, page_of, refused, shown, typed_values
from referral_portal.pages.tokens import FIELD, Drawn, read_token
from tests.drawn import token_of

SENT = "note=Rang&outcome=no_answer&empty=&old_password=hidden&code=123456&page_token=x"


def asked(body: str = SENT):
    request = RequestFactory().post("/somewhere/?step=2", QueryDict(body).dict())
    request.posted_page = None
    return request


def test_what_was_typed_is_shown_without_tokens_secrets_and_empty_fields():
    rows = shown(typed_values(asked()))

    assert rows == [{"key": "Note", "value": "Rang"}, {"key": "Outcome", "value": "no_answer"}]


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_says_what_was_saved(why):
    assert "saved" in why.value[1]
    assert refused(asked(), why).status_code == 409


def test_a_page_that_is_sent_again_is_still_of_the_version_that_was_read():
    drawn = Drawn(subject="referral:1", version="3")

    answer = refused(asked(), Why.TOO_OLD, drawn)

    again = read_token(token_of(answer)[FIELD], zone="portal")
    assert (again.subject, again.version) == ("referral:1", "3")
    assert again.nonce != drawn.nonce


def test_a_page_that_made_its_change_shows_nothing_and_sends_nothing_again():
    html = refused(asked(), Why.SENT, Drawn()).content.decode()

    assert "Rang" not in html
    assert "Send this now" not in html
    assert 'href="/somewhere/?step=2"' in html


@pytest.mark.parametrize(
    ("referer", "url"),
    [
        ("http://testserver/cases/1/?tab=2", "/cases/1/?tab=2"),
        ("http://testserver/cases/1/", "/cases/1/"),
        ("https://elsewhere.example/cases/1/", "/somewhere/?step=2"),
        ("javascript:alert(1)", "/somewhere/?step=2"),
        ("http://testserver//elsewhere.example/", "/somewhere/?step=2"),
        ("", "/somewhere/?step=2"),
    ],
)
def test_the_way_back_leads_to_the_page_that_was_sent_and_never_elsewhere(referer, url):
    request = asked()
    request.META["HTTP_REFERER"] = referer

    assert page_of(request) == url
