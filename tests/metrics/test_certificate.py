"""The time that is left of the certificate that a proxy shows, even of one that no browser trusts."""

import contextlib
import datetime as dt
import socket
import ssl
import subprocess
import threading

import pytest

from referral_portal.metrics import certificate
from referral_portal.metrics.certificate import figures
from tests.metrics.reading import values

NAME = "portal.example.org"
LEFT = "x_certificate_left_seconds"


@pytest.fixture(autouse=True)
def forgetful(monkeypatch, settings):
    monkeypatch.setattr(certificate, "_seen", {})
    settings.CERTIFICATE_HOST = NAME


@pytest.fixture
def proxy(tmp_path):
    """A function that starts a server which shows a certificate valid for `days`, and counts who asks."""
    with contextlib.ExitStack() as stack:

        def start(*days: str) -> tuple[str, list]:
            files = [tmp_path / "key", tmp_path / "certificate"]
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                 "-nodes", "-keyout", files[0], "-out", files[1], "-subj", "/CN=somebody else",
                 "-addext", "basicConstraints=critical,CA:FALSE", *days],
                check=True, capture_output=True,
            )  # fmt: skip
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(files[1], files[0])
            names: list = []
            context.sni_callback = lambda _, name, __: names.append(name)
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

            def serve() -> None:
                while True:
                    try:
                        plain, _ = listener.accept()
                    except OSError:
                        return
                    with contextlib.suppress(OSError), context.wrap_socket(plain, True) as secure:
                        secure.recv(1)

            threading.Thread(target=serve, daemon=True).start()
            stack.callback(listener.shutdown, socket.SHUT_RDWR)
            return f"127.0.0.1:{listener.getsockname()[1]}", names

        yield start


def test_the_end_is_read_once_an_hour_under_the_name_of_the_host(proxy, settings):
    settings.CERTIFICATE_ADDRESS, names = proxy("-days", "10")
    now = dt.datetime.now(dt.UTC)
    for _ in range(3):
        left = values(figures("x", now))[LEFT]
        assert 10 * 86400 - 60 < left <= 10 * 86400 + 60
    assert set(names) == {NAME}
    asked = len(names)
    settings.CERTIFICATE_LOOK_MINUTES = 0
    list(figures("x", now))
    assert len(names) > asked


def test_a_certificate_that_has_ended_and_a_proxy_that_is_away_have_nothing_left(
    proxy, settings, log
):
    settings.CERTIFICATE_ADDRESS, _ = proxy("-days", "10")
    now = dt.datetime.now(dt.UTC)
    assert values(figures("x", now + dt.timedelta(days=11))) == {LEFT: 0}
    settings.CERTIFICATE_ADDRESS = "127.0.0.1:1"
    assert values(figures("x", now)) == {LEFT: 0}
    with socket.create_server(("127.0.0.1", 0)) as silent:

        def answer() -> None:
            plain, _ = silent.accept()
            with plain:
                plain.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        settings.CERTIFICATE_ADDRESS = f"127.0.0.1:{silent.getsockname()[1]}"
        assert values(figures("x", now)) == {LEFT: 0}
        thread.join()
    kinds = [line["kind"] for line in log.lines]
    assert (len(kinds), kinds[0]) == (2, "ConnectionRefusedError")


def test_no_proxy_is_watched_unless_one_is_named(settings):
    settings.CERTIFICATE_ADDRESS = ""
    assert list(figures("x", dt.datetime.now(dt.UTC))) == []
