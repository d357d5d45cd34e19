"""Run `./dev stack` until Ctrl-C, or run one journey against it with `test`.

Installations are in var/: `stack`, which is empty as in production, and `stack-demo`, with invented
people in databases with "demo" in their names. Ports and host names can be set as in the file:
PORTAL_HOST, HTTPS_PORT, HTTP_PORT, and the same of the other zone with SAFEGUARDING_ in front.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyrage

from tooling import prepare
from tooling.backup import IDENTITIES
from tooling.base import PYTHON, ROOT, VAR, Stamp, Stop, clean_environment, run, say
from tooling.composition import model
from tooling.composition.local import Local, search_path
from tooling.composition.processes import DONE, Stack

# Browsers send requests for these names to this machine.
HOSTS = {"PORTAL_HOST": "portal.localhost", "SAFEGUARDING_HOST": "safeguarding.localhost"}
PORTS = {
    "HTTPS_PORT": "8443",
    "HTTP_PORT": "8080",
    "SAFEGUARDING_HTTPS_PORT": "8444",
    "SAFEGUARDING_HTTP_PORT": "8081",
}
# For tests and proofs, which count rows and requests: no synthetic referral comes in between.
FREE_PORTS = dict.fromkeys(PORTS, "0") | {"SYNTHETIC_MINUTES": "0"}
NOBODY = "No user can sign in yet: ./dev stack --demo"
JOURNEY = "tests/journeys/on_the_stack.py"
USAGE = (
    "./dev stack [--wide] [--demo] serves until Ctrl-C; ./dev stack test [pytest arguments] and"
    " ./dev stack --wide test try it out."
)
# A journey knows how long to wait: messages leave every ten seconds, and nothing is held at random.
MOMENTS = ",".join(
    f"{hour:02}:{minute:02}:{second:02}"
    for hour in range(24)
    for minute in range(60)
    for second in range(0, 60, 10)
)
FOR_JOURNEYS = {
    "MESSAGE_MOMENTS": MOMENTS,
    "MESSAGE_LEAST_HOURS": "0",
    "RANDOM_HOLD_SHARE": "0",
    "RANDOM_REARRANGE_SHARE": "0",
    "PULL_SECONDS": "3",
    "PAGE_STATEMENT_SECONDS": "600",
    "PAGE_LOCK_SECONDS": "600",
}


class Installation:
    """One installation: its folder, its variables, and its running stack."""

    def __init__(
        self,
        home: Path,
        *,
        demo: bool = False,
        story: bool = True,
        wide: bool = False,
        **variables: str,
    ) -> None:
        """Add the accounts of the demonstration with `demo`, and its people and groups with `story`.

        With `wide`, the services are those of docker-compose.wide.yml too.
        """
        self.home, self.demo, self.story, self.wide = home, demo, story, wide
        mark = "_demo" if demo else ""
        self.variables = HOSTS | PORTS | _from_shell() | variables
        self.variables |= {
            "PORTAL_DATABASE": f"portal{mark}",
            "SAFEGUARDING_DATABASE": f"safeguarding{mark}",
            "SECRETS_DIR": str(home / "secrets"),
        }
        self.stack: Stack | None = None
        self.seconds = 0.0  # from nothing to everything being well, without the invented people

    def up(self) -> Stack:
        """Make what is missing and start everything; on failure stop everything and raise Stop."""
        started = time.monotonic()
        self._make_secrets()
        prepare.collect_static(building(), VAR / "static")
        composition = model.load(model.FILE, self.variables, over=model.WIDE if self.wide else None)
        self.stack = Stack(composition, Local(composition, self.home))
        try:
            self.stack.start()
            self.seconds = time.monotonic() - started
            if self.demo:
                self._seed()
        except BaseException:
            self.down()
            raise
        return self.stack

    def down(self) -> None:
        """Stop everything."""
        if self.stack:
            self.stack.stop()

    def address(self, zone: str) -> str:
        """Return the address of a zone, "portal" or "safeguarding"."""
        port = self.stack.local.ports[f"{zone}-proxy", 8443]
        return f"https://{self.variables[f'{zone.upper()}_HOST']}:{port}"

    def _make_secrets(self) -> None:
        folder = self.home / "secrets"
        if folder.is_dir():
            return
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o711)
        words = [sys.executable, ROOT / "deploy" / "make_secrets.py", folder]
        for option in ("PORTAL_DATABASE", "SAFEGUARDING_DATABASE", *HOSTS):
            words += [f"--{option.lower().replace('_', '-')}", self.variables[option]]
        for zone in ("portal", "safeguarding"):
            words += [f"--{zone}-backup-recipient", self._make_recipient(zone)]
        words += ["--email-url", f"file://{self.home / 'mail'}", *["--wide"] * self.wide]
        run(words, what="secrets")

    def _make_recipient(self, zone: str) -> str:
        """Make the recipient of a zone's backups; in production the secret key is not on the machine."""
        identity = pyrage.x25519.Identity.generate()
        file = self.home / IDENTITIES / f"{zone}.txt"
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(f"{identity}\n")
        return str(identity.to_public())

    def _seed(self) -> None:
        """Fill the databases with invented people, who set up their second factor by a link."""
        seeded = Stamp(self.home / ".seeded", "once")
        local = self.stack.local

        def secret(name: str) -> str:
            return (local.run / "secrets" / name).read_text()

        env = clean_environment(
            PORTAL_ZONE="all", DEMO="1", DEBUG="0", HOST="127.0.0.1", VAR_DIR=str(self.home),
            SECRET_KEY=secret("portal_secret_key"), REDIS_URL="",
            DATABASE_URL=secret("portal_owner_database_url"),
            SAFEGUARDING_DATABASE_URL=secret("safeguarding_owner_database_url"),
            SEALING_PUBLIC_KEY_FILE=str(local.run / "secrets" / "sealing_public_key"),
            SEALING_PRIVATE_KEY_FILE=str(local.run / "secrets" / "sealing_private_key"),
            COLUMN_KEYS_FILE=str(local.run / "secrets" / "safeguarding_column_keys"),
            EMAIL_URL=f"file://{self.home / 'mail'}",
        )  # fmt: skip
        manage = [PYTHON, ROOT / "manage.py"]
        if not seeded.is_current():
            run([*manage, "load_programmes", "--with-demo-rows"], env=env)
            if self.story:
                run([*manage, "seed_demo"], env=env, what="demonstration data")
            seeded.write()
        # The passwords are published, so they must not be enough to set up a second factor.
        env["INVITATIONS"] = str(self.home / "invitations")
        run([PYTHON, "-m", "tooling.composition.invitations"], env=env, what="invitations")


def building() -> dict[str, str]:
    """Return the environment in which the Dockerfile collects the static files."""
    return {
        "PATH": search_path(),
        "DJANGO_SETTINGS_MODULE": "referral_portal.settings",
        "PORTAL_ZONE": "portal",
        "DEBUG": "0",
        "DEMO": "0",
        "SECRET_KEY": "only while building",
        "DATABASE_URL": "postgres://nobody@localhost/none",
        "EMAIL_URL": "none:",
    }


def _from_shell() -> dict[str, str]:
    """Return the variables of the file that are set in the shell."""
    return {
        match.group(1): os.environ[match.group(1)]
        for match in model.VARIABLE.finditer(model.FILE.read_text() + model.WIDE.read_text())
        if match.group(1) and os.environ.get(match.group(1))
    }


def serve(*, demo: bool, wide: bool) -> int:
    """Run until Ctrl-C."""
    name = "-".join(["stack", *["wide"] * wide, *["demo"] * demo])
    installation = Installation(VAR / name, demo=demo, wide=wide)
    files = "docker-compose.yml and docker-compose.wide.yml" if wide else "docker-compose.yml"
    say(f"Starting the services of {files}")
    try:
        stack = installation.up()
        say(welcome(installation))
        while True:
            stack.watch_once()
            time.sleep(0.2)
    except KeyboardInterrupt:
        say("\nStopping")
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        installation.down()


def welcome(installation: Installation) -> str:
    """Print the addresses and links once every service is healthy."""
    rows = [
        f"  {name:<22}{one.state:<11}{one.seconds:5.1f} s"
        + ("" if one.state == DONE else f"   process {one.process.pid}")
        for name, one in installation.stack.running.items()
    ]
    invitations = f"Users set up their sign-in by their links in {installation.home}/invitations."
    lines = [
        *rows,
        "",
        f"Up after {installation.seconds:.0f} s. The certificates are self-signed: the browser will ask.",
        f"  Portal             {installation.address('portal')}/",
        f"  Link workers       {installation.address('safeguarding')}/safeguarding/",
        f"  Messages, logs     {installation.home}/mail, {installation.home}/logs",
        *([invitations] if installation.demo else [NOBODY]),
        f"Ctrl-C stops it; deleting {installation.home} starts afresh.",
    ]
    return "\n".join(lines)


def test(arguments: list[str]) -> int:
    """Start a new stack on free ports, run the journey against it and stop it."""
    home = VAR / "stack-test"
    run(["rm", "-rf", home])
    installation = Installation(home, demo=True, story=False, **FREE_PORTS, **FOR_JOURNEYS)
    try:
        installation.up()
        say(welcome(installation))
        env = clean_environment(
            TEST_DATABASE="sqlite", STACK_MAIL=str(home / "mail"),
            STACK_INVITATIONS=(home / "invitations").read_text(),
            STACK_PORTAL=installation.address("portal"),
            STACK_SAFEGUARDING=installation.address("safeguarding"),
        )  # fmt: skip
        del env["DJANGO_SETTINGS_MODULE"]
        words = [PYTHON, "-m", "pytest", JOURNEY, *arguments]
        tests = subprocess.Popen([str(word) for word in words], cwd=ROOT, env=env)
        while (code := tests.poll()) is None:
            installation.stack.watch_once()
            time.sleep(0.1)
        return code
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        installation.down()


def main(arguments: list[str]) -> int:
    """Serve or test, and return the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    if arguments[:1] == ["test"]:
        return test(arguments[1:])
    if set(arguments) - {"--demo", "--wide"}:
        raise Stop(USAGE)
    return serve(demo="--demo" in arguments, wide="--wide" in arguments)


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except Stop as stop:
        sys.stderr.write(f"\n{stop}\n")
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
