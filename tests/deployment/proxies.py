"""Proxies as processes of a test, a server behind them, and what is sent to them."""

import asyncio
import contextlib
import http.client
import http.server
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import threading
from pathlib import Path

from tests.patience import A_MINUTE, eventually
from tooling.composition.local import search_path

HOSTS = {"portal": "portal.example.org", "safeguarding": "safeguarding.example.org"}
SLOW = 1200
IN_A_ROW = 20  # so many refusals: there is no room left
SENDERS = 60  # addresses of this machine, so that no limit of one address helps
SLOW_FORM = (
    "POST /sign-in/ HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 1000\r\n\r\nusername="
)


class Zone(http.server.BaseHTTPRequestHandler):
    """Answers every page with the host it was asked for, and what the proxy said of the visitor."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        said = f"{self.headers['Host']} {self.headers['X-Forwarded-For']}".encode()
        self.send_response(503 if self.path == "/own-503/" else 200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *args) -> None:
        """Say nothing."""


class Proxy:
    """One nginx process."""

    def __init__(self, folder: Path, text: str, ports: dict[str, int]) -> None:
        self.folder, self.ports = folder, ports
        folder.chmod(0o755)
        (folder / "nginx.conf").write_text(text)
        words = [shutil.which("nginx", path=search_path()), "-c", folder / "nginx.conf"]
        self.process = subprocess.Popen([*map(str, words), "-g", "daemon off;"])
        eventually(self.is_up, "nginx listens")

    def is_up(self) -> bool:
        assert self.process.poll() is None
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.ports["8443"])) == 0

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def trusting() -> ssl.SSLContext:
    """Return a client's context that takes any certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def ask(
    one: Proxy, host: str, path: str = "/", *, method: str = "GET", sender: str = "127.0.0.1",
    name: str = "", port: str = "8443",
) -> http.client.HTTPResponse:  # fmt: skip
    """Ask for a page, from one of this machine's addresses; raise OSError without an answer."""
    source = socket.create_connection(
        ("127.0.0.1", one.ports[port]), timeout=A_MINUTE, source_address=(sender, 0)
    )
    with contextlib.ExitStack() as open_ones:
        connection = open_ones.enter_context(source)
        if port == "8443":
            secure = trusting().wrap_socket(connection, server_hostname=name or host)
            connection = open_ones.enter_context(secure)
        lines = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n"
        connection.sendall(f"{lines}Connection: close\r\n\r\n".encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        answer.text = answer.read().decode()
        return answer


class SlowForms:
    """Forms that stay open half sent; a thread of its own sends them."""

    def __init__(self, one: Proxy, host: str, *, senders: int = SENDERS) -> None:
        self._writers: set[asyncio.StreamWriter] = set()
        self._are_sent, self._end = threading.Event(), threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._run(one.ports["8443"], host, senders)), daemon=True
        )

    def __enter__(self) -> "SlowForms":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
        self._thread.start()
        eventually(self._are_sent.is_set, "every form is held or refused")
        return self

    @property
    def held(self) -> int:
        """The number of forms that the proxy keeps open now."""
        return len(self._writers)

    def __exit__(self, *exception) -> None:
        self._end.set()
        self._thread.join()

    async def _run(self, port: int, host: str, senders: int) -> None:
        at_once, context = asyncio.Semaphore(50), trusting()

        async def send(number: int) -> bool:
            async with at_once:
                sender = f"127.0.1.{1 + number % senders}"
                return await self._half_send(port, host, sender, context)

        held = await asyncio.gather(*map(send, range(SLOW)))
        # One by one, into what a crowd leaves free.
        in_a_row = 0
        while not all(held) and in_a_row < IN_A_ROW:
            in_a_row = 0 if await send(in_a_row) else in_a_row + 1
        self._are_sent.set()
        while not self._end.is_set():
            await asyncio.sleep(0.05)
        for writer in self._writers.copy():
            writer.transport.abort()

    async def _half_send(self, port: int, host: str, sender: str, context: ssl.SSLContext) -> bool:
        """Send half a form, and return whether the proxy keeps it open as far as one sees soon."""
        try:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, ssl=context, server_hostname=host, local_addr=(sender, 0),
                ssl_handshake_timeout=A_MINUTE,
            )  # fmt: skip
        except OSError:
            return False
        writer.write(SLOW_FORM.format(host=host).encode())
        self._writers.add(writer)
        # A refusal on a busy machine may come later: it still takes the form out of those held.
        refused = asyncio.ensure_future(self._until_refused(reader, writer))
        await asyncio.wait([refused], timeout=0.3)
        return not refused.done()

    async def _until_refused(self, reader, writer) -> None:
        with contextlib.suppress(OSError):
            await reader.read(1)
        self._writers.discard(writer)
        writer.transport.abort()
