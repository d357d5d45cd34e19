"""Every sentence that the public reads and that may promise something, and what docs/promises.md lists."""

import ast
import re
from pathlib import Path

from tests.source import ROOT

DOCUMENT = ROOT / "docs" / "promises.md"
PROMISING = re.compile(
    r"\b(we (limit|delete|keep|answer|only|will|never|say within|send it)|same day|nobody|no one|will not"
    r"|not be told|never|only|within)\b",
    re.IGNORECASE,
)
FOLDERS = ("portal", "programmes", "referrals", "documents", "components", "parts")
# Parts of the desk's pages, which only staff read.
DESK = ("queue", "referral", "triage")
OURS = ("_staff_", "your_referrals", "summary", "sign_in", "stay.html", "typed", "signed_in")
BLOCK = re.compile(
    r"</?(p|li|ul|ol|h\d|div|dl|dt|dd|td|th|tr|section|title|details|summary)\b[^>]*>"
)
FEWEST_WORDS = 5


def files() -> list[Path]:
    """Return the templates and forms that participants, referrers and visitors read."""
    templates = ROOT / "templates"
    found = [templates / "base.html", ROOT / "templates/cohorts/roll_out.html"]
    for folder in FOLDERS:
        found += [*(templates / folder).rglob("*.html"), *(templates / folder).rglob("*.txt")]
    found += [*(ROOT / "referrals/forms").glob("*.py"), *(ROOT / "referrals/steps").glob("*.py")]
    desk = [templates / "parts" / folder for folder in DESK]
    found = [path for path in found if path.parent not in desk]
    return sorted(path for path in found if not any(part in path.name for part in OURS))


def sentences(path: Path) -> list[str]:
    """Return the sentences of a file that may promise something."""
    text = path.read_text()
    parts = _strings(text) if path.suffix == ".py" else _paragraphs(text)
    split = [one for part in parts for one in re.split(r"(?<=[.!?])\s+", part)]
    tidy = [" ".join(one.split()) for one in split]
    return [one for one in tidy if PROMISING.search(one) and len(one.split()) >= FEWEST_WORDS]


def _paragraphs(text: str) -> list[str]:
    text = re.sub(r"{#.*?#}", "", text, flags=re.DOTALL)
    # Words that stand in a tag, for example those of a button or a warning.
    words = [one for tag in re.findall(r"{%.*?%}", text) for one in re.findall(r'"([^"]*)"', tag)]
    text = re.sub(r"{%.*?%}", "\n\n", text, flags=re.DOTALL)
    text = BLOCK.sub("\n\n", re.sub(r"{{.*?}}", "…", text))
    return [*re.split(r"\n\s*\n", re.sub(r"<[^>]+>", "", text)), *words]


def _strings(text: str) -> list[str]:
    tree = ast.parse(text)
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def rows(text: str) -> list[tuple[str, ...]]:
    """Return the cells of each row of the tables in `text`, without the heads."""
    lines = [line.strip().strip("|") for line in text.splitlines() if line.startswith("| “")]
    return [tuple(cell.strip() for cell in line.split(" | ")) for line in lines]


def faults(text: str, found: set[str]) -> list[str]:
    """Return the faults of the list `text`, given the sentences that are on the pages."""
    listed = {row[0].strip("“”"): row for row in rows(text)}
    wrong = [f"Not listed in docs/promises.md: {one}" for one in sorted(found - set(listed))]
    wrong += [f"On no page any more: {one}" for one in sorted(set(listed) - found)]
    for one, row in listed.items():
        if len(row) not in {2, 3} or not all(row):
            wrong.append(f"Without a mechanism: {one}")
        names = re.findall(r"`([^`]+)`", row[-1]) if len(row) == 3 else []
        if len(row) == 3 and not names:
            wrong.append(f"Without a test: {one}")
        wrong += [f"{name} does not exist: {one}" for name in names if not exists(name)]
    return wrong


def exists(name: str) -> bool:
    """Return whether the test `name`, written file::function, is there."""
    file, _, function = name.partition("::")
    path = ROOT / file
    return bool(function) and path.is_file() and f"\ndef {function}(" in path.read_text()
