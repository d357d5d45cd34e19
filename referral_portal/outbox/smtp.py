"""Hand one message to a mail server, and judge each answer of the server by itself.

Until the dot that ends the text, nothing has been sent. Once the server has accepted the text, the
message is sent, whatever happens to the rest of the session. The outcome is unknown only between the
two. An answer of 5xx to the message is final. One to the session is not: a wrong password must not
use up every message.
"""

import contextlib
import re
import smtplib
import socket
import ssl
import time
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote

from django.conf import settings

from referral_portal.outbox.outcomes import (
    OutcomeUnknown,
    Refused,
    RefusedForGood,
    ServerFailed,
)

CLOSING = 421  # the answer of a server that ends the session, at any step
# These ask for an encrypted or signed-in session, so they do not concern the message.
ABOUT_SESSION = frozenset({530, 534, 535, 538})


def hand_over(email: EmailMessage, url: SplitResult) -> None:
    """Send `email` by the server of `url`; return once the server has accepted the text.

    Raises Refused, ServerFailed, RefusedForGood or OutcomeUnknown.
    """
    with contextlib.closing(_signed_in(url)) as server:
        try:
            _transfer(server, email)
        except (ServerFailed, OutcomeUnknown):
            raise
        except Refused:
            server.leave()
            raise
        server.leave()


class _Lines:
    """The lines that a server answers; reading ends with the session."""

    def __init__(self, session: "_Bounded"):
        self.session = session
        self.held = b""

    def readline(self, most: int) -> bytes:
        """Return one line of at most `most` bytes, or what there is when the server is gone."""
        while b"\n" not in self.held and len(self.held) < most:
            if not self._read(self.session.left()):
                break
        end = min(self.held.find(b"\n") + 1 or len(self.held), most)
        line, self.held = self.held[:end], self.held[end:]
        return line

    def is_quiet(self, seconds: float) -> bool:
        """Return whether the server stays for `seconds` and says nothing; raise OSError if it is lost."""
        try:
            return not self.held and self._read(seconds) is None
        except (TimeoutError, BlockingIOError, ssl.SSLWantReadError):
            return True

    def _read(self, seconds: float) -> bytes:
        self.session.sock.settimeout(seconds)
        part = self.session.sock.recv(4096)
        self.held += part
        return part

    def close(self) -> None:
        """Do nothing; the session closes its socket."""


class _Bounded:
    """A session that ends after MAIL_SESSION_SECONDS, however slowly the server answers.

    The library's own limit is for one read, so a server that sends a byte now and then could hold it
    for ever.
    """

    def __init__(self, host: str, port: int, **more):
        self.ends = time.monotonic() + settings.MAIL_SESSION_SECONDS
        super().__init__(host, port, timeout=settings.MAIL_SESSION_SECONDS, **more)

    def left(self) -> float:
        """Return the seconds that are left; raise TimeoutError if there are none."""
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def leave(self) -> None:
        """Say goodbye, and wait for the answer for MAIL_GOODBYE_SECONDS; no answer matters."""
        self.ends = min(self.ends, time.monotonic() + settings.MAIL_GOODBYE_SECONDS)
        with contextlib.suppress(OSError):
            self.docmd("quit")

    def getreply(self):
        if self.file is None:
            self.file = _Lines(self)
        return super().getreply()

    def send(self, s):
        if self.sock:
            self.sock.settimeout(self.left())
        super().send(s)

    def _get_socket(self, host, port, timeout):
        # The library gives each address of the host the whole time.
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return super()._get_socket(host, port, self.left() / len(addresses))


class Session(_Bounded, smtplib.SMTP):
    """A session that begins without encryption."""


class SecureSession(_Bounded, smtplib.SMTP_SSL):
    """A session that is encrypted from the start."""


def _signed_in(url: SplitResult) -> Session | SecureSession:
    """Return a session that is ready for a message; raise ServerFailed if it does not come to that."""
    context = ssl.create_default_context()
    server = None
    try:
        if url.scheme == "smtps":
            server = SecureSession(url.hostname, url.port or 465, context=context)
        else:
            server = Session(url.hostname, url.port or 25)
        if url.username and url.scheme == "smtp":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except (OSError, ValueError) as error:  # ValueError: a password or a port that cannot be used
        if server is not None:
            server.close()
        raise ServerFailed(_code_of(error)) from error
    return server


def _transfer(server: Session | SecureSession, email: EmailMessage) -> None:
    """Hand the message over and return once the server has accepted it."""
    try:
        _hand_over_text(server, email)
    except smtplib.SMTPNotSupportedError as error:
        raise Refused(_code_of(error)) from error
    except OSError as error:
        raise ServerFailed(_code_of(error)) from error
    except ValueError as error:
        raise RefusedForGood(_code_of(error)) from error
    try:
        server.send(b".\r\n")
        code, _ = server.getreply()
    except OSError as error:
        raise OutcomeUnknown(_code_of(error)) from error
    if 400 <= code <= 599:
        raise _refusal("text", code)
    if not 200 <= code <= 299:
        raise OutcomeUnknown(f"text {code}")


def _hand_over_text(server: Session | SecureSession, email: EmailMessage) -> None:
    """Hand over everything but the dot that ends the text."""
    sender, to = (parseaddr(str(email[name]))[1] for name in ("From", "To"))
    options = []
    if is_foreign := not f"{sender}{to}".isascii():
        if not server.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    content = email.as_bytes(policy=email.policy.clone(utf8=is_foreign, linesep="\r\n"))
    if server.has_extn("size"):
        options.append(f"size={len(content)}")
    _expect("MAIL", server.mail(sender, options))
    _expect("RCPT", server.rcpt(to))
    _expect("DATA", server.docmd("data"), 354)
    server.send(re.sub(rb"(?m)^\.", b"..", content).removesuffix(b"\r\n") + b"\r\n")
    # A server that went away while it read the text is noticed before the dot, and then nothing is
    # unknown.
    if not server.file.is_quiet(settings.MAIL_LOOK_MILLISECONDS / 1000):
        _expect("text", server.getreply(), 354)


def _expect(step: str, reply: tuple[int, bytes], *codes: int) -> None:
    """Raise the refusal that `reply` is, unless it has one of `codes`, by default 250 or 251."""
    if reply[0] not in (codes or (250, 251)):
        raise _refusal(step, reply[0])


def _refusal(step: str, code: int) -> Refused:
    """Return the refusal with which the server answered `step`."""
    words = f"{step} {code}"
    if 500 <= code <= 599 and code not in ABOUT_SESSION:
        return RefusedForGood(words)
    if 400 <= code <= 499 and code != CLOSING:
        return Refused(words)
    return ServerFailed(words)


def _code_of(error: Exception) -> str:
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
