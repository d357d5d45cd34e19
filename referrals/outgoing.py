"""Show what a verb will send before a button calls it: to whom, in which words, and whether it waits.

It reads the same recipients and texts as the verbs, and a test compares both. It sends nothing.
"""

from dataclasses import dataclass

from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import preview
from referrals.enums import MessageEvent
from referrals.models import Referral
from referrals.notifications import recipients_of, text_of


@dataclass(frozen=True)
class Planned:
    """One message as it will be sent."""

    to: str
    audience: str
    subject: str
    body: str
    waits: bool


def what_will_be_sent(
    referral: Referral,
    event: str | None,
    *,
    waits: bool = True,
    silent: bool | None = None,
    when: str = "",
    instead: str = "",
) -> list[Planned]:
    """Return the messages of `event` about `referral`, or none without an event.

    `waits` means that they wait for release. `when` is the day and time of a session, in words, and
    `instead` those of the session that comes instead. `silent` says whether the participant has died,
    where the caller has asked already.
    """
    messages = []
    known = recipients_of(event, referral, silent=silent) if event else []
    readers = [(event, *one) for one in known]
    if event == MessageEvent.PLACE:
        # An agency is told of the place as well, in a message without content.
        agency = recipients_of(MessageEvent.PROGRESS, referral, silent=True)
        readers += [(MessageEvent.PROGRESS, *one) for one in agency]
    for what, to, audience in readers:
        facts = {"was": referral.status, "when": when, "instead": instead}
        subject, body = preview(*text_of(what, audience, referral, **facts))
        label = Audience(audience).label
        messages.append(
            Planned(to=to, audience=label, subject=subject, body=body.strip(), waits=waits)
        )
    return messages
