"""The pages of docs/ that are made from tables of the tests: `python -m tests.drawing [--check]`.

./dev fix writes them and ./dev check compares. Imports no settings, so that it costs nothing.
"""

import sys
from pathlib import Path

from tests.authorisation.matrix import COLUMNS, LETTERS, ROWS

DOCS = Path(__file__).resolve().parent.parent / "docs"


def authorisation() -> str:
    """Return docs/authorisation.md."""
    titles = [column.title for column in COLUMNS]
    lines = [
        "# Who may see what",
        "",
        "Made from `tests/authorisation/matrix.py`. Do not edit; `./dev fix` writes it. Each cell is a"
        " test: everything that a role can open is opened, for rows of its own and of others, and what"
        " it shows must be this, no more and no less.",
        "",
        "**all**: every row. **own**: their own referral, cohort or case. **-**: nothing of it, and"
        " no page that would tell whether there is something.",
        "",
        "| Class | " + " | ".join(titles) + " |",
        "|---" * (len(titles) + 1) + "|",
    ]
    lines += [
        f"| **{row.code}** {row.words} | " + " | ".join(built for _, _, built in row.cells()) + " |"
        for row in ROWS
    ]
    lines += ["", "## The roles", ""]
    lines += [f"- **{column.title}**: {column.words or column.kind}" for column in COLUMNS]
    lines += [
        "",
        "## What was asked for",
        "",
        "The design's own matrix, for comparison. "
        + "; ".join(f"{letter}: {words}" for letter, words in LETTERS.items())
        + ".",
        "",
        "| Class | " + " | ".join(titles) + " | Why it is built as it is |",
        "|---" * (len(titles) + 2) + "|",
    ]
    lines += [
        f"| **{row.code}** | "
        + " | ".join(asked for _, asked, _ in row.cells())
        + f" | {row.why} |"
        for row in ROWS
    ]
    return "\n".join(lines) + "\n"


PAGES = {"authorisation.md": authorisation}


def stale() -> list[str]:
    """Return the names of the pages that are not what their table says."""
    return [
        name
        for name, draw in PAGES.items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text() != draw()
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check name the stale ones; returns 1 if there are any."""
    found = stale()
    if "--check" in arguments:
        if found:
            sys.stdout.write(f"Run ./dev fix: {', '.join(found)} is out of date.\n")
        return 1 if found else 0
    for name in found:
        (DOCS / name).write_text(PAGES[name]())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
