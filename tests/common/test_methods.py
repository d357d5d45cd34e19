"""The methods that a page with a form takes."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from referral_portal.common.methods import get_or_post


@get_or_post
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


@pytest.mark.parametrize(
    ("method", "status"),
    [("GET", 200), ("HEAD", 200), ("POST", 200), ("PUT", 405), ("DELETE", 405), ("PATCH", 405)],
)
def test_page_with_a_form_is_read_and_posted_and_nothing_else(
    rf: RequestFactory, method: str, status: int
) -> None:
    assert page(rf.generic(method, "/")).status_code == status


def test_answer_to_another_method_lists_the_allowed_ones(rf: RequestFactory) -> None:
    assert page(rf.put("/"))["Allow"] == "GET, HEAD, POST"
