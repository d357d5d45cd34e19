"""The Dockerfile, as far as it can be tried without building it.

Its copies are made in an empty folder, and its steps that need no network run there on them: what the
product needs and the Dockerfile forgets then fails here.
"""

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tooling import system

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "Dockerfile").read_text()
LINES = [line for line in TEXT.splitlines() if line and not line.startswith("#")]
IGNORED = shutil.ignore_patterns("__pycache__", "build")


def stages() -> list[list[tuple[str, str]]]:
    """The instructions, split at each FROM."""
    found: list[list[tuple[str, str]]] = []
    for line in LINES:
        word, rest = line.split(None, 1)
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found


def copies(stage) -> list[tuple[list[str], str]]:
    """What a stage copies out of the project: sources and target."""
    lines = [rest.split() for word, rest in stage if word == "COPY"]
    return [(words[:-1], words[-1]) for words in lines if not words[0].startswith("--from")]


def runs(stage) -> list[list[str]]:
    """The RUN steps written as lists."""
    return [json.loads(rest) for word, rest in stage if word == "RUN" and rest.startswith("[")]


def copy_into(folder: Path, stage) -> None:
    for sources, _target in copies(stage):
        for source in sources:
            place = folder / source
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=IGNORED)
            else:
                shutil.copy(ROOT / source, place)


def test_every_file_it_copies_is_there_and_let_through():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    let_through = {line[1:] for line in ignored if line.startswith("!")}
    sources = [source for stage in stages() for names, _ in copies(stage) for source in names]

    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert set(sources) == let_through
    assert "*" in ignored
    assert not any(fnmatch.fnmatch("secrets", name) for name in let_through)


def test_every_stage_is_pinned_and_the_last_is_not_root():
    bases = [rest.split()[0] for word, rest in (stage[0] for stage in stages())]

    assert all(re.fullmatch(r"\w+:\d+\.\d+\.\d+-[\w-]+", base) for base in bases), bases
    assert ("USER", "10001:10001") in stages()[-1]
    assert [word for word, _ in stages()[-1]][-3:] == ["USER", "EXPOSE", "CMD"]


def test_it_installs_what_the_tooling_installs():
    pip = runs(stages()[1])[-1]
    tooling = (ROOT / "tooling" / "environment.py").read_text()

    assert pip[1:4] == ["-m", "pip", "install"]
    assert all(f'"{option}"' in tooling for option in pip[4:] if option.startswith("-"))
    assert pip[-1] == "requirements.txt"
    assert " ".join(system.PANGO) in TEXT


def test_no_secret_is_built_in():
    assert not re.search(r"^(ARG|ADD)\b", TEXT, re.MULTILINE)
    assert not [rest for word, rest in stages()[-1] if word == "ENV" and "SECRET" in rest]


def test_the_front_end_builds_from_what_is_copied(tmp_path):
    stage = stages()[0]
    copy_into(tmp_path, stage)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    [step] = runs(stage)

    done = subprocess.run(
        [sys.executable, *step[1:]], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    built = {file.name for file in (tmp_path / "static" / "build").iterdir()}
    assert built == {file.name for file in (ROOT / "static" / "build").iterdir()}


@pytest.mark.parametrize("zone", ["portal", "safeguarding"])
def test_each_zone_starts_from_what_is_copied(tmp_path, zone):
    copy_into(tmp_path, stages()[-1])
    env = {
        "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "referral_portal.settings",
        "PORTAL_ZONE": zone, "DEBUG": "0", "DEMO": "0", "SECRET_KEY": "x" * 60 + "abcdefgh",
        "DATABASE_URL": "postgres://nobody@localhost/none", "EMAIL_URL": "none:",
        "SAFEGUARDING_DATABASE_URL": "postgres://nobody@localhost/none",
        "ALLOWED_HOSTS": "portal.example.org", "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    script = "import deploy.prepare, referral_portal.wsgi; from django.urls import get_resolver; "
    script += "get_resolver().url_patterns; from django.core.management import call_command; "
    script += "call_command('check', deploy=True, fail_level='WARNING')"

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, env=env
    )

    assert done.returncode == 0, done.stderr


def test_static_files_are_collected_as_for_the_stack():
    from tooling.composition.__main__ import building

    [step] = runs(stages()[-1])
    env = dict(word.split("=", 1) for word in step[1:] if re.match(r"[A-Z_]+=", word))
    here = building()

    assert step[-4:] == ["manage.py", "collectstatic", "--noinput", "--clear"]
    assert env.pop("STATIC_ROOT") == "/srv/static"
    assert env == {name: here[name] for name in env}
