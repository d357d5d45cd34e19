"""The rows of the queue: the columns that are read, and the words in which they are shown."""

import datetime as dt
from collections.abc import Iterable

from programmes.enums import Pathway
from referral_portal.common.dates import day_words, local_today
from referrals.admin.danger import COLOURS
from referrals.admin.queue.returning import around_id
from referrals.admin.queue.which import WhichList
from referrals.clocks import due_words
from referrals.danger_signs import LEVEL_WORDS, Level
from referrals.enums import Route, Status

COLUMNS = (
    "id",
    "reference",
    "participant__name",
    "participant__person",
    "submitted_at",
    "due_at",
    "review_on",
    "route",
    "pathway",
    "district__name",
    "status",
    "wants_call",
    "needs_prompt_call",
    "danger_level",
    "set_aside_at",
    "assigned_to",
    "assigned_to__first_name",
    "assigned_to__last_name",
)
STATUS_COLOURS = {
    Status.AWAITING_TRIAGE: "teal",
    Status.INFORMATION_REQUESTED: "yellow",
    Status.ON_HOLD: "yellow",
    Status.AWAITING_ALLOCATION: "blue",
    Status.SCHEDULED: "blue",
    Status.ON_PROGRAMME: "green",
    Status.SUSPENDED: "yellow",
}
FINAL_COLOUR = "grey"


# The words of each choice, found once for all rows.
DANGER = {
    level.value: (f"Danger: {LEVEL_WORDS[level].lower()}", COLOURS[level])
    if level in COLOURS
    else ("", "")
    for level in Level
}
ROUTES = {
    route.value: route.label.removesuffix(" referral").removesuffix("-referral") for route in Route
}
PATHWAYS = {pathway.value: pathway.label for pathway in Pathway}
STATUSES = {
    status.value: (status.label, STATUS_COLOURS.get(status, FINAL_COLOUR)) for status in Status
}


def rows_of(rows: Iterable[dict], now: dt.datetime, which: WhichList) -> list[dict]:
    """Return rows of the table, with words and dates as they are shown.

    Their links carry `which`, the list to come back to.
    """
    today, (before_id, after_id) = local_today(now), around_id("change", which)
    return [_row_of(row, now, today, before_id, after_id) for row in rows]


def _row_of(row: dict, now: dt.datetime, today: dt.date, before_id: str, after_id: str) -> dict:
    waits = row["status"] == Status.AWAITING_TRIAGE.value
    due = local_today(row["due_at"]) if waits else row["review_on"]
    danger, danger_colour = DANGER[row["danger_level"]]
    status, colour = STATUSES[row["status"]]
    return {
        "id": row["id"],
        "url": f"{before_id}{row['id']}{after_id}",
        "reference": row["reference"],
        "assigned_to": " ".join(
            filter(None, (row["assigned_to__first_name"], row["assigned_to__last_name"]))
        ),
        "name": row["participant__name"],
        "received": day_words(local_today(row["submitted_at"])),
        "due": due_words(row["due_at"]) if waits else day_words(due) if due else "",
        "is_paused": row["status"] == Status.INFORMATION_REQUESTED.value,
        "is_overdue": row["due_at"] < now if waits else bool(due) and due < today,
        "is_today": due == today,
        "route": ROUTES[row["route"]],
        "pathway": PATHWAYS[row["pathway"]],
        "district": row["district__name"],
        "status": status,
        "colour": colour,
        "is_set_aside": row["set_aside_at"] is not None,
        "wants_call": bool(row["wants_call"]),
        "prompt_call": row["needs_prompt_call"],
        "danger": danger,
        "danger_colour": danger_colour,
    }


IN_FILE = (
    ("Reference", "reference"), ("Name", "name"), ("Danger", "danger"), ("Received", "received"),
    ("Decide by or review date", "due"), ("Route", "route"), ("Pathway", "pathway"),
    ("District", "district"), ("Status", "status"), ("Assigned to", "assigned_to"),
)  # fmt: skip


def in_file(rows: list[dict]) -> list[list[str]]:
    """Return rows of the table as those of a file, with the headings above them."""
    flags = [("Call soon", "prompt_call"), ("Asked to talk by phone", "wants_call")]
    table = [[heading for heading, _ in (*IN_FILE, *flags)]]
    for row in rows:
        words = [row[name] for _, name in IN_FILE]
        table.append([*words, *("Yes" if row[name] else "" for _, name in flags)])
    return table
