"""Leaks put in on purpose, each of which the search must find, or its silence means nothing."""

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from unittest import mock

from celery import current_app
from django.test import override_settings

from cohorts.views import people
from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.drain import drain
from referral_portal.outbox.models import OutgoingMessage
from tests.moments import due
from tests.proofs.twins.asking import taken_back

logger = logging.getLogger("cohorts")


@dataclass(frozen=True)
class Leak:
    """One leak: what does it, and the kind of place in which it must be found."""

    name: str
    kind: str
    put_in: Callable


@contextlib.contextmanager
def instead(leak: Callable[[str], None]) -> Iterator[None]:
    """Leak the words of every note that is sent about a participant in a cohort."""
    send_note = people.send_note

    def leaky(*, words: str, **asked) -> None:
        send_note(words=words, **asked)
        leak(words)

    with mock.patch.object(people, "send_note", leaky):
        yield


def log(words: str) -> None:
    """Print a victim's name in one line."""
    logger.info(f"Note received about {words}")


def audit(words: str) -> None:
    """Put the words where ids and codes belong, around the recorder."""
    event = AuditEvent.objects.order_by("-pk").first()
    event.pk, event._state.adding, event.data = None, True, {"about": words}
    event.save(force_insert=True)


def mail(words: str) -> None:
    """Tell the coordinator by email what it is about."""
    message = OutgoingMessage.objects.filter(status="sent").order_by("pk").first()
    OutgoingMessage.objects.create(
        key="control", template=message.template, event=message.event, subject="A note",
        to_address=message.to_address, audience=message.audience, status="rendered",
        body=f"A note has arrived: {words}\n", created_at=message.created_at,
        due_at=message.created_at,
    )  # fmt: skip
    drain(clock=due)


def argument(words: str) -> None:
    """Give the words to a task."""
    current_app.send_task("outbox.drain", args=[words])


def stop(words: str) -> None:
    """Fail, in an installation where the page for developers was left on."""
    raise ValueError(words)


def with_page_for_developers():
    """Leave the page for developers on."""
    return override_settings(DEBUG=True)


LEAKS = (
    Leak("a logger line that prints a victim's name", "log line", log),
    Leak("an audit row with a name", "row", audit),
    Leak("an email with a name", "mail", mail),
    Leak("a task with a name as its argument", "Redis value", argument),
    Leak("a page for developers", "response", stop),
)


def caught(ask: Callable, search_all: Callable, search_of: Callable) -> dict[str, bool]:
    """Put each leak in, send one note, search everything, and return whether each was found.

    `ask` sends the note with what it is given kept; `search_of` returns a new search.
    """
    found = {}
    for leak in LEAKS:
        search = search_of()
        for_developers = (
            with_page_for_developers() if leak.put_in is stop else contextlib.nullcontext()
        )
        with taken_back(), instead(leak.put_in), for_developers:
            ask(search)
            search_all(search)
        found[leak.name] = any(one.place.startswith(leak.kind) for one in search.found)
    return found
