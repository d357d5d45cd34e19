"""Turning pages without counting: each page starts after the last row of the one before.

The place in the list travels in the address as two values of that row, never as an offset, so that
the tenth page costs what the first costs. Nothing here knows what the rows are.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

AFTER, BEFORE = "after", "before"
MARK = "~"


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the addresses of its neighbours (or empty)."""

    rows: Sequence
    previous_url: str
    next_url: str


def page_of(
    rows: QuerySet, *, fields: tuple[str, str], params, size: int, newest_first: bool = False
) -> Page:
    """Return the page of `rows` that the query parameters `params` ask for.

    `fields` are the two columns that order the rows, the second one unique. A place in the list
    that cannot be read gives the first page.
    """
    direction, values = _asked(rows.model, fields, params)
    backwards = direction == BEFORE
    falling = newest_first != backwards
    if values:
        first, second = values
        step = "lt" if falling else "gt"
        rows = rows.filter(
            Q(**{f"{fields[0]}__{step}": first})
            | Q(**{fields[0]: first, f"{fields[1]}__{step}": second})
        )
    sign = "-" if falling else ""
    found = list(rows.order_by(*(f"{sign}{name}" for name in fields))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next = bool(values) if backwards else more
    has_previous = more if backwards else bool(values)
    kept = {key: value for key, value in params.items() if key not in {AFTER, BEFORE}}
    return Page(
        rows=found,
        previous_url=_url(found[:1], fields, BEFORE, kept) if has_previous else "",
        next_url=_url(found[-1:], fields, AFTER, kept) if has_next else "",
    )


def _asked(model, fields, params):
    for direction in (AFTER, BEFORE):
        parts = params.get(direction, "").split(MARK)
        if len(parts) == len(fields):
            try:
                return direction, [
                    _in_range(model._meta.get_field(name).to_python(part))
                    for name, part in zip(fields, parts, strict=True)
                ]
            except (ValidationError, OverflowError):
                break
    return AFTER, None


def _in_range(value):
    """Return `value`; raises OverflowError for a moment that is outside the calendar in UTC."""
    return value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value


def _url(rows, fields, direction: str, kept: dict) -> str:
    if not rows:
        return ""
    values = (getattr(rows[0], name) for name in fields)
    texts = (value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values)
    return "?" + urlencode({**kept, direction: MARK.join(texts)})
