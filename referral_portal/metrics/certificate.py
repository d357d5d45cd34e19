"""How long the certificate is valid that the zone's proxy shows to visitors.

It is read from the proxy itself: a new file that the proxy has not read yet helps nobody.
"""

import contextlib
import datetime as dt
import logging
import socket
import ssl
import time
from collections.abc import Iterator

from django.conf import settings
from prometheus_client import Metric

from referral_portal.metrics.gauges import gauge

logger = logging.getLogger(__name__)
PATIENCE = 2  # seconds
_seen: dict[str, tuple[float, dt.datetime]] = {}  # address: (when we looked, its end)


def figures(zone: str, now: dt.datetime) -> Iterator[Metric]:
    """Yield the time that is left; nothing where no proxy is named."""
    if settings.CERTIFICATE_ADDRESS:
        end = end_of(settings.CERTIFICATE_ADDRESS, settings.CERTIFICATE_HOST)
        yield gauge(
            f"{zone}_certificate_left_seconds",
            "Time until the proxy's certificate ends; 0 when the proxy shows none.",
            max(0.0, (end - now).total_seconds()) if end else 0,
        )


def end_of(address: str, name: str) -> dt.datetime | None:
    """Return when the certificate ends, asked once in CERTIFICATE_LOOK_MINUTES, or None without one."""
    looked, end = _seen.get(address, (0.0, None))
    if end and time.monotonic() - looked < settings.CERTIFICATE_LOOK_MINUTES * 60:
        return end
    try:
        end = _ask(address, name)
    except (OSError, ValueError) as error:
        logger.warning("certificate not read", extra={"kind": type(error).__name__})
        return None
    _seen[address] = time.monotonic(), end
    return end


def _ask(address: str, name: str) -> dt.datetime:
    # Python tells the dates only of a certificate that it has verified, so this asks twice: for the
    # certificate, and then trusting it. One that has ended fails at that.
    unknown = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unknown.check_hostname, unknown.verify_mode = False, ssl.CERT_NONE
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    with _talk(unknown, address, name) as secure:
        trusting.load_verify_locations(cadata=secure.getpeercert(binary_form=True))
    with _talk(trusting, address, name) as secure:
        ends = ssl.cert_time_to_seconds(secure.getpeercert()["notAfter"])
    return dt.datetime.fromtimestamp(ends, dt.UTC)


@contextlib.contextmanager
def _talk(context: ssl.SSLContext, address: str, name: str) -> Iterator[ssl.SSLSocket]:
    host, _, port = address.rpartition(":")
    with (
        socket.create_connection((host, int(port)), timeout=PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=name) as secure,
    ):
        yield secure
