"""`manage.py draw_workflow`: the life of a referral, drawn from the transition table.

Writes docs/workflow.md and, where README.md has the markers, the diagram there. `--check` writes
nothing and fails when either is out of date. Rules live in `transitions`; here they are printed.
"""

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from referral_portal.accounts.roles import Role
from referrals.enums import FINAL, EndingCode, Status
from referrals.transitions import AGENCY_WORDS, SYSTEM, TABLE

BLOCK = re.compile(r"(<!-- workflow -->\n).*?(<!-- /workflow -->)", re.DOTALL)


def diagram() -> str:
    """Return the states and steps as a Mermaid diagram."""
    lines = ["```mermaid", "stateDiagram-v2"]
    drawn = {status for row in TABLE for status in (*row.sources, row.target)}
    lines += [f'    state "{status.label}" as {status}' for status in Status if status in drawn]
    lines.append(f"    [*] --> {Status.AWAITING_TRIAGE}: submit")
    lines += [
        f"    {source} --> {row.target}: {row.verb.replace('_', ' ')}"
        for row in TABLE
        for source in row.sources
    ]
    lines += [f"    {status} --> [*]" for status in Status if status in drawn & FINAL]
    return "\n".join([*lines, "```"])


def table() -> str:
    """Return the transition table in words."""
    lines = [
        "| Step | From | To | Who | Reasons | Place kept | An agency sees | What it means |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        "| "
        + " | ".join(
            (
                row.verb.replace("_", " "),
                ", ".join(source.label for source in row.sources),
                row.target.label,
                ", ".join(_who(one) for one in row.who),
                ", ".join(EndingCode(code).label for code in row.codes) or "none",
                "yes" if row.keeps_place else "no",
                AGENCY_WORDS[row.target].label,
                row.help,
            )
        )
        + " |"
        for row in TABLE
    ]
    return "\n".join(lines)


def _who(code: str) -> str:
    return "follows from another step" if code == SYSTEM else Role(code).label


def page() -> str:
    """Return the whole of docs/workflow.md."""
    return (
        "# The life of a referral\n\n"
        "Made by `manage.py draw_workflow` from `referrals/transitions.py`. Do not edit.\n\n"
        f"{diagram()}\n\n{table()}\n"
    )


class Command(BaseCommand):
    help = "Draws the workflow into docs/workflow.md and README.md."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Fail if a drawing is stale.")
        parser.add_argument("--root", type=Path, default=settings.BASE_DIR, help="The project.")

    def handle(self, *args, check: bool, root: Path, **options):
        stale = []
        for path, wanted in self.files(root):
            if (path.read_text() if path.is_file() else "") == wanted:
                continue
            stale.append(path.name)
            if not check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(wanted)
        if stale and check:
            raise CommandError(f"Run manage.py draw_workflow: {', '.join(stale)} is out of date.")

    def files(self, root: Path):
        """Yield each file with the text it should have."""
        yield root / "docs" / "workflow.md", page()
        readme = root / "README.md"
        if readme.is_file():
            text = readme.read_text()
            yield readme, BLOCK.sub(lambda m: f"{m[1]}{diagram()}\n{m[2]}", text)
