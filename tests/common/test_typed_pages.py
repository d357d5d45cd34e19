"""One request and what was typed: what is filled in, and where a post must come from."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from referral_portal.common.typed_pages import fill_response, is_from_us
from referral_portal.common.typed_text import Typed

FORM = '<form method="post"><input name="words"></form>'
TYPED = Typed(page="/a/", action="/a/", title="", at=0, fields={"words": ["Żółć"]})


def test_the_words_stand_in_the_page_and_its_length_is_right(rf):
    response = HttpResponse(FORM)
    response.headers["Content-Length"] = "46"

    assert fill_response(rf.get("/a/"), response, TYPED)
    assert "Żółć" in response.content.decode()
    assert response.headers["Content-Length"] == str(len(response.content))


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(FORM, status=404),
        HttpResponse(FORM, content_type="text/plain"),
        StreamingHttpResponse([FORM]),
        HttpResponse(FORM.replace("words", "others")),
    ],
    ids=["not there", "no page", "a file", "another form"],
)
def test_any_other_response_stays_as_it_is(rf, response):
    assert not fill_response(rf.get("/a/"), response, TYPED)


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"Origin": "http://testserver"}, True),
        ({"Referer": "http://testserver/a/?b=1"}, True),
        ({"Origin": "https://portal.example"}, True),
        ({"Origin": "https://testserver"}, False),
        ({"Origin": "http://testserver.example"}, False),
        ({"Origin": "null", "Referer": "http://testserver/"}, False),
        ({}, False),
    ],
)
def test_a_post_says_that_it_is_from_our_own_page(rf, settings, headers, is_ours):
    settings.CSRF_TRUSTED_ORIGINS = ["https://portal.example"]
    assert is_from_us(rf.post("/a/", headers=headers)) == is_ours
