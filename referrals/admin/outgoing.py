"""What a step will send, shown before it is taken: to whom, the very words, and whether it waits.

Built from the same tables and texts that the verbs use; a test compares both. Nothing is sent here.
"""

from dataclasses import dataclass

from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import preview
from referrals.models import Referral
from referrals.notifications import (
    LETTERS,
    context_for,
    letter_is_posted,
    mailbox_for,
    recipients,
    template_for,
)


@dataclass(frozen=True)
class Planned:
    """One message as it will leave."""

    to: str
    audience: str
    subject: str
    body: str
    waits: bool


def planned(referral: Referral, event: str, *, waits: bool) -> list[Planned]:
    """Return the messages of `event` about `referral`; none when `event` is empty."""
    if not event:
        return []
    context = context_for(referral)
    messages = []
    for to, audience in recipients(referral):
        # A question goes to whoever sent the referral; everything else to both.
        if event == "question" and referral.referrer and audience != Audience.REFERRER:
            continue
        subject, body = preview(template_for(event, audience), context)
        label = Audience(audience).label
        messages.append(
            Planned(to=to, audience=label, subject=subject, body=body.strip(), waits=waits)
        )
    if event in LETTERS and letter_is_posted(referral):
        subject, body = preview(template_for("letter", Audience.STAFF), context)
        label = Audience.STAFF.label
        to = mailbox_for(referral)
        messages.append(
            Planned(to=to, audience=label, subject=subject, body=body.strip(), waits=waits)
        )
    return messages
