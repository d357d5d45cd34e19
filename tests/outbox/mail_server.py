"""A mail server on loopback that fails where and how it is told; it shows what it really took.

`faults` maps a step to a fault: an answer such as "451 later", DROP or HANG. The steps are the
commands in capitals, BANNER, PART (within the text) and TEXT (after the dot that ends it). A whole
command, such as "rcpt TO:<a@example.org>", is a step as well.
"""

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.patience import A_MINUTE

DROP, HANG, DRIP = "drop", "hang", "drip"
ANSWERS = {
    "BANNER": "220 ready",
    "EHLO": "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN",
    "STARTTLS": "220 go on",
    "AUTH": "235 welcome",
    "DATA": "354 go on",
    "QUIT": "221 bye",
}


class Gone(Exception):
    """This session is over."""


class MailServer:
    """One server; it may be told its faults at any time."""

    def __init__(self, certificate: Path | None = None):
        self.faults: dict[str, str] = {}
        self.taken: list[bytes] = []  # each text that the server accepted
        self.said: list[str] = []  # each command of a client
        self.certificate = certificate
        self.over = threading.Event()

    @property
    def steps(self) -> list[str]:
        """The first word of each command."""
        return [line.split()[0].upper() for line in self.said]

    @property
    def ids(self) -> list[str]:
        """The Message-ID of each text that was accepted."""
        lines = b"\n".join(self.taken).decode().splitlines()
        return [line.split(": ", 1)[1] for line in lines if line.startswith("Message-ID: ")]

    @contextlib.contextmanager
    def running(self) -> Iterator[int]:
        """Serve on a port of its own until the end of the block."""
        handler = type("Handler", (_Session,), {"mail": self})
        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
            try:
                yield server.server_address[1]
            finally:
                self.over.set()
                server.shutdown()


class _Session(socketserver.BaseRequestHandler):
    mail: MailServer

    def handle(self) -> None:
        """Speak with one client."""
        self.lines = self.request.makefile("rb")
        with contextlib.suppress(Gone, OSError):
            self.answer("BANNER")
            while line := self.lines.readline():
                self.mail.said.append(line.decode().strip())
                step = line.split()[0].upper().decode()
                if self.mail.said[-1] in self.mail.faults:
                    step = self.mail.said[-1]
                self.answer(step)
                if step in self.mail.faults:
                    continue
                if step == "STARTTLS":
                    self.encrypt()
                elif step == "DATA":
                    self.take_text()
                elif step == "QUIT":
                    break
        self.request.close()

    def answer(self, step: str) -> None:
        """Answer `step` as it should be, or with its fault."""
        fault = self.mail.faults.get(step)
        if fault == DROP:
            self.drop()
        if fault == HANG:
            self.mail.over.wait(A_MINUTE)
            raise Gone
        if fault == DRIP:
            # Each line comes in time, and the answer never ends while the client waits.
            for _ in range(20 * A_MINUTE):
                self.request.sendall(b"220-a moment\r\n")
                if self.mail.over.wait(0.05):
                    raise Gone
        answer = fault if fault and fault[0].isdigit() else ANSWERS.get(step, "250 yes")
        self.request.sendall(f"{answer}\r\n".encode())

    def drop(self) -> None:
        """End the connection."""
        with contextlib.suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)
        self.request.close()
        raise Gone

    def encrypt(self) -> None:
        """Begin to encrypt; without a certificate, answer nonsense instead."""
        if self.mail.certificate is None:
            self.request.sendall(b"this is no handshake\r\n")
            raise Gone
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.mail.certificate)
        self.request = context.wrap_socket(self.request, server_side=True)
        self.lines = self.request.makefile("rb")

    def take_text(self) -> None:
        """Read a text up to its dot and accept it."""
        text = [self.lines.readline()]
        if "PART" in self.mail.faults:
            self.answer("PART")
            self.drop()
        while text[-1] not in (b".\r\n", b""):
            text.append(self.lines.readline())
        if text[-1] == b"":
            raise Gone
        if self.mail.faults.get("TEXT", "")[:1] not in ("4", "5"):
            self.mail.taken.append(b"".join(text))
        self.answer("TEXT")
