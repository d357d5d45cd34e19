"""Contact details of people at risk, and every attempt to reach them; each belongs to one person.

Contact details are safe only for SAFE_CONTACT_DAYS after they were confirmed. Attempts are facts and
never change; contact details that change are retired and added again.
"""

import datetime as dt

from django.conf import settings
from django.db import models

from referral_portal.common.constraints import one_of
from referral_portal.common.dates import local_today
from referral_portal.common.models import Immutable
from safeguarding.columns import NumberedAhead, SealedField
from safeguarding.enums import Method, PersonKind, Result, Safety, Source
from safeguarding.models.people import person_key


class SafeContact(NumberedAhead):
    """One way to reach one person at risk."""

    case = models.ForeignKey(
        "safeguarding.VictimCase",
        verbose_name="case",
        on_delete=models.PROTECT,  # how a person was reached stays on record
        related_name="safe_contacts",
    )
    # Empty for what was recorded before people were: "not yet said whom".
    person = person_key("safe_contacts", required=False)
    # As it was recorded before people were; the column keeps the name to which its values are bound.
    name = SealedField("name", blank=True, db_column="person")
    kind = models.CharField("who", max_length=20, choices=PersonKind, blank=True)
    method = models.CharField("how", max_length=20, choices=Method)
    value = SealedField("number or address")
    safety = models.CharField("safe", max_length=20, choices=Safety, default=Safety.UNKNOWN)
    when = SealedField("days and times", blank=True)
    voicemail_ok = models.BooleanField("a message may be left", default=False)
    source = models.CharField("where it comes from", max_length=20, choices=Source)
    confirmed_on = models.DateField("last confirmed safe on", null=True, blank=True)
    added_by = models.ForeignKey(
        "safeguarding.Worker",
        verbose_name="added by",
        on_delete=models.PROTECT,  # who wrote it stays on record
        related_name="+",
    )
    added_at = models.DateTimeField("added at")
    retired_at = models.DateTimeField("no longer used since", null=True, blank=True)

    class Meta:
        verbose_name = "safe contact"
        verbose_name_plural = "safe contacts"
        constraints = [
            one_of("method", Method, name="contact_method_known"),
            one_of("safety", Safety, name="contact_safety_known"),
            models.CheckConstraint(
                condition=~models.Q(source=Source.FORM, safety=Safety.SAFE),
                name="contact_from_form_not_safe",
                violation_error_message="Details from a form are unverified.",
            ),
        ]

    def __str__(self) -> str:
        return f"Safe contact {self.pk}"

    def was_safe(self, at: dt.datetime) -> bool:
        """Return whether it was confirmed as safe on the day of `at`, or shortly before."""
        day = local_today(at)
        return (
            self.safety == Safety.SAFE
            and self.retired_at is None
            and self.confirmed_on is not None
            and self.confirmed_on <= day
            and not self.is_stale(day)
        )

    def is_stale(self, today: dt.date) -> bool:
        """Return whether it was not confirmed within SAFE_CONTACT_DAYS."""
        limit = dt.timedelta(days=settings.SAFE_CONTACT_DAYS)
        return self.confirmed_on is None or today - self.confirmed_on > limit


class ContactNote(NumberedAhead, Immutable):
    """One attempt to reach a person at risk, and its result."""

    case = models.ForeignKey(
        "safeguarding.VictimCase",
        verbose_name="case",
        on_delete=models.PROTECT,  # attempts are facts
        related_name="contact_notes",
    )
    # Empty when it was not known who was reached; such a contact tells nobody anything.
    person = person_key("contact_notes", required=False)
    # The details that were used; empty for others, and for what was recorded before they were named.
    contact = models.ForeignKey(
        SafeContact,
        verbose_name="contact details",
        on_delete=models.PROTECT,  # how a person was reached stays on record
        related_name="+",
        null=True,
        blank=True,
    )
    method = models.CharField("how", max_length=20, choices=Method)
    result = models.CharField("result", max_length=20, choices=Result)
    # A conversation on contact details that were safe at that moment; nothing else tells anybody.
    tells = models.BooleanField("counts as telling", default=False)
    next_try_on = models.DateField("next try on", null=True, blank=True)
    offered = models.BooleanField("support was offered", default=False)
    note = SealedField("note", blank=True, block=1024)
    at = models.DateTimeField("when")
    by = models.ForeignKey(
        "safeguarding.Worker",
        verbose_name="by",
        on_delete=models.PROTECT,  # who tried stays on record
        related_name="+",
    )
    written_at = models.DateTimeField("written at")

    class Meta:
        verbose_name = "contact"
        verbose_name_plural = "contacts"
        indexes = [models.Index(fields=["case", "-at"], name="contact_latest")]

    def __str__(self) -> str:
        return f"Contact {self.pk}"


class NotePerson(Immutable):
    """Who was reached in a contact that was recorded without a person; said once."""

    note = models.OneToOneField(
        ContactNote,
        verbose_name="contact",
        on_delete=models.PROTECT,  # who was reached stays on record
        related_name="said_later",
    )
    person = person_key("+")
    by = models.ForeignKey(
        "safeguarding.Worker",
        verbose_name="by",
        on_delete=models.PROTECT,  # who said so stays on record
        related_name="+",
    )
    at = models.DateTimeField("said at")

    class Meta:
        verbose_name = "person of a contact"
        verbose_name_plural = "people of contacts"

    def __str__(self) -> str:
        return f"Person of contact {self.note_id}"
