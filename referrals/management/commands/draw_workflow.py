"""`manage.py draw_workflow`: draw the life of a referral from the transition table.

Writes docs/workflow.md. `--check` writes nothing and fails when the page is out of date. The rules
are in `transition_table`.
"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from referrals.enums import AGENCY_WORDS, FINAL, Status
from referrals.transition_table import TABLE
from referrals.transitions import SUBMITTED


def diagram() -> str:
    """Return the states and steps as a Mermaid diagram."""
    drawn = {
        status for step in TABLE for way in step.moves for status in (*way.sources, way.target)
    }
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{status.label}" as {status}' for status in Status if status in drawn]
    lines.append(f"    [*] --> {Status.AWAITING_TRIAGE}: {SUBMITTED}")
    lines += [
        f"    {source} --> {way.target}: {_spoken(step.verb)}"
        for step in TABLE
        for way in step.moves
        for source in way.sources
    ]
    lines += [f"    {status} --> [*]" for status in Status if status in drawn & FINAL]
    return "\n".join([*lines, "```"])


def ways() -> str:
    """Return the table of moves: from where to where, by which roles, following from what."""
    return _table(
        ("Step", "From", "To", "Who", "Follows from"),
        [
            (
                _spoken(step.verb),
                ", ".join(source.label for source in way.sources),
                way.target.label,
                ", ".join(role.label for role in way.who),
                way.follows_from.label if way.follows_from else "no other step",
            )
            for step in TABLE
            for way in step.moves
        ],
    )


def words() -> str:
    """Return the table of words, messages and reasons of each step."""
    return _table(
        (
            "Step",
            "Link or button",
            "In the history",
            "Link workers read",
            "Message",
            "Told first",
            "Reasons",
            "What it means",
        ),
        [
            (
                _spoken(step.verb),
                step.label,
                step.history,
                step.news,
                step.event or "none",
                "yes" if step.tells_first else "no",
                ", ".join(code.label for code in step.codes) or "none",
                step.help,
            )
            for step in TABLE
        ],
    )


def statuses() -> str:
    """Return the word that an agency reads for each status."""
    rows = [(status.label, AGENCY_WORDS[status].label) for status in Status]
    return _table(("Status", "An agency reads"), rows)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [" | ".join(cells) for cells in (heads, *rows)]
    lines = [f"| {line} |" for line in lines]
    return "\n".join([lines[0], "|---" * len(heads) + "|", *lines[1:]])


def _spoken(verb: str) -> str:
    return verb.replace("_", " ")


def page() -> str:
    """Return the whole of docs/workflow.md."""
    return (
        "\n\n".join(
            (
                "# The life of a referral",
                "Made by `manage.py draw_workflow` from `referrals/transition_table.py`. Do not edit. "
                "To change it, see [Add a status or a step](how-to/add-a-status-or-step.md).",
                diagram(),
                "## Who may take a step",
                "A step that follows from something is taken only by the verb that makes it happen, "
                "which first checks its own permissions.",
                ways(),
                "## What a step says and sends",
                "“Told first”: people at risk are told before the participant, and messages wait for "
                "release.",
                words(),
                "## What an agency reads",
                "Of a decision or a place, an agency reads once its message has been released. Until then it "
                "reads the word from before; before a first decision, “In assessment”. It reads that as well "
                "after a first step, and “Question for you” while a question waits for its answer.",
                statuses(),
            )
        )
        + "\n"
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
