"""The pages of docs/ that are made from tables of the tests: `python -m tests.drawing [--check]`.

./dev fix writes them and ./dev check compares. Imports no settings, so that it costs nothing.
"""

import sys
from pathlib import Path

from tests.authorisation.matrix import COLUMNS, LETTERS, ROWS
from tests.security_checklist import POINTS
from tests.security_lessons import DEFAULTS, DEFECTS

DOCS = Path(__file__).resolve().parent.parent / "docs"


def authorisation() -> str:
    """Return docs/authorisation.md."""
    titles = [column.title for column in COLUMNS]
    lines = [
        "# Who may see what",
        "",
        "`./dev fix` writes this page from `tests/authorisation/matrix.py`; edit that. Each cell is a"
        " test. It opens every page that a role can open, for the role's own rows and for others, and"
        " the pages must show exactly this.",
        "",
        "**all**: every row. **own**: the user's own referral, cohort or case. **-**: nothing, and no"
        " page that shows whether there is anything.",
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
        "The matrix of the design, for comparison. "
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


def security_checklist() -> str:
    """Return docs/security-checklist.md."""
    tested = sum(bool(point.tests) for point in POINTS.values())
    left = [(number, point) for number, point in POINTS.items() if point.reason]
    lines = [
        "# Security checklist",
        "",
        "`./dev fix` writes this page from `tests/security_checklist.py` and"
        " `tests/security_lessons.py`; edit those. The points are chosen from OWASP ASVS 5.0. A test"
        " checks that every test named here exists.",
        "",
        f"{tested} of {len(POINTS)} points have tests.",
        "",
        "## Not, or only partly, tested",
        "",
        "| Point | What must be true | What is missing, and why |",
        "|---|---|---|",
        *(f"| {number} | {point.words} | {point.reason} |" for number, point in left),
        "",
    ]
    for title, points in (
        ("Points", POINTS),
        ("Defaults that look safe but are not", DEFAULTS),
        ("Mistakes that a similar system has made", DEFECTS),
    ):
        lines += [f"## {title}", "", "| | What it is about | Tests |", "|---|---|---|"]
        lines += [
            f"| {number} | {point.words} | "
            + ("<br>".join(f"`{test}`" for test in point.tests.split()) or "none")
            + " |"
            for number, point in points.items()
        ]
        lines.append("")
    return "\n".join(lines)


PAGES = {"authorisation.md": authorisation, "security-checklist.md": security_checklist}


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
