"""Everything that README, CONTRIBUTING and the pages of docs/ name exists.

Read are links, and the words in backticks and in code blocks: paths, tests, addresses, commands and
names of code. What a page says about them is for people to check.
"""

import importlib.machinery
import importlib.util
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from safeguarding.demo.accounts import ACCOUNTS, PASSWORD, WORKERS
from tests.source import ROOT
from tooling import prove, serve

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Made at run time, or on the server.
NOT_IN_THE_TREE = re.compile(r"^(var|secrets|\.venv|/run|/tmp)(/|$)")
# Words of other people's software, and of what we chose not to use.
OTHERS = {"pgcrypto", "sudo", "apt", "git", "docker", "pytest", "ticket"}
CODE = re.compile(r"```(?P<kind>\w*)\n(?P<block>.*?)```|`(?P<span>[^`]+)`", re.DOTALL)
PATH = re.compile(r"\.?[\w-][\w.-]*(/[\w.-]+)*/?")
NAME = re.compile(r"[A-Za-z_][\w.-]*")
TEXTS = {
    ".py",
    ".html",
    ".txt",
    ".json",
    ".sql",
    ".yml",
    ".toml",
    ".js",
    ".scss",
    ".conf",
    ".in",
    "",
}


@cache
def _tree() -> frozenset[str]:
    """Every file and folder of the project, from the top."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    files = [Path(name) for name in listed if (ROOT / name).is_file()]
    return frozenset(path.as_posix() for file in files for path in (file, *file.parents))


@cache
def _file_names() -> frozenset[str]:
    return frozenset(Path(name).name for name in _tree())


@cache
def _words_of_code() -> frozenset[str]:
    """Every word in files other than pages, so that a renamed class or setting is missed."""
    files = [ROOT / name for name in _tree() if Path(name).suffix in TEXTS]
    words = re.compile(r"[\w-]+|\w+")
    texts = [file.read_text() for file in files if file.is_file() and file.name != "test_docs.py"]
    return frozenset(
        part for text in texts for word in words.findall(text) for part in (word, *word.split("-"))
    )


@cache
def _commands() -> dict:
    loader = importlib.machinery.SourceFileLoader("dev_commands", str(ROOT / "dev"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module.COMMANDS


def _is_there(path: str) -> bool:
    return bool(NOT_IN_THE_TREE.match(path)) or path.rstrip("/") in _tree()


def _has_test(test: str) -> bool:
    file, _, name = test.partition("::")
    return file in _tree() and f"def {name}(" in (ROOT / file).read_text()


def _resolves(address: str) -> bool:
    try:
        return bool(resolve(address))
    except Resolver404:
        return False


def word_fault(word: str) -> str | None:
    """What is wrong with one word that a page shows as code; None when it is there."""
    path = word.removeprefix("./")
    if word.startswith("/"):
        is_wrong = not (_resolves(word) or NOT_IN_THE_TREE.match(word))
    elif "::" in word:
        is_wrong = not (_has_test(word) or _has_test(f"tests/{word}"))
    elif PATH.fullmatch(path) and "/" in path:
        is_wrong = not _is_there(path)
    elif re.fullmatch(r"\.?[\w.-]+\.(py|md|html|txt|json|yml|toml|in|scss|sql)", word):
        is_wrong = word not in _file_names()
    elif NAME.fullmatch(word):
        parts = [part for part in word.split(".") if part]
        is_wrong = not OTHERS.issuperset(parts) and any(
            part not in _words_of_code() | _file_names() | OTHERS for part in parts
        )
    else:
        is_wrong = False
    return f"{word} is not there" if is_wrong else None


def command_faults(code: str) -> list[str]:
    """Commands in `code` that ./dev, a proof or manage.py does not have."""
    faults = [
        f"./dev {name} is not a command"
        for name in re.findall(r"\./dev +([a-z]\w*)", code)
        if name not in _commands()
    ]
    faults += [
        f"./dev prove {name} is not a proof"
        for name in re.findall(r"\./dev prove +([a-z]\w*)", code)
        if name not in prove.names()
    ]
    return faults + [
        f"manage.py {name} is not a command"
        for name in re.findall(r"(?:manage\.py|\./dev manage) +([a-z]\w*)", code)
        if name not in get_commands()
    ]


def link_faults(text: str, page: Path) -> list[str]:
    """Relative links of `text`, which stands in `page`, that lead nowhere."""
    faults = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, heading = link.partition("#")
        if "://" in link:
            continue
        target = (page.parent / file).resolve() if file else page
        if not target.exists():
            faults.append(f"{link} leads nowhere")
        elif heading and heading not in _headings(target):
            faults.append(f"{link}: no such heading")
    return faults


def _headings(page: Path) -> set[str]:
    """The names by which a link reaches the headings of a page."""
    found = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def code_faults(text: str) -> list[str]:
    """What the words in backticks and the code blocks of `text` name that does not exist."""
    faults = []
    for match in CODE.finditer(text):
        if match["span"] is None and match["kind"] != "sh":
            continue
        code = match["span"] or re.sub(r"(?<= )#.*", "", match["block"])
        faults += command_faults(code)
        words = code.split()
        if match["span"] is None or len(words) > 1:  # a command: only its paths are ours
            words = [word for word in words if "/" in word]
        faults += [fault for word in words if (fault := word_fault(_plain(word)))]
    return faults


def _plain(word: str) -> str:
    """A word without the call's arguments or the sentence's full stop; "…" stands for anything."""
    return re.sub(r"\(.*\)$|[.,;:]$|^#?\[|\]$", "", word)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_everything_a_page_names_exists(page):
    text = page.read_text()

    assert link_faults(text, page) + code_faults(text) == []


def test_the_page_of_commands_lists_every_command():
    page = (ROOT / "docs" / "commands.md").read_text()

    assert set(re.findall(r"^\| `\./dev (\w+)", page, re.MULTILINE)) == set(_commands())
    assert set(re.findall(r"^\| `\./dev prove (\w+)", page, re.MULTILINE)) == set(prove.names())


def test_the_tour_shows_the_sign_ins_of_the_demonstration():
    readme = (ROOT / "README.md").read_text()
    rows = re.findall(r"^\| `([\w-]+)` \|[^|]*\| `([^`]+)` \| `([^`]+)` \|", readme, re.MULTILINE)

    assert rows == serve.SIGN_INS
    names = {account.username for account in ACCOUNTS} | {name for name, *_ in WORKERS}
    assert {name for name, *_ in rows} <= names
    assert f"`{PASSWORD}`" in readme


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[There](nowhere.md)", "nowhere.md leads nowhere"),
        ("[There](README.md#nothing)", "README.md#nothing: no such heading"),
        ("`referrals/nothing.py`", "referrals/nothing.py is not there"),
        ("`referrals/nothing/`", "referrals/nothing/ is not there"),
        ("`nothing_here.py`", "nothing_here.py is not there"),
        ("`no_such_verb(by)`", "no_such_verb is not there"),
        ("`/nowhere/`", "/nowhere/ is not there"),
        ("`tests/test_docs.py::test_no`", "tests/test_docs.py::test_no is not there"),
        ("`./dev walk`", "./dev walk is not a command"),
        ("```sh\n./dev prove nothing\n```", "./dev prove nothing is not a proof"),
        ("`manage.py walk`", "manage.py walk is not a command"),
    ],
)
def test_a_page_that_names_what_is_not_there_is_found(text, fault):
    page = ROOT / "README.md"

    assert fault in link_faults(text, page) + code_faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "`referrals/transitions.py`",
        "`var/mail/`",
        "`tests/test_docs.py::test_a_page_that_names_what_is_there_passes`",
        "`./dev test tests/referrals -k order`",
        "`/refer/`",
        "[Top](README.md#map)",
        "`manage.py migrate`",
        "```mermaid\nno_such_state\n```",
    ],
)
def test_a_page_that_names_what_is_there_passes(text):
    assert link_faults(text, ROOT / "README.md") + code_faults(text) == []
