"""The words for what a message is about; each app names the kinds of its own messages.

The kind of a message is its event without the audience at its end.
"""

from collections.abc import Mapping

from referral_portal.outbox.truth import event_of

KINDS: dict[str, str] = {
    "silence": "Alert: a process is silent",
    "errors": "Alert: errors were reported",
}
UNKNOWN = "Another message"


def names_kinds(words: Mapping[str, str]) -> None:
    """Add the words of an app's kinds of messages."""
    KINDS.update(words)


def kind_words(event: str) -> str:
    """Return the words for what a message with this `event` is about."""
    return KINDS.get(event_of(event), UNKNOWN)
