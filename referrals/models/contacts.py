"""The contact log: each contact or try, the next try, and the signs of danger that it closed.

A contact is written once. It belongs to one referral or one call-back; what it says about the person
holds for all forms of that person.
"""

from django.conf import settings
from django.db import models

from referral_portal.common.constraints import one_of
from referral_portal.common.models import Immutable
from referrals.enums import CallOutcome, ContactHow, ContactWith


class ContactLog(Immutable):
    """One contact with a person, or one try: who, when, how, and with what result."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # we must be able to say when we called
        related_name="contacts",
        null=True,
        blank=True,
    )
    call_back = models.ForeignKey(
        "referrals.CallBack",
        verbose_name="call-back",
        on_delete=models.CASCADE,  # goes with the enquiry when that is deleted
        related_name="contacts",
        null=True,
        blank=True,
    )
    number = models.PositiveSmallIntegerField("number")
    how = models.CharField("how", max_length=20, choices=ContactHow, default=ContactHow.CALLED)
    with_whom = models.CharField(
        "with whom", max_length=20, choices=ContactWith, default=ContactWith.PARTICIPANT
    )
    result = models.CharField("result", max_length=20, choices=CallOutcome)
    words = models.CharField("note", max_length=500, blank=True)
    at = models.DateTimeField("when")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="by",
        on_delete=models.PROTECT,  # the user who called stays on record
        related_name="+",
    )

    class Meta:
        verbose_name = "contact"
        verbose_name_plural = "contact log"
        ordering = ["at", "number"]
        constraints = [
            one_of("how", ContactHow, name="contact_how_known"),
            models.UniqueConstraint(
                fields=["call_back", "number"], name="contact_call_back_number_once"
            ),
            models.UniqueConstraint(
                fields=["referral", "number"], name="contact_referral_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(referral__isnull=False, call_back__isnull=True)
                | models.Q(referral__isnull=True, call_back__isnull=False),
                name="contact_of_one",
                violation_error_message="A contact belongs to a referral or to a call-back.",
            ),
        ]

    def __str__(self) -> str:
        return f"Contact {self.pk}"


class NextTry(models.Model):
    """When our staff try again after a contact.

    A later contact with the person ends it.
    """

    contact = models.OneToOneField(
        ContactLog,
        verbose_name="after",
        on_delete=models.CASCADE,  # goes with the contact when a call-back is deleted
        related_name="next_try",
    )
    # Midnight stands for any time of that day.
    at = models.DateTimeField("try again at")
    ended_at = models.DateTimeField("ended at", null=True, blank=True)

    class Meta:
        verbose_name = "next try"
        verbose_name_plural = "next tries"
        indexes = [
            models.Index(
                fields=["at", "id"],
                condition=models.Q(ended_at__isnull=True),
                name="next_try_open",
            )
        ]

    def __str__(self) -> str:
        return f"Next try {self.pk}"


class ClosedSign(Immutable):
    """A sign of danger about which our staff spoke to the participant, or the reason why they did not."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # we must be able to explain it years later
        related_name="closed_signs",
    )
    code = models.CharField("sign", max_length=40)
    contact = models.ForeignKey(
        ContactLog,
        verbose_name="closed by",
        on_delete=models.PROTECT,  # the call is the reason
        related_name="closed_signs",
        null=True,
        blank=True,
    )
    words = models.TextField("reason without a call", max_length=2000, blank=True)
    at = models.DateTimeField("when")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="by",
        on_delete=models.PROTECT,  # the user who closed it stays on record
        related_name="+",
    )

    class Meta:
        verbose_name = "closed sign of danger"
        verbose_name_plural = "closed signs of danger"
        constraints = [
            models.UniqueConstraint(fields=["referral", "code"], name="closed_sign_once"),
            models.CheckConstraint(
                condition=models.Q(contact__isnull=False) | ~models.Q(words=""),
                name="closed_sign_with_call_or_reason",
                violation_error_message="A sign is closed with a call or with a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"Closed sign {self.pk}"
