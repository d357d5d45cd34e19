"""`manage.py draw_workflow`: draw the life of a referral from the transition table.

Writes docs/workflow.md. `--check` writes nothing and fails when the page is out of date.
"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from referral_portal.accounts.roles import Role
from referrals.enums import FINAL, EndingCode, Status
from referrals.transitions import AGENCY_WORDS, SYSTEM, TABLE


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
    help = "Draws the workflow into docs/workflow.md."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Fail if the page is out of date.")
        parser.add_argument("--root", type=Path, default=settings.BASE_DIR, help="The project.")

    def handle(self, *args, check: bool, root: Path, **options):
        path, wanted = root / "docs" / "workflow.md", page()
        if path.is_file() and path.read_text() == wanted:
            return
        if check:
            raise CommandError(f"Run ./dev manage draw_workflow: {path.name} is out of date.")
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted)
