"""A person who left a name and a number and asked to be called.

A call-back holds five answers and nothing about behaviour. One that never reached the person is
deleted after CALLBACK_DAYS with its calls, which are in the contact log.
"""

import uuid

from django.conf import settings
from django.db import models

from referrals.enums import CallBackChannel, CallBackStatus
from referrals.querysets import CallBackQuerySet


class CallBack(models.Model):
    """One enquiry: the person to call, when it is safe to call, and the result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("name", max_length=100)
    phone = models.CharField("telephone", max_length=20, db_index=True)
    safe_times = models.CharField("safe times to call", max_length=100)
    may_leave_message = models.BooleanField("may we leave a message", default=False)
    district = models.ForeignKey(
        "programmes.District",
        verbose_name="district",
        on_delete=models.PROTECT,  # districts are switched off, never deleted
        related_name="+",
    )
    channel = models.CharField("how it came", max_length=10, choices=CallBackChannel)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="taken by",
        on_delete=models.PROTECT,  # the user who added it stays on record
        related_name="+",
        null=True,  # empty when the person used the public form
        blank=True,
    )
    received_at = models.DateTimeField("received")
    status = models.CharField(
        "status", max_length=10, choices=CallBackStatus, default=CallBackStatus.WAITING
    )
    settled_at = models.DateTimeField("settled", null=True, blank=True)
    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="led to",
        on_delete=models.PROTECT,  # how a referral began stays on record
        related_name="call_backs",
        null=True,
        blank=True,
    )

    objects = CallBackQuerySet.as_manager()

    class Meta:
        verbose_name = "call-back"
        verbose_name_plural = "call-backs"
        indexes = [
            models.Index(fields=["status", "received_at", "id"], name="callback_status_received")
        ]

    def __str__(self) -> str:
        return f"Call-back {self.pk}"
