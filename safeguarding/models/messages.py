"""Email of the safeguarding side, in its own database.

It says that something is waiting, never what.
"""

from django.db import models

from referral_portal.outbox.models import Message


class ProtectedMessage(Message):
    """One message to the link workers' duty mailbox."""

    class Meta:
        verbose_name = "protected message"
        verbose_name_plural = "protected messages"
        indexes = [
            models.Index(
                fields=["created_at"],
                name="protected_unsettled",
                condition=models.Q(status__in=["failed", "uncertain"], settled_at__isnull=True),
            ),
        ]
