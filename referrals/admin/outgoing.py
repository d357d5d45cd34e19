"""What a step will send, shown before it is taken: to whom, in which words, and whether it waits.

Built from the table and the texts that the verbs use; a test compares both. Nothing is sent here.
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
from referrals.transition_table import Step


@dataclass(frozen=True)
class Planned:
    """One message as it will be sent."""

    to: str
    audience: str
    subject: str
    body: str
    waits: bool


def planned(referral: Referral, step: Step) -> list[Planned]:
    """Return the messages that `step` will send about `referral`."""
    event, waits = step.event, step.tells_first
    if event is None:
        return []
    context = context_for(referral)
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
