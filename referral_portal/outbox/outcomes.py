"""The outcomes of trying to send a message, other than that it was sent.

Their texts are codes, never a server's own words, which may quote an address.
"""


class Refused(Exception):
    """The message was definitely not sent; it may be tried again."""


class ServerFailed(Refused):
    """The server failed before it came to the message; other messages would meet the same."""


class RefusedForGood(Refused):
    """The server refuses this message now and later; trying again would not help."""


class OutcomeUnknown(Exception):
    """The message may or may not have been sent."""
