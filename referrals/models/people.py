"""The participant, and the worker who refers them.

Nothing about people at risk is here, and nothing here links to it.
"""

from django.db import models


class Participant(models.Model):
    """The person who has been referred, from the first contact to the end."""

    name = models.CharField("full name", max_length=100)
    known_as = models.CharField("likes to be called", max_length=60, blank=True)
    pronouns = models.CharField("pronouns", max_length=40, blank=True)
    born_on = models.DateField("date of birth", db_index=True)
    address = models.CharField("address", max_length=300, blank=True)
    postcode = models.CharField("postcode", max_length=8, blank=True, db_index=True)
    phone = models.CharField("telephone", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    may_leave_message = models.BooleanField("may we leave a message", default=False)
    phone_is_shared = models.BooleanField("telephone is shared", default=False)
    best_time = models.CharField("best time to call", max_length=100, blank=True)
    # In lower case without accents, for the search by name.
    search_name = models.CharField("name for searching", max_length=110)

    class Meta:
        verbose_name = "participant"
        verbose_name_plural = "participants"
        indexes = [
            # Was this person referred before? Asked each time a referral is opened.
            models.Index(fields=["phone"], name="participant_phone"),
            models.Index(fields=["email"], name="participant_email"),
        ]

    def __str__(self) -> str:
        return f"Participant {self.pk}"

    @property
    def called(self) -> str:
        """The name by which to address the participant."""
        return self.known_as or self.name


class Referrer(models.Model):
    """The worker behind an agency referral, as on the day it was sent."""

    account_id = models.BigIntegerField("account", db_index=True)
    agency = models.ForeignKey(
        "accounts.Agency",
        verbose_name="agency",
        on_delete=models.PROTECT,  # an agency that has referred stays on record
        related_name="+",
    )
    name = models.CharField("name", max_length=100)
    job_title = models.CharField("role", max_length=80)
    team = models.CharField("team", max_length=80, blank=True)
    email = models.EmailField("work e-mail")
    phone = models.CharField("telephone", max_length=20)
    manager = models.CharField("manager", max_length=100, blank=True)

    class Meta:
        verbose_name = "referrer"
        verbose_name_plural = "referrers"

    def __str__(self) -> str:
        return f"Referrer {self.pk}"
