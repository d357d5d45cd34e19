"""The forms about people at risk: who they are, whose something is, and why they are not told."""

import uuid

from referral_portal.common.date_field import BirthDateField
from referral_portal.common.fields import Choice, PersonName, TextArea, TextLine, YesNo
from referral_portal.common.forms import PortalForm
from safeguarding.casework.contact_forms import choices_of
from safeguarding.casework.people import Details
from safeguarding.enums import LinkSource, NotToldReason, Relationship
from safeguarding.models import PersonAtRisk, PersonOnCase


class PersonForm(PortalForm):
    """Who a person at risk is, and what they have to do with this participant."""

    legal_name = PersonName(label="Full name", max_length=200, missing="Enter the full name")
    aliases = TextArea(
        label="Other names (optional)",
        help_text="One on each line.",
        required=False,
        max_length=400,
        rows=3,
    )
    born_on = BirthDateField(
        label="Date of birth, if you know it",
        required=False,
        subject="The date of birth",
        of="them",
        is_adult=False,
    )
    kind = Choice(
        label="Relationship to the participant",
        missing="Select the relationship",
        choices=Relationship.choices,
    )
    is_new_partner = YesNo(
        label="Is this a new partner?", missing="Select yes if this is a new partner", initial="no"
    )
    source = Choice(
        label="How do we know?", missing="Select how we know", choices=LinkSource.choices
    )
    must_be_told = YesNo(
        label="Must this person be told of decisions?",
        missing="Select yes if this person must be told of decisions",
        initial="yes",
        reveals={"no": ("untold_why",)},
    )
    untold_why = TextLine(
        label="Why not?",
        help_text="For example, a child whose parent is told.",
        max_length=200,
        missing="Enter why this person is not told",
    )

    @property
    def details(self) -> Details:
        """What was filled in."""
        return Details(**self.cleaned_data)

    @staticmethod
    def initial_of(link: PersonOnCase) -> dict:
        """Return the answers that a person on a case has now."""
        person = link.person
        return {
            "legal_name": person.legal_name,
            "aliases": person.aliases,
            "born_on": person.born_on,
            "kind": link.kind,
            "is_new_partner": "yes" if link.is_new_partner else "no",
            "source": link.source,
            "must_be_told": "yes" if link.must_be_told else "no",
            "untold_why": link.untold_why,
        }

    def clean_aliases(self) -> str:
        lines = (line.strip() for line in self.cleaned_data["aliases"].splitlines())
        return "\n".join(line for line in lines if line)


class NotToldForm(PortalForm):
    """Why one person is not told of the decisions that wait."""

    reason = Choice(
        label="Why has this person not been told?",
        missing="Select why this person has not been told",
        choices=NotToldReason.choices,
    )
    words = TextArea(
        label="What have you tried, or how do you know this?",
        max_length=1000,
        missing="Enter what you have tried, or how you know this",
    )


class WhoseForm(PortalForm):
    """The person to whom something belongs that was recorded without one."""

    person = Choice(label="Who is this about?", missing="Select who this is about", choices=[])

    def __init__(self, *args, people: list[PersonAtRisk], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = choices_of(people)

    def clean_person(self) -> uuid.UUID:
        return uuid.UUID(self.cleaned_data["person"])
