"""What a visitor reads when the proxy answers by itself: each status has its own true words."""

import base64
import hashlib
import http.client
import re
import socket

import pytest

from tests.deployment.proxies import HOSTS, Proxy, ask, trusting
from tests.patience import A_MINUTE
from tooling.base import ROOT
from tooling.ports import free_port

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
DOWN, BUSY = "This page cannot be shown now", "Too many requests just now"
LONG_FORM, LONG_ADDRESS = "What you sent is too long", "This web address is too long"
UNREADABLE = "We could not read that request"
# What is sent, the status, the heading, and words that are true of this status only.
WRONG = {
    "a long form": ("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 300000", 413, LONG_FORM),
    "a longer address than the zone takes": (
        "GET /" + "a" * 2000 + " HTTP/1.1\r\nHost: {host}",
        414,
        LONG_ADDRESS,
    ),
    "a long address": ("GET /" + "a" * 9000 + " HTTP/1.1\r\nHost: {host}", 414, LONG_ADDRESS),
    "long cookies": ("GET / HTTP/1.1\r\nHost: {host}\r\nCookie: a=" + "b" * 9000, 400, UNREADABLE),
    "two hosts": ("GET / HTTP/1.1\r\nHost: {host}\r\nHost: {host}", 400, UNREADABLE),
    "a strange method": ("TRACE / HTTP/1.1\r\nHost: {host}", 405, UNREADABLE),
    "a strange length": (
        "POST / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: x",
        501,
        UNREADABLE,
    ),
}


def say(one: Proxy, host: str, head: str) -> http.client.HTTPResponse:
    """Send the lines of a request as they are and return the answer."""
    with (
        socket.create_connection(("127.0.0.1", one.ports["8443"]), timeout=A_MINUTE) as plain,
        trusting().wrap_socket(plain, server_hostname=host) as connection,
    ):
        connection.sendall(f"{head.format(host=host)}\r\nConnection: close\r\n\r\n".encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        answer.text = answer.read().decode()
        return answer


def check(answer, heading: str, zone: str) -> None:
    """Check what every page of a proxy has: one heading, the help, our policy, nothing of a zone."""
    text = answer.text
    assert [text.count(words) for words in (f"<title>{heading}<", f"<h1>{heading}<")] == [1, 1]
    assert [text.count(words) for words in ("<title>", "<h1>", "<!--", "${")] == [1, 1, 0, 0]
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers.get_all("Server") == ["nginx"], "without its version"
    assert 'href="tel:999"' in text
    assert "01632 960100" in text
    assert "<script" not in text
    digest = hashlib.sha256(STYLE.search(text).group(1).encode()).digest()
    allowed = f"style-src 'sha256-{base64.b64encode(digest).decode()}';"
    assert allowed in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert ("Healthy Relationships" in text) == (zone == "portal")
    if zone == "safeguarding":
        found = re.search("abuse|safeguarding|victim|refer|link worker|programme", text.lower())
        assert found is None, "the far side's page names nothing"


@pytest.mark.parametrize("zone", HOSTS)
def test_a_zone_that_is_down_has_a_page_with_words_and_numbers(proxy_of, zone):
    answer = ask(proxy_of(zone, upstream=free_port()), HOSTS[zone], method="POST")

    assert answer.status == 502
    assert answer.headers["Retry-After"] == "30"
    check(answer, f"Sorry, {DOWN[0].lower()}{DOWN[1:]}" if zone == "portal" else DOWN, zone)


@pytest.mark.parametrize("zone", HOSTS)
def test_too_many_requests_are_no_fault_of_ours(proxy_of, zone):
    one = proxy_of(zone, per="m", FORMS_PER_SECOND="1", FORMS_BURST="1", RETRY_AFTER_SECONDS="45")
    for _ in range(2):
        ask(one, HOSTS[zone], method="POST")
    answer = ask(one, HOSTS[zone], method="POST")

    assert answer.status == 429
    assert answer.headers["Retry-After"] == "45"
    check(answer, BUSY, zone)
    assert "Wait 45 seconds" in answer.text
    assert ("paper list" in answer.text) == (zone == "safeguarding")
    assert "our fault" not in answer.text
    assert DOWN.lower() not in answer.text.lower()


@pytest.mark.parametrize("zone", HOSTS)
def test_a_request_that_no_zone_hears_of_is_answered_with_its_reason(proxy_of, zone):
    one = proxy_of(zone)
    assert say(one, HOSTS[zone], "GET /" + "a" * 1999 + " HTTP/1.1\r\nHost: {host}").status == 200
    for name, (head, status, heading) in WRONG.items():
        answer = say(one, HOSTS[zone], head)
        assert answer.status == status, name
        assert answer.headers["Retry-After"] is None, f"{name}: later it is the same"
        check(answer, heading, zone)
        assert "our fault" not in answer.text
        assert "paper list" not in answer.text, "the service works"


def test_an_address_without_encryption_leads_to_the_one_with_it(proxy_of):
    one = proxy_of("safeguarding")
    connection = http.client.HTTPConnection("127.0.0.1", one.ports["8443"], timeout=A_MINUTE)
    for host, status in ((HOSTS["safeguarding"], 308), ("evil.example", None)):
        connection.connect()
        connection.putrequest("GET", "/a/?b=c", skip_host=True)
        connection.putheader("Host", host)
        connection.endheaders()
        if status is None:
            with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
                connection.getresponse()
        else:
            answer = connection.getresponse()
            answer.read()
            assert answer.status == status
            assert answer.headers["Location"] == f"https://{host}:8443/a/?b=c"
        connection.close()


def test_both_pages_have_the_style_that_the_policy_names():
    policy = (ROOT / "deploy/proxy/nginx.conf").read_text()
    for zone in HOSTS:
        text = (ROOT / f"deploy/proxy/{zone}.html").read_text()
        digest = hashlib.sha256(STYLE.search(text).group(1).encode()).digest()
        assert f"style-src 'sha256-{base64.b64encode(digest).decode()}';" in policy
        assert " style=" not in text
