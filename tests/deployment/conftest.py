"""The proxy of a zone as a process of a test, in front of a small server of the test's own."""

import http.server
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest

from tests.deployment.known import known, measured
from tests.deployment.proxies import HOSTS, Proxy, Zone
from tooling.base import ROOT
from tooling.composition import model, proxy
from tooling.ports import free_port

__all__ = ["known", "measured"]  # fixtures


@pytest.fixture(scope="module")
def certificates(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    for zone, host in HOSTS.items():
        words = ["openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-days", "2"]
        words += ["-pkeyopt", "ec_paramgen_curve:P-256", "-subj", f"/CN={host}"]
        words += ["-keyout", f"{folder}/{zone}_tls_key", "-out", f"{folder}/{zone}_tls_certificate"]
        subprocess.run(words, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def web_process():
    """One server that stands for the web process of both zones; it stops with the module."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Zone)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def home():
    """A folder that the processes of nginx may pass through, which run as a user of their own."""
    folder = Path(tempfile.mkdtemp(prefix="portal-proxies-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def proxy_of(home, certificates, web_process):
    """A function that starts the proxy of a zone as docker-compose.yml says, but for some limits.

    `patience` is for headers and bodies, which a busy machine may send late; `per` is the time of
    the rates, which a busy machine may stay below. `over` is a second file, as for the wide stack;
    `swap` is a text of the settings and what to put in its place.
    """
    made = []

    def make(
        name: str,
        *,
        upstream: int = web_process.server_port,
        patience: str = "10m",
        per: str = "s",
        over: Path | None = None,
        swap: tuple[str, str] = ("", ""),
        **changes: str,
    ) -> Proxy:
        service = model.load(model.FILE, {}, over=over).services[f"{name}-proxy"]
        folder = home / f"{name}-{len(made)}"
        folder.mkdir(parents=True)
        ports = {port: free_port() for port in ("8080", "8443", "8081")}
        environment = {**service.environment, **changes, "PROXY_ZONE": f"127.0.0.1:{upstream}"}
        for inside, source in service.volumes.items():
            text = proxy.fill((ROOT / source).read_text(), environment)
            for there, here in ports.items():
                text = text.replace(f"0.0.0.0:{there}", f"127.0.0.1:{here}")
            for limit in ("client_header_timeout", "client_body_timeout"):
                text = text.replace(f"{limit} 10s;", f"{limit} {patience};")
            text = text.replace("r/s;", f"r/{per};").replace(*swap)
            text = text.replace("/tmp", str(folder)).replace("/run/secrets", str(certificates))
            (folder / Path(inside).stem).write_text(text)
        made.append(Proxy(folder, (folder / "nginx.conf").read_text(), ports))
        return made[-1]

    yield make
    for one in made:
        one.stop()
