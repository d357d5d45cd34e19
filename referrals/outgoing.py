"""Show what a verb will send before a button calls it: to whom, in which words, and whether it waits.

It reads the same recipients and texts as the verbs, and a test compares both. It sends nothing.
"""

from dataclasses import dataclass

from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import preview
from referrals.enums import MessageEvent
from referrals.models import Referral
from referrals.notifications import (
    LETTERS,
    context_for,
    letter_is_posted,
    mailbox_for,
    recipients_of,
    template_for,
)


@dataclass(frozen=True)
class Planned:
    """One message as it will be sent."""

    to: str
    audience: str
    subject: str
    body: str
    waits: bool


def what_will_be_sent(
    referral: Referral, event: str | None, *, waits: bool = True, when: str = ""
) -> list[Planned]:
    """Return the messages of `event` about `referral`, or none without an event.

    `waits` means that they wait for release. `when` is the day and time of a session, in words.
    """
    if not event:
        return []
    context = context_for(referral) | {"when": when}
    messages = []
    for to, audience in recipients_of(event, referral):
        subject, body = preview(template_for(event, audience), context)
        label = Audience(audience).label
        messages.append(
            Planned(to=to, audience=label, subject=subject, body=body.strip(), waits=waits)
        )
    if event in LETTERS and letter_is_posted(referral):
        subject, body = preview(template_for(MessageEvent.LETTER, Audience.STAFF), context)
        label = Audience.STAFF.label
        to = mailbox_for(referral)
        messages.append(
            Planned(to=to, audience=label, subject=subject, body=body.strip(), waits=waits)
        )
    return messages
