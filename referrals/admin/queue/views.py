"""The lists that a coordinator opens every day, each a set of filters under a name."""

from referrals.admin.queue.which import ACTIVE, MINE, NOBODY, WhichList
from referrals.danger_signs import Level
from referrals.enums import Status

VIEWS = (
    ("Queue", WhichList()),
    ("Mine", WhichList(status=ACTIVE, who=MINE)),
    ("Not assigned", WhichList(who=NOBODY)),
    ("Same day", WhichList(danger=str(Level.SAME_DAY.value))),
    ("Overdue", WhichList(overdue="1")),
    ("Waiting for an answer", WhichList(status=Status.INFORMATION_REQUESTED.value)),
)


def view_links(which: WhichList, counts: dict[str, str]) -> list[dict]:
    """Return the links of the views, with the one marked that `which` shows in any order.

    `counts` are the numbers to show, by name of the view.
    """
    shown = which.filters()
    return [
        {
            "text": text,
            "query": view.with_counts(which.counts).query() or "?",
            "count": counts.get(text, ""),
            "is_current": view.filters() == shown,
        }
        for text, view in VIEWS
    ]
