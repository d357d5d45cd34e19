"""What people read in the project's files: docstrings, comments, strings and the words of pages."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests import source

READ = {".py", ".html", ".txt", ".md", ".json", ".sql", ".scss", ".js", ".yml", ".conf"}
NAMED = {"Dockerfile", ".env.example", ".dockerignore"}
FOLDERS = (
    *source.PACKAGES,
    "templates",
    "docs",
    "deploy",
    "tooling",
    "benchmarks",
    "assets",
    "static/js",
)
# A string, so that no # inside one is taken for a comment, or a comment.
STRING_OR_COMMENT = re.compile(
    r"""('{3}|"{3})(?:[^\\'"]|\\.|(?!\1).)*\1|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#(?P<words>[^\n]*)""",
    re.DOTALL,
)
# Made by machines.
LEFT_OUT = re.compile(r"/migrations/|package(-lock)?\.json$|^requirements|^docs/figures/")


@cache
def files() -> tuple[Path, ...]:
    """The project's files that people read, outside the tests and the migrations."""
    found = [path for name in FOLDERS for path in (source.ROOT / name).rglob("*")]
    found += source.ROOT.iterdir()
    return tuple(
        path
        for path in sorted(found)
        if path.is_file() and (_suffix(path) in READ or path.name in NAMED)
        if not LEFT_OUT.search(source.short(path))
    )


def _suffix(path: Path) -> str:
    return ".py" if path.name == "dev" else path.suffix


def of(path: Path, only_notes: bool = False) -> Iterator[tuple[int, str]]:
    """Every piece of prose in a file, with the line on which it starts.

    With `only_notes`, the docstrings and comments of Python, which only developers read.
    """
    if only_notes:
        if _suffix(path) == ".py":
            yield from _comments(path.read_text())
            yield from docstrings(path)
        return
    text = path.read_text()
    if _suffix(path) == ".py":
        yield from _comments(text)
        yield from _strings(path)
    elif path.suffix in {".html", ".txt"}:
        yield 1, re.sub(r"\{[%{].*?[%}]\}", _quoted, text, flags=re.DOTALL)
    elif path.suffix == ".md":
        # Words in backticks are names of code; words in these quotation marks are other people's.
        yield 1, re.sub(r"`[^`]*`|“[^”]*”", _blank, text)
    else:
        yield 1, text


def _blank(match: re.Match) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _quoted(match: re.Match) -> str:
    """A template tag without its code: only the words between its quotation marks."""
    kept = re.sub(r'"([^"]*)"', r"\1", "".join(re.findall(r'"[^"]*"|\n', match.group())))
    return f" {kept} "


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    for node in source.nodes(path):
        # A string without a space is a name in code, such as "pk".
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """The comments of Python; those on lines that follow each other are one."""
    found: list[list] = []
    line, last, read = 1, 0, 0
    for match in STRING_OR_COMMENT.finditer(text):
        if match["words"] is None:
            continue
        line, read = line + text.count("\n", read, match.start()), match.start()
        words = match["words"].lstrip("# ")
        if found and line == last + 1:
            found[-1][1] += f"\n{words}"
        else:
            found.append([line, words])
        last = line
    yield from ((line, words) for line, words in found)


def docstrings(path: Path) -> Iterator[tuple[int, str]]:
    """Every docstring of a file of Python, with its line."""
    if _suffix(path) != ".py":
        return
    yield from _docstrings(path)


@cache
def _docstrings(path: Path) -> tuple[tuple[int, str], ...]:
    found = ((node, ast.get_docstring(node)) for node in source.definitions(path))
    return tuple((node.body[0].lineno, words) for node, words in found if words)
