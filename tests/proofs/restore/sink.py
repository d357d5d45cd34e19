"""A mail server on loopback that takes everything and notes the Message-ID of each delivery in a file."""

import socketserver
import threading
import time
from pathlib import Path


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self._say("354 go on")
                if self._take():
                    time.sleep(self.server.seconds)
                    self._say("250 taken")
            elif word == b"QUIT":
                self._say("221 goodbye")
                return
            else:
                self._say("250 sink")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _take(self) -> bool:
        """Note the message if it came whole; return whether it did."""
        name = ""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            if line.lower().startswith(b"message-id:"):
                name = line.split(b":", 1)[1].strip().decode()
        # Taken from here on: what the sender makes of the answer is its own affair.
        if line:
            self.server.note(name)
        return bool(line)


class Sink(socketserver.ThreadingTCPServer):
    """The server; the file has the Message-ID of each delivery, a line each, in their order.

    It answers so many `seconds` after it has taken a text.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, file: Path, *, seconds: float = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.seconds = seconds
        self._file, self._lock = file, threading.Lock()
        file.touch()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address) -> None:
        """Say nothing about a sender that was killed in the middle of a conversation."""

    def note(self, name: str) -> None:
        """Write down one delivery."""
        with self._lock, self._file.open("a") as file:
            file.write(f"{name}\n")

    @property
    def deliveries(self) -> list[str]:
        """The Message-ID of each delivery."""
        with self._lock:
            return self._file.read_text().split()

    @property
    def address(self) -> str:
        """The address for EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"
