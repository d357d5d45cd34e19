"""One id joins the lines of a request and of the work it wakes, and nobody outside chooses it."""

import pytest
from django.test import RequestFactory

from referral_portal.celery import TRACE
from referral_portal.common import trace
from referral_portal.common.middleware import trace_request
from tests.factories.safeguarding import client_of, make_worker


@pytest.mark.django_db
def test_all_lines_of_a_request_carry_its_own_id(client, log):
    client.get("/")
    client.get("/programmes/nothing-here/")
    first, second = (line for line in log.lines if line["message"] == "request")
    assert (first["route"], first["status"], second["status"]) == ("home", 200, 404)
    assert "nothing-here" not in log.text
    assert len(first["request"]) == trace.LENGTH
    assert first["request"] != second["request"]
    assert trace.current() == "", "the next work of this thread is somebody else's"


@pytest.mark.parametrize(
    "given", ["x" * 12, "7F3K9Q2DXMZ4", "", "a\nb", "0123456789abcdef0123456789abcdef"]
)
def test_nobody_outside_chooses_the_id(given, settings):
    seen = []
    view = trace_request(lambda request: seen.append(trace.current()) or refused())
    for proxied in (False, True):
        settings.BEHIND_PROXY = proxied
        headers = dict.fromkeys(("x-request-id", "traceparent", TRACE.replace("_", "-")), given)
        view(RequestFactory().get("/", headers=headers))
    trace.end()
    assert given not in seen
    assert len(set(seen)) == 2


def refused():
    from django.http import HttpResponse

    return HttpResponse(status=404)


def test_an_id_from_the_queue_is_taken_only_if_we_could_have_made_it():
    ours = trace.begin()
    assert trace.begin(ours) == ours
    for strange in ("7f3k9q2dxmz4", "Canary Jane!", ours + "2", ours[:-1] + "I", ours[:-1] + "\n"):
        assert trace.begin(strange) != strange
    trace.end()


@pytest.mark.django_db(databases=["default", "safeguarding"])
@pytest.mark.parametrize("side", ["portal", "other"])
def test_an_error_page_gives_the_id_of_its_log_line_to_quote(client, log, monkeypatch, side):
    monkeypatch.setattr("referral_portal.views.render", _fail_once())
    monkeypatch.setattr("safeguarding.views.lists.page", _fail_once())
    if side == "other":
        client = client_of(make_worker())
    client.raise_request_exception = False
    page = client.get({"portal": "/", "other": "/safeguarding/"}[side]).content.decode()
    (line,) = (line for line in log.lines if line.get("error") == "ValueError")
    found = line["request"]
    assert f"{found[:4]}-{found[4:8]}-{found[8:]}" in page
    assert line["route"] == {"portal": "home", "other": "safeguarding:worklist"}[side]


def _fail_once():
    from django.shortcuts import render

    failures = [ValueError("Canary")]

    def fail(*given, **named):
        if failures:
            raise failures.pop()
        return render(*given, **named)

    return fail
