"""The stack of docker-compose.yml, really running: what the file says is what the processes are.

One test, because a start costs what a hundred others do. Real command lines, environments and health
checks are compared with the file read as plain YAML, and each kind of difference is shown to be found.
"""

import contextlib
import copy
import http.client
import re
import shutil
import socket
import ssl
import tempfile
from pathlib import Path

import pytest
import yaml

from tests.deployment.changes import CHANGES
from tests.deployment.rights import check_rights
from tests.patience import A_MINUTE, eventually
from tests.proofs.stolen.harness import drill
from tooling import system
from tooling.composition import model
from tooling.composition.__main__ import FREE_PORTS, Installation
from tooling.composition.processes import DONE, UP

FILE = model.FILE
# Where programs are and what a letter is; everything else comes from the file.
OF_THIS_MACHINE = {"PATH", "LANG"}


@pytest.fixture
def installation():
    """The stack on free ports, from nothing; afterwards not a process, socket or folder is left."""
    if not system.has_proxy():
        pytest.fail(
            "The stack needs nginx: sudo apt-get install -y nginx-light (./dev test does it)."
        )
    home = Path(tempfile.mkdtemp(prefix="portal-installation-"))
    home.chmod(0o711)  # PostgreSQL's own user passes through
    one = Installation(
        home / "home", **FREE_PORTS, WORKERS="1", PULL_SECONDS="3", PAGE_STATEMENT_SECONDS="600",
        PAGE_LOCK_SECONDS="600",
    )  # fmt: skip
    try:
        stack = one.up()
        pids = [running.process.pid for running in stack.running.values()]
        ports, run = list(stack.local.ports.values()), stack.local.run
        yield one
    finally:
        one.down()
        shutil.rmtree(home)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    assert not [pid for pid in _sessions() if pid in pids]
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert not run.exists()


def _sessions() -> list[int]:
    """The session of every process of this machine: each service had one of its own."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found.append(int(stat.read_text().rsplit(")", 1)[1].split()[3]))
    return found


def read_file(installation) -> dict:
    return model.fill(yaml.safe_load(FILE.read_text()), installation.variables)["services"]


def differences(services: dict, stack) -> list[str]:
    """Where the real processes are not what the file says."""
    found = [f"{name} is not in the file" for name in stack.running.keys() - services.keys()]
    for name, entry in services.items():
        if name not in stack.running:
            found.append(f"{name} was not started")
            continue
        one = stack.running[name]
        is_once = entry["restart"] == "no"
        if one.state != (DONE if is_once else UP):
            found.append(f"{name} is {one.state}")
        if not _same(entry["command"], _words(one, is_once), one, stack):
            found.append(f"{name} runs {_words(one, is_once)}")
        if name.endswith("-proxy"):
            found += _differences_of_files(name, entry, stack)
        elif entry.get("environment") and not is_once:
            real = _environment(one, stack)
            said = {key: _listen(value) for key, value in entry["environment"].items()}
            found += [
                f"{name}: {key} is {real.get(key)!r}, not {said.get(key)!r}"
                for key in said.keys() | (real.keys() - OF_THIS_MACHINE)
                if real.get(key) != said.get(key)
            ]
        check = entry.get("healthcheck")
        asked = one.checks_run[-1] if one.checks_run else []
        if bool(check) != bool(asked) or (
            check and not _same(check["test"][1:], asked, one, stack)
        ):
            found.append(f"{name} is asked {asked}")
        needs = {other: how["condition"] for other, how in entry.get("depends_on", {}).items()}
        if needs != one.service.needs:
            found.append(f"{name} waited for {one.service.needs}")
    return found


def _differences_of_files(name: str, entry: dict, stack) -> list[str]:
    """Where a proxy's files are not the file's: nginx writes its title over its environment."""
    found, one = [], stack.running[name]
    folder = stack.local.folder(one.service, "/tmp")
    for line in entry["volumes"]:
        source, inside, _ = line.split(":")
        if not inside.endswith(".template"):
            continue
        said = re.sub(
            r"\$\{(\w+)\}",
            lambda match: entry["environment"].get(match.group(1), match.group()),
            (FILE.parent / source).read_text(),
        )
        real = stack.local.back(one.service, (folder / Path(inside).stem).read_text())
        if real != _listen(said):
            found.append(f"{name}: {Path(inside).stem} is another file")
    return found


def _words(one, is_once: bool) -> list[str]:
    """The command line as the kernel has it; of a finished step what it was started with."""
    if is_once:
        return one.process.args
    text = Path(f"/proc/{one.process.pid}/cmdline").read_text()
    return text.removeprefix("nginx: master process ").rstrip("\0 ").replace("\0", " ").split(" ")


def _same(said: list, real: list[str], one, stack) -> bool:
    """Whether a real command is the file's; scripts show their interpreter first."""
    words = [_listen(str(word)) for word in said]
    line = " ".join(stack.local.back(one.service, word) for word in real)
    rest = " ".join(["", *words[1:]])
    return line.endswith(rest) and line.removesuffix(rest).endswith(f"/{words[0]}")


def _environment(one, stack) -> dict[str, str]:
    text = Path(f"/proc/{one.process.pid}/environ").read_text()
    pairs = [pair.split("=", 1) for pair in text.split("\0") if pair]
    return {key: stack.local.back(one.service, value) for key, value in pairs}


def _listen(text: str) -> str:
    return text.replace("0.0.0.0", "127.0.0.1")


def ask(installation, host: str, path: str, zone: str) -> http.client.HTTPResponse:
    """GET `path` from `host` by TLS, trusting nothing but the certificate of `zone`."""
    trusted = ssl.create_default_context(
        cafile=installation.home / f"secrets/{zone}_tls_certificate"
    )
    port = installation.stack.local.ports[f"{zone}-proxy", 8443]
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    with (
        socket.create_connection(("127.0.0.1", port), timeout=A_MINUTE) as plain,
        trusted.wrap_socket(plain, server_hostname=host) as tls,
    ):
        tls.sendall(request.encode())
        answer = http.client.HTTPResponse(tls)
        answer.begin()
        answer.text = answer.read().decode()
        return answer


def check_every_difference_is_found(installation) -> None:
    for number, change in enumerate(CHANGES):
        services = copy.deepcopy(read_file(installation))
        change(services)
        assert differences(services, installation.stack), f"change {number}"


def check_both_names_answer_and_only_their_own_zone(installation) -> None:
    portal, far = "portal.localhost", "safeguarding.localhost"
    page = ask(installation, portal, "/sign-in/", "portal")
    far_page = ask(installation, far, "/safeguarding/sign-in/", "safeguarding")

    assert page.status == far_page.status == 200
    assert "User name" in page.text
    assert "User name" in far_page.text
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert page.headers["Set-Cookie"].startswith("__Host-")
    assert ask(installation, portal, "/safeguarding/sign-in/", "portal").status == 404
    assert ask(installation, far, "/admin/", "safeguarding").status == 404
    assert ask(installation, portal, "/healthz", "portal").status == 404
    style = re.search(r'href="(/static/[^"]+\.css)"', page.text).group(1)
    assert ask(installation, portal, style, "portal").status == 200


def check_zone_gets_ready(installation, zone: str) -> None:
    """Beat, queue, worker and databases work together, each with the narrow rights it has."""
    port = installation.stack.local.ports[f"{zone}-web", 8000]

    def is_ready() -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=A_MINUTE)
        connection.request("GET", "/readyz", headers={"Host": f"{zone}.localhost"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status == 200

    eventually(is_ready, f"{zone} is ready")


def check_monitoring_reads_each_zone(installation) -> None:
    """By the name of the service, with its own token only, and not through its proxy."""
    paths = {"portal": "/metrics", "safeguarding": "/metrics/safeguarding"}
    folder = installation.home / "secrets"
    tokens = {zone: (folder / f"{zone}_metrics_token").read_text() for zone in paths}

    def read(zone: str, token: str) -> tuple[int, str]:
        port = installation.stack.local.ports[f"{zone}-web", 8000]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=A_MINUTE)
        headers = {"Authorization": f"Bearer {token}", "Host": f"{zone}-web:8000"}
        connection.request("GET", paths[zone], headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    for zone, path in paths.items():
        answers = {whose: read(zone, token) for whose, token in tokens.items()}
        status, text = answers.pop(zone)
        assert (status, f'{zone}_requests_total{{class="2xx"}}' in text) == (200, True)
        assert [status for status, _ in answers.values()] == [404]
        # The proxy shows the certificate that was made for 30 days.
        left = float(re.search(rf"^{zone}_certificate_left_seconds (\S+)$", text, re.M).group(1))
        assert 29 * 86400 < left <= 30 * 86400

        def is_measured(zone=zone) -> bool:
            return f'{zone}_disk_free_bytes{{place="data"}}' in read(zone, tokens[zone])[1]

        eventually(is_measured, "the backup service has measured the disks")
        assert ask(installation, f"{zone}.localhost", path, zone).status == 404


def check_another_name_is_shown_nothing(installation) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        ask(installation, "www.example.org", "/", "portal")


def check_redis_says_ping_to_anybody_and_nothing_else(installation) -> None:
    port = installation.stack.local.ports["portal-redis", 6379]
    with socket.create_connection(("127.0.0.1", port), timeout=A_MINUTE) as connection:
        connection.sendall(b"PING\r\nKEYS *\r\n")
        answer = b""
        while answer.count(b"\r\n") < 2:
            answer += connection.recv(200)
    assert answer.startswith(b"+PONG")
    assert b"NOPERM" in answer


def check_no_secret_is_in_the_logs(installation) -> None:
    logs = installation.home / "logs"
    text = "".join(file.read_text(errors="replace") for file in logs.glob("*.log"))
    secrets = [file.read_text().strip() for file in (installation.home / "secrets").iterdir()]

    assert {file.stem for file in logs.glob("*.log")} == set(installation.stack.running)
    assert not [name for name in secrets if name in text]


def check_a_thief_learns_nothing_of_anybody(installation) -> None:
    """`./dev prove stolen` with fewer people; last, because the thief leaves things behind."""
    result = drill(installation, referrals=60, patience=7, is_reduced=True)

    assert result.failures == [], "\n".join(result.lines())
    assert all(result.controls.values()), result.controls
    opened = sum(one["opened"] for one in result.outcomes)
    assert opened > 30, "The superuser's session opens no pages; nothing was tried."


def test_the_stack_is_what_the_file_says(installation):
    assert differences(read_file(installation), installation.stack) == []
    check_every_difference_is_found(installation)
    check_both_names_answer_and_only_their_own_zone(installation)
    check_another_name_is_shown_nothing(installation)
    check_redis_says_ping_to_anybody_and_nothing_else(installation)
    check_rights(installation)
    for zone in ("portal", "safeguarding"):
        check_zone_gets_ready(installation, zone)
    check_monitoring_reads_each_zone(installation)
    check_no_secret_is_in_the_logs(installation)
    check_a_thief_learns_nothing_of_anybody(installation)
