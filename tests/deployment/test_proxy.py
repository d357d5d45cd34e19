"""The proxies of both zones as real processes, each in front of a small server of the test's own.

The control is one process for both names with the 512 connections of a plain configuration: the same
slow forms stop the far side there. Costs some seconds, most of them for 1,200 TLS handshakes.
"""

import contextlib
import http.client
import http.server
import socket
import ssl

import pytest

from tests.deployment.plain_proxy import PLAIN
from tests.deployment.proxies import HOSTS, SLOW, SLOW_FORM, Proxy, SlowForms, ask, trusting
from tests.patience import A_MINUTE, eventually
from tooling.ports import free_port


@pytest.fixture
def plain(home, certificates, web_process):
    """The control: both names in one process of one worker."""
    ports = {"8443": free_port()}
    text = PLAIN.format(
        folder=home, certificates=certificates, port=ports["8443"], upstream=web_process.server_port
    )
    one = Proxy(home, text, ports)
    yield one
    one.stop()


def test_slow_forms_at_the_portal_leave_the_far_side_and_other_visitors_alone(proxy_of):
    portal = proxy_of("portal")
    far = proxy_of("safeguarding")

    with SlowForms(portal, HOSTS["portal"]) as forms:
        assert forms.held == SLOW, "the portal's proxy holds them all"
        assert ask(far, HOSTS["safeguarding"]).status == 200
        assert ask(portal, HOSTS["portal"]).status == 200


def test_the_plain_way_loses_both_sides(plain):
    with SlowForms(plain, HOSTS["portal"]), pytest.raises((ssl.SSLError, ConnectionError)):
        ask(plain, HOSTS["safeguarding"])


def test_one_address_cannot_hold_more_than_its_share(proxy_of):
    portal = proxy_of("portal", FORMS_BURST="5000", PAGES_BURST="5000")

    with SlowForms(portal, HOSTS["portal"], senders=1) as forms:
        eventually(lambda: forms.held == 100, "100 forms are held and no more")
        answer = ask(portal, HOSTS["portal"], sender="127.0.1.1")
        assert answer.status == 429
        assert ask(portal, HOSTS["portal"], sender="127.0.1.2").status == 200


def test_pages_and_forms_of_one_address_have_a_rate_and_styles_do_not(proxy_of):
    portal = proxy_of(
        "portal", per="m", PAGES_PER_SECOND="1", PAGES_BURST="20", FORMS_PER_SECOND="1",
        FORMS_BURST="3",
    )  # fmt: skip
    asked = [ask(portal, HOSTS["portal"], method="POST").status for _ in range(10)]

    assert 429 in asked
    assert asked[:4] == [501] * 4, "the burst of a busy moment is let through"
    assert 429 in [ask(portal, HOSTS["portal"]).status for _ in range(30)]
    assert ask(portal, HOSTS["portal"], "/static/app.css").status == 200
    assert ask(portal, HOSTS["portal"], sender="127.0.1.9").status == 200


@pytest.mark.parametrize("zone_name", HOSTS)
def test_what_monitoring_asks_is_asked_inside(proxy_of, zone_name):
    proxy, host = proxy_of(zone_name), HOSTS[zone_name]
    inside = ("/healthz", "/readyz", "/metrics", "/metrics/safeguarding", "/%6Detrics", "//metrics")
    assert {path: ask(proxy, host, path).status for path in inside} == dict.fromkeys(inside, 404)
    assert ask(proxy, host, "/a-page/").status == 200


@pytest.mark.parametrize(
    "second",
    ["Transfer-Encoding: chunked", "Content-Length: 5", "Transfer-Encoding: gzip, chunked"],
)
def test_a_request_with_two_lengths_is_refused(proxy_of, second):
    portal = proxy_of("portal")
    with (
        socket.create_connection(("127.0.0.1", portal.ports["8443"]), timeout=A_MINUTE) as plain,
        trusting().wrap_socket(plain, server_hostname=HOSTS["portal"]) as connection,
    ):
        lines = f"POST / HTTP/1.1\r\nHost: {HOSTS['portal']}\r\nContent-Length: 4\r\n{second}\r\n"
        connection.sendall(f"{lines}\r\n0\r\n\r\n".encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        answer.read()
    assert answer.status in {400, 501}


def test_the_zones_own_pages_come_through_as_they_are(proxy_of):
    answer = ask(proxy_of("portal"), HOSTS["portal"], "/own-503/", sender="127.0.1.7")

    assert (answer.status, answer.text) == (503, f"{HOSTS['portal']} 127.0.1.7")


@pytest.mark.parametrize("half", [SLOW_FORM, "GET / HTTP/1.1\r\nHost: {host}\r\n"])
def test_what_stays_half_sent_is_given_up(proxy_of, half):
    portal = proxy_of("portal", patience="1s")
    with (
        socket.create_connection(("127.0.0.1", portal.ports["8443"]), timeout=A_MINUTE) as plain,
        trusting().wrap_socket(plain, server_hostname=HOSTS["portal"]) as connection,
    ):
        connection.sendall(half.format(host=HOSTS["portal"]).encode())
        with contextlib.suppress(ConnectionError):
            assert connection.recv(1) == b"", "it waits a minute for the end, not for a second"


@pytest.mark.parametrize("host", ["portal.evil.example", "evil.example", HOSTS["safeguarding"]])
def test_another_name_gets_no_answer_on_either_port(proxy_of, host):
    portal = proxy_of("portal", PROXY_PORT="8443")
    answer = ask(portal, HOSTS["portal"], "/a/?b=c", port="8080")
    assert answer.status == 308
    assert answer.headers["Location"] == f"https://{HOSTS['portal']}:8443/a/?b=c"

    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        ask(portal, host, port="8080")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        ask(portal, host)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        ask(portal, host, name=HOSTS["portal"])
