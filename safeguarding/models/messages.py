"""Email of the safeguarding side, in its own database.

It says that something is waiting, never what.
"""

from referral_portal.outbox.models import Message


class ProtectedMessage(Message):
    """One message to the link workers' duty mailbox."""

    class Meta:
        verbose_name = "protected message"
        verbose_name_plural = "protected messages"
