"""The events of a page, as a user reads them, and the lines of a file, which has no names at all."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from django.urls import reverse

from referral_portal.accounts.admin.audit.naming import (
    actor_in_words,
    actor_names,
    row_names,
    sees_accounts,
)
from referral_portal.audit.models import AuditEvent
from referral_portal.audit.words import is_row, sentence_of
from referral_portal.common.dates import local

LIST = "admin:audit_auditevent_changelist"
PAGE = "admin:audit_auditevent_change"
IN_FILE = ("When", "Who", "What", "Action", "Account", "Kind of row", "Row", "Codes")


def rows_of(events: list[AuditEvent], user) -> list[dict]:
    """Return the words and links of each event for a page."""
    actors = actor_names(events, is_named=sees_accounts(user))
    names = row_names(user, events)
    here = reverse(LIST)
    rows = []
    for event in events:
        named = names.get((event.target_kind, event.target_id))
        said = sentence_of(event, name=named.text if named else "")
        page = (named.url if named else "") or _about(here, event)
        rows.append(
            {
                "at": local(event.at),
                "url": reverse(PAGE, args=[event.pk]),
                "actor": actor_in_words(event, actors),
                "actor_url": _filtered(here, account=event.actor_id) if event.actor_id else "",
                "said": said,
                "row_url": page if said.row else "",
                "codes": codes_of(event),
            }
        )
    return rows


def in_words(event: AuditEvent, user) -> str:
    """Return one event as one sentence."""
    (row,) = rows_of([event], user)
    return f"{row['actor']} {row['said']}"


def codes_of(event: AuditEvent, *, is_whole: bool = False) -> str:
    """Return the codes of an event on one line; of a list its length, unless the line `is_whole`."""
    return "; ".join(
        f"{name.replace('_', ' ')}: {_value(value, is_whole=is_whole)}"
        for name, value in event.data.items()
        if value not in ("", None)
    )


def in_file(events: list[AuditEvent]) -> Iterator[Iterable[object]]:
    """Return the lines of a file about `events`, with its headings: numbers and ids, and no name."""
    actors = actor_names(events)
    yield IN_FILE
    for event in events:
        yield (
            f"{local(event.at):%Y-%m-%d %H:%M:%S}",
            actor_in_words(event, actors),
            sentence_of(event, is_whole=True),
            event.action,
            event.actor_id or "",
            event.target_kind,
            event.target_id,
            codes_of(event, is_whole=True),
        )


def _about(here: str, event: AuditEvent) -> str:
    if not is_row(event):
        return ""
    return _filtered(here, kind=event.target_kind, row=event.target_id)


def _filtered(here: str, **filters: object) -> str:
    return f"{here}?{urlencode(filters)}"


def _value(value: object, *, is_whole: bool) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) if is_whole else str(len(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if is_whole else str(value).replace("_", " ")
