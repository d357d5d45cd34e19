"""The lists of referrals on the first page: which rows each shows, in which order, and which date.

A list reads a few rows more than it shows, so that its count needs no query of its own.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import DateField, DateTimeField, QuerySet
from django.urls import reverse

from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.accounts.work import MOST, SHOWN, WorkItem, WorkRow, many
from referral_portal.common.dates import end_of_day, local, local_today
from referral_portal.common.statements import Given
from referral_portal.replica import lists
from referrals.admin.danger import COLOURS
from referrals.admin.queue.which import ALL, LATE_CONTACT, LATE_PLACE, ON_PAUSE
from referrals.admin.waiting_address import CONTACT, WAITING_LIST, WhichWaiting
from referrals.clocks import due_words
from referrals.danger_signs import LEVEL_WORDS, Level
from referrals.enums import RANKED, Status
from referrals.models import Referral
from referrals.querysets import ReferralQuerySet
from referrals.same_person import with_person

DUE = "Due"
QUEUE = "admin:referrals_referral_changelist"
COLUMNS = (
    "id", "reference", "participant__name", "participant__person", "status", "submitted_at",
    "status_at", "due_at", "contact_due_at", "place_due_at", "holding_due_at", "review_on",
    "wants_call", "needs_prompt_call", "danger_level",
)  # fmt: skip
Rows = Callable[[ReferralQuerySet], ReferralQuerySet]
NOW, TODAY = Given("now", DateTimeField()), Given("today", DateField())
TONIGHT = Given("tonight", DateTimeField())


@dataclass(frozen=True)
class TodayList:
    """One list of referrals: `rows` chooses them, and `date` says which of their dates is shown.

    `word` stands before the date; `page` and `query` are the address of the whole list.
    """

    text: str
    hint: str
    rows: Rows
    order: tuple[str, ...]
    date: str
    word: str
    query: str = ""
    page: str = QUEUE
    is_first: bool = False
    is_urgent: bool = True


def _same_day(rows: ReferralQuerySet) -> ReferralQuerySet:
    return rows.in_work().filter(status__in=RANKED, danger_level=Level.SAME_DAY)


def _new(rows: ReferralQuerySet) -> ReferralQuerySet:
    # Nobody has taken a step on a form of version 1.
    untouched = rows.in_work().filter(status=Status.AWAITING_TRIAGE, version=1)
    return untouched.filter(danger_level__gt=Level.SAME_DAY)


LISTS = (
    TodayList(
        text="Danger: same day",
        hint="A sign of danger on the form: read and act today",
        rows=_same_day,
        order=("due_at", "id"),
        date="due_at",
        word=DUE,
        query=f"?danger={Level.SAME_DAY.value}",
        is_first=True,
    ),
    TodayList(
        text="Overdue",
        hint="The time for the decision has passed",
        rows=lambda rows: rows.in_work().overdue(NOW),
        order=("due_at", "id"),
        date="due_at",
        word=DUE,
        query="?overdue=1",
    ),
    TodayList(
        text="First contact overdue",
        hint="Nobody has spoken to the participant in time",
        rows=lambda rows: rows.in_work().contact_overdue(NOW),
        order=("contact_due_at", "id"),
        date="contact_due_at",
        word=DUE,
        query=f"?status={ALL}&overdue={LATE_CONTACT}",
    ),
    TodayList(
        text="Waiting: speak to them",
        hint="Accepted, without a place yet, and we have not spoken for a while",
        rows=lambda rows: rows.in_work().holding_due(TONIGHT),
        order=("holding_due_at", "id"),
        date="holding_due_at",
        word=DUE,
        page=WAITING_LIST,
        query=f"?{urlencode(WhichWaiting(show=CONTACT).params())}",
    ),
    TodayList(
        text="Answered: decide",
        hint="We asked, the answer has come, and nothing has been decided since",
        rows=lambda rows: rows.in_work().answered(),
        order=("status_at", "id"),
        date="status_at",
        word="Answered",
        is_urgent=False,
    ),
    TodayList(
        text="New",
        hint="Nobody has worked on these yet",
        rows=_new,
        order=("danger_level", "submitted_at", "id"),
        date="submitted_at",
        word="Received",
        query=f"?status={Status.AWAITING_TRIAGE}",
        is_urgent=False,
    ),
    TodayList(
        text="Reviews due",
        hint="On hold or suspended, and the review date has come",
        rows=lambda rows: rows.in_work().review_due(TODAY),
        order=("review_on", "id"),
        date="review_on",
        word="Review",
        query=f"?status={ON_PAUSE}",
    ),
    TodayList(
        text="Place overdue",
        hint="The time for the assessment and a place has passed",
        rows=lambda rows: rows.in_work().place_overdue(NOW),
        order=("place_due_at", "id"),
        date="place_due_at",
        word=DUE,
        query=f"?status={ALL}&overdue={LATE_PLACE}",
    ),
)


def referral_lists(user, now: dt.datetime) -> list[WorkItem]:
    """Return the lists for `user`, each with its first rows."""
    today = local_today(now)
    given = {"now": now, "today": today, "tonight": end_of_day(today)}
    found = [_rows_of_list.read(user, number, **given) for number in range(len(LISTS))]
    found = [as_dicts(rows) for rows in _still_visible(found, user)]
    # Each list has rows of its own, because it shows a date of its own.
    first = [row for rows in found for row in rows[:SHOWN]]
    with_person(first, user)
    return [
        WorkItem(
            text=one.text,
            url=f"{reverse(one.page)}{one.query}",
            count=many(len(rows)),
            hint=one.hint,
            is_urgent=one.is_urgent and bool(rows),
            is_first=one.is_first,
            # The list of same-day danger says so in its heading.
            rows=tuple(
                _row(row, one.word, row[one.date], now, says_danger=not one.is_first)
                for row in rows[:SHOWN]
            ),
        )
        for one, rows in zip(LISTS, found, strict=True)
    ]


@KeptFor
def _rows_of_list(user: AnyUser, number: int) -> QuerySet:
    """Return the rows of one of LISTS, up to one more than are counted."""
    rows = LISTS[number].rows(Referral.objects.visible_to(user))
    return rows.order_by(*LISTS[number].order).values_list(*COLUMNS)[: MOST + 1]


def as_dicts(rows: Sequence[tuple]) -> list[dict]:
    """Return rows of COLUMNS by the names of the columns."""
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _still_visible(found: list[list[tuple]], user) -> list[list[tuple]]:
    """Return the lists without rows that the primary no longer shows to `user`."""
    ids = {row[0] for rows in found for row in rows}
    seen = lists.shown_by_primary(lambda: Referral.objects.visible_to(user), ids)
    return [[row for row in rows if row[0] in seen] for rows in found]


def rows_of(
    found: Sequence[dict], *, word: str, date: str, now: dt.datetime
) -> tuple[WorkRow, ...]:
    """Return the first of `found`, rows with COLUMNS, as the first page shows them.

    `word` stands before the date of the column `date`.
    """
    return tuple(_row(row, word, row[date], now) for row in found[:SHOWN])


def _row(
    row: dict, word: str, date: dt.datetime | dt.date, now: dt.datetime, *, says_danger: bool = True
) -> WorkRow:
    danger = Level(row["danger_level"])
    is_due = word == DUE
    tags = []
    if danger in COLOURS and says_danger:
        tags.append((f"Danger: {LEVEL_WORDS[danger].lower()}", COLOURS[danger]))
    if row["needs_prompt_call"]:
        tags.append(("Call soon", "red"))
    return WorkRow(
        text=row["reference"],
        url=reverse("admin:referrals_referral_change", args=[row["id"]]),
        name=row["participant__name"],
        detail=f"{word} {_date_words(date, is_due=is_due)}",
        is_late=is_due and date < now,
        tags=tuple(tags),
    )


def _date_words(date: dt.datetime | dt.date, *, is_due: bool) -> str:
    if not isinstance(date, dt.datetime):
        return f"{date:%-d %b %Y}"
    return due_words(date) if is_due else f"{local(date):%-d %b %Y}"
