"""What one form said about the participant, the human behind it, and the worker who refers them.

Nothing about people at risk is here, and nothing here links to it. A participant keeps what its form
said: a later form about the same human is another participant.
"""

import uuid

from django.db import models

from referral_portal.common.name_sounds import sounds_of
from referral_portal.common.normal_forms import email_form, name_form, phone_form


class Person(models.Model):
    """One human behind one or more participants.

    Places, rules to keep apart, silence after death and progress belong to the person. A person that
    was joined to an older one stays as an empty row, so that the join can be undone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"Person {str(self.pk)[:8]}"


class Participant(models.Model):
    """What one form said about the person who was referred."""

    # Made together with the form, and never changed.
    own_person = models.OneToOneField(
        Person,
        verbose_name="person at first",
        on_delete=models.PROTECT,  # undoing a join needs it
        related_name="+",
    )
    # Who stands behind the form now. It follows from the matches that were answered "same person".
    person = models.ForeignKey(
        Person,
        verbose_name="person",
        on_delete=models.PROTECT,  # a participant without a human means nothing
        related_name="participants",
    )
    name = models.CharField("full name", max_length=100)
    known_as = models.CharField("likes to be called", max_length=60, blank=True)
    pronouns = models.CharField("pronouns", max_length=40, blank=True)
    born_on = models.DateField("date of birth")
    address = models.CharField("address", max_length=300, blank=True)
    postcode = models.CharField("postcode", max_length=8, blank=True, db_index=True)
    phone = models.CharField("telephone", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    # Empty where the referrer does not know: only True allows a message, only False means not shared.
    may_leave_message = models.BooleanField(
        "may we leave a message", null=True, blank=True, default=False
    )
    phone_is_shared = models.BooleanField(
        "telephone is shared", null=True, blank=True, default=False
    )
    best_time = models.CharField("best time to call", max_length=100, blank=True)
    # The normal forms of what was typed, by which forms are compared and found; see `search_keys`.
    search_name = models.CharField("name for searching", max_length=110)
    known_as_key = models.CharField("known name for searching", max_length=110, blank=True)
    phone_key = models.CharField("telephone for searching", max_length=20, blank=True)
    email_key = models.CharField("e-mail for searching", max_length=300, blank=True)
    last_name_sound = models.CharField("sound of the last name", max_length=110, blank=True)
    name_sounds = models.CharField("sounds of the name", max_length=110, blank=True)
    # Empty until the background work has looked for forms about the same person.
    compared_at = models.DateTimeField("compared with other forms at", null=True, blank=True)
    # So many more forms are alike than were kept as possible matches.
    left_out = models.PositiveIntegerField("possible matches not kept", default=0)

    class Meta:
        verbose_name = "participant"
        verbose_name_plural = "participants"
        indexes = [
            # Was this person referred before? Asked each time a referral is opened.
            models.Index(fields=["born_on", "search_name"], name="participant_birthday"),
            models.Index(fields=["phone_key"], name="participant_phone_key"),
            models.Index(fields=["email_key"], name="participant_email_key"),
            models.Index(fields=["name_sounds"], name="participant_name_sounds"),
            models.Index(fields=["last_name_sound", "born_on"], name="participant_last_name_sound"),
            models.Index(
                fields=["id"],
                condition=models.Q(compared_at__isnull=True),
                name="participant_to_compare",
            ),
        ]

    def __str__(self) -> str:
        return f"Participant {self.pk}"

    @property
    def called(self) -> str:
        """The name by which to address the participant."""
        return self.known_as or self.name

    @property
    def message_words(self) -> str:
        """Whether we may leave a message, in words for our staff."""
        words = {True: "Yes, saying who we are", None: "Not known: do not leave a message"}
        return words.get(self.may_leave_message, "No")

    @property
    def shared_words(self) -> str:
        """Whether the telephone is shared, in words for our staff."""
        words = {False: "No", None: "Not known: another person may answer"}
        return words.get(self.phone_is_shared, "Yes")


def search_keys(*, name: str, known_as: str = "", phone: str = "", email: str = "") -> dict:
    """Return the columns of a participant that hold the normal forms of what was typed."""
    last_name_sound, name_sounds = sounds_of(name_form(name))
    forms = {
        "search_name": name_form(name),
        "last_name_sound": last_name_sound,
        "name_sounds": name_sounds,
        "known_as_key": name_form(known_as),
        "phone_key": phone_form(phone),
        "email_key": email_form(email),
    }
    return {
        column: form[: Participant._meta.get_field(column).max_length]
        for column, form in forms.items()
    }


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
    # The agency's own number for the person; its workers may change it at any time.
    own_reference = models.CharField("their own reference", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "referrer"
        verbose_name_plural = "referrers"

    def __str__(self) -> str:
        return f"Referrer {self.pk}"
