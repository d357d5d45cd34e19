"""The runner itself, on toy services: order, health checks, restarts, signals, nothing left behind."""

import os
import signal
import sys

import pytest
import yaml

from tests.patience import A_MINUTE, eventually
from tooling.base import Stop
from tooling.composition import model
from tooling.composition.local import Local
from tooling.composition.processes import Stack

PYTHON = sys.executable
SLEEP = [PYTHON, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def stack_of(tmp_path):
    """A function that makes a stack of services; whatever it started is stopped after the test."""
    made = []

    def make(services: dict, variables: dict | None = None) -> Stack:
        file = tmp_path / "compose.yml"
        file.write_text(yaml.safe_dump({"services": services}))
        composition = model.load(file, variables or {})
        made.append(Stack(composition, Local(composition, tmp_path / "home")))
        return made[-1]

    yield make
    for stack in made:
        stack.stop()


def health(*words: str, **others) -> dict:
    return {"test": ["CMD", *words], "interval": "1s", "timeout": "1m", "retries": 2, **others}


def lasting(command: list[str] = SLEEP, **entry) -> dict:
    return {"command": command, "restart": "unless-stopped", **entry}


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_order_and_conditions_are_obeyed(stack_of, tmp_path):
    note = "import sys, time; time.sleep({}); open(r'{}', 'a').write(sys.argv[1])"
    said = tmp_path / "said"
    once = {"restart": "no"}
    healthy = health(PYTHON, "-c", f"import os, sys; sys.exit(not os.path.exists(r'{said}'))")
    stack = stack_of(
        {
            # Named so that neither the file's order nor the alphabet is the right one.
            "a": {**once, "command": [PYTHON, "-c", note.format(0, said), "a"],
                  "depends_on": {"b": {"condition": "service_healthy"},
                                 "c": {"condition": "service_completed_successfully"}}},
            "b": lasting([PYTHON, "-c", note.format(0.5, said) + "; time.sleep(600)", "b"],
                         healthcheck=healthy),
            "c": {**once, "command": [PYTHON, "-c", note.format(0, said), "c"],
                  "depends_on": {"b": {"condition": "service_healthy"}}},
        }
    )  # fmt: skip

    stack.start(patience=A_MINUTE)

    assert said.read_text() == "bca"
    assert {name: one.state for name, one in stack.running.items()} == {
        "a": "completed", "b": "healthy", "c": "completed"
    }  # fmt: skip


def test_a_service_that_never_gets_well_ends_the_start(stack_of):
    stack = stack_of(
        {
            "ill": lasting(healthcheck=health("false")),
            "other": lasting(depends_on={"ill": {"condition": "service_healthy"}}),
        }
    )

    with pytest.raises(Stop, match="ill, other"):
        stack.start(patience=1.5)

    assert stack.running["other"].process is None


def test_a_step_that_fails_ends_the_start_with_its_words(stack_of):
    stack = stack_of(
        {"step": {"restart": "no", "command": [PYTHON, "-c", "print('no such role'); exit(3)"]}}
    )

    with pytest.raises(Stop, match=r"step failed \(3\)[\s\S]*no such role"):
        stack.start(patience=A_MINUTE)


def test_the_environment_is_the_files_and_nothing_else(stack_of, monkeypatch, tmp_path):
    monkeypatch.setenv("LEAKED", "from the shell")
    said = tmp_path / "said"
    script = f"import os; open(r'{said}', 'w').write(repr(dict(os.environ)))"
    entry = {
        "restart": "no",
        "command": [PYTHON, "-c", script],
        "environment": {"PLAIN": "as it is", "HOST": "0.0.0.0", "FILLED": "${FROM_SHELL:-x}"},
    }
    stack_of({"one": entry}, {"FROM_SHELL": "y"}).start(patience=A_MINUTE)

    found = eval(said.read_text())
    assert {"PLAIN": "as it is", "HOST": "127.0.0.1", "FILLED": "y"}.items() <= found.items()
    assert "LEAKED" not in found


def test_what_stops_is_started_again_and_an_unwell_one_is_named(stack_of, tmp_path, capsys):
    flag = tmp_path / "flag"
    flag.touch()
    check = health(PYTHON, "-c", f"import os, sys; sys.exit(not os.path.exists(r'{flag}'))")
    stack = stack_of({"one": lasting(healthcheck=check)})
    stack.start(patience=A_MINUTE)
    first = stack.running["one"].process
    os.kill(first.pid, signal.SIGKILL)
    first.wait()

    stack.watch_once()
    flag.unlink()

    def is_unhealthy() -> bool:
        stack.watch_once()
        return stack.running["one"].state == "unhealthy"

    eventually(is_unhealthy, "what its own check calls unwell is unwell")

    assert stack.running["one"].process.pid != first.pid
    assert "one stopped (-9)" in capsys.readouterr().out


def test_nothing_is_left_behind(stack_of, tmp_path):
    """Neither children of children nor one that does not listen to the polite signal."""
    pids = tmp_path / "pids"
    stubborn = (
        "import os, signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        f"open(r'{pids}', 'w').write(f'{{os.getpid()}} {{child.pid}}'); time.sleep(600)"
    )
    ready = health(PYTHON, "-c", f"import os, sys; sys.exit(not os.path.exists(r'{pids}'))")
    stack = stack_of({"one": lasting([PYTHON, "-c", stubborn], healthcheck=ready,
                                     stop_grace_period="1s", tmpfs=["/scratch:mode=1777"])})  # fmt: skip
    stack.start(patience=A_MINUTE)
    run, found = stack.local.run, [int(pid) for pid in pids.read_text().split()]
    assert all(map(is_alive, found))

    stack.stop()

    # The grandchild is buried by init.
    eventually(lambda: not any(map(is_alive, found)), "no child is left")
    assert not run.exists()


@pytest.mark.parametrize(
    "entry",
    [
        {"entrypoint": ["sh"]},
        {"env_file": ".env"},
        {"healthcheck": {"test": ["CMD-SHELL", "true"], "interval": "1s"}},
        {"depends_on": {"nobody": {"condition": "service_healthy"}}},
        {"environment": {"A": "$HOME"}},
        {"stop_grace_period": "soon"},
    ],
)
def test_what_it_would_not_obey_is_refused(stack_of, entry):
    with pytest.raises(Stop):
        stack_of({"one": lasting(**entry)})
