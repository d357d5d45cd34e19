"""The forms of a case and of the session checks.

They clean what is typed; the verbs decide.
"""

from django.core.exceptions import ValidationError

from cohorts.enums import CURRENT, CheckState, ConcernState
from cohorts.models import Cohort
from programmes.models import Venue
from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import (
    Agreement,
    Choice,
    DropDown,
    MultiChoice,
    TextArea,
    TextLine,
    YesNo,
)
from referral_portal.common.forms import PortalForm
from referral_portal.common.references import tidy_reference
from referrals.models import CardAudience, CardBasis
from safeguarding.enums import (
    AlertKind,
    AlertOutcome,
    Basis,
    outcomes_of,
)
from safeguarding.models import Worker

CHOOSE = ("", "Choose one")


def why_nobody() -> TextArea:
    """Return the question that a second link worker reads."""
    return TextArea(
        label="Why is there nobody to tell?",
        help_text="Needed when the form or a case of this participant may name a person. "
        "A second link worker must then agree.",
        max_length=1000,
        required=False,
        rows=3,
    )


class ReleaseForm(PortalForm):
    """Why the waiting messages may be sent; only the manager may decide without telling anybody."""

    basis = Choice(
        label="Why may these messages be sent?",
        missing="Select why these messages may be sent",
        choices=Basis.choices,
        reveals={Basis.NOT_APPLICABLE: ("why_nobody",), Basis.OVERRIDE: ("why_override",)},
    )
    why_nobody = why_nobody()
    why_override = TextArea(
        label="Why can these messages not wait?",
        help_text="The case shows your name and this reason.",
        max_length=1000,
        required=False,
        rows=3,
    )

    def __init__(self, *args, is_manager: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_manager:
            self.fields["basis"].choices = [
                choice for choice in Basis.choices if choice[0] != Basis.OVERRIDE
            ]

    @property
    def why(self) -> str:
        """The reason that belongs to the basis."""
        field = "why_override" if self.cleaned_data["basis"] == Basis.OVERRIDE else "why_nobody"
        return self.cleaned_data.get(field) or ""


class AlertForm(PortalForm):
    """What the link worker did about one alert."""

    outcome = Choice(
        label="What did you do?",
        missing="Select what you did",
        choices=[],
        reveals={AlertOutcome.NOT_APPLICABLE: ("why_nobody",)},
    )
    why_nobody = why_nobody()

    def __init__(self, *args, kind: AlertKind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(code, code.label) for code in outcomes_of(kind)]


class CardForm(PortalForm):
    """A text for a named audience."""

    audience = Choice(
        label="Who is this for?", missing="Select who this is for", choices=CardAudience.choices
    )
    basis = Choice(
        label="Why may this be shared?",
        missing="Select why this may be shared",
        choices=CardBasis.choices,
    )
    text = TextArea(
        label="What do they need to know?",
        help_text="Say what they should do. Never say who told you something, or when.",
        max_length=1000,
        missing="Enter what they need to know",
    )
    asks_reply = YesNo(
        label="Do you need a reply?", missing="Select whether you need a reply", initial="no"
    )
    expires_on = GovukDateField(
        label="Last day they can see this",
        missing="Enter the last day they can see this",
        subject="The last day they can see this",
    )
    checked = Agreement(
        label="I have checked that this does not show where the information comes from",
        missing="Confirm that this does not show where the information comes from",
    )


class KeepApartForm(PortalForm):
    """Another participant, a cohort or a venue."""

    apart_from = Choice(
        label="Who or what must the participant be kept apart from?",
        missing="Select who or what the participant must be kept apart from",
        choices=[("person", "Another participant"), ("cohort", "A cohort"), ("venue", "A venue")],
        reveals={"person": ("reference",), "cohort": ("cohort",), "venue": ("venue",)},
    )
    reference = TextLine(
        label="Reference",
        help_text="For example, KM-7F3K-9Q2D.",
        max_length=20,
        width="20",
        missing="Enter a reference",
    )
    cohort = DropDown(label="Cohort", missing="Choose a cohort")
    venue = DropDown(label="Venue", missing="Choose a venue")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cohorts = Cohort.objects.filter(status__in=CURRENT)
        self.fields["cohort"].choices = [
            CHOOSE,
            *((str(pk), name) for pk, name in cohorts.order_by("name").values_list("pk", "name")),
        ]
        venues = Venue.objects.filter(is_active=True).order_by("name")
        self.fields["venue"].choices = [
            CHOOSE,
            *((str(pk), name) for pk, name in venues.values_list("pk", "name")),
        ]

    def clean_reference(self) -> str:
        typed = self.cleaned_data.get("reference", "")
        reference = tidy_reference(typed)
        if typed and not reference:
            raise ValidationError("Enter a reference, like KM-7F3K-9Q2D")
        return reference


class ConcernForm(PortalForm):
    """What has been done about a concern."""

    state = Choice(
        label="What has been done about this concern?",
        missing="Select what has been done about this concern",
        choices=[
            (ConcernState.BEING_HANDLED, ConcernState.BEING_HANDLED.label),
            (ConcernState.CLOSED, ConcernState.CLOSED.label),
        ],
    )
    words = TextArea(
        label="What did you do?",
        help_text="You must say this before the concern is closed. Staff of the programme never see it.",
        max_length=1000,
        required=False,
    )


class ClosingForm(PortalForm):
    """The second person’s answer about closing a concern."""

    agrees = YesNo(
        label="Do you agree that this concern is closed?",
        missing="Select whether you agree",
        no="No, it stays open",
    )
    words = TextArea(
        label="Why, or what must still be done?",
        help_text="You must say this if the concern stays open.",
        max_length=1000,
        required=False,
    )


class CheckForm(PortalForm):
    """What the facilitator should do before one session."""

    state = Choice(
        label="What should the facilitator do?",
        missing="Select what the facilitator should do",
        choices=CheckState.choices,
    )


class TogetherForm(PortalForm):
    """The participants who can go ahead, each ticked by name; none is ticked beforehand."""

    check = MultiChoice(
        label="Who can go ahead?",
        missing="Tick the name of each participant who can go ahead",
        error_messages={
            "invalid_choice": "One of the participants you ticked must be opened. Read the list again."
        },
    )

    def __init__(self, *args, checks: list, **kwargs):
        """Offer the `checks` that can be answered together."""
        super().__init__(*args, **kwargs)
        self.fields["check"].choices = [
            (check.key, check.name) for check in checks if check.is_together
        ]


class SearchForm(PortalForm):
    """One thing that is known about a person on a case."""

    typed = TextLine(
        label="Reference, full name, telephone number, email address or date of birth",
        help_text="Enter all of it, as it was given. For example, 07700 900982 or 5 April 1988.",
        max_length=200,
        missing="Enter a reference, a name, a number, an email address or a date of birth",
    )


class CloseForm(PortalForm):
    """Why a case is closed."""

    why = TextArea(
        label="Why can this case be closed?",
        max_length=1000,
        rows=3,
        missing="Say why this case can be closed",
    )


class GiveForm(PortalForm):
    """The link worker who gets a case."""

    worker = DropDown(label="Link worker", missing="Choose a link worker")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [
            CHOOSE,
            *(
                (str(worker.pk), worker.name)
                for worker in Worker.objects.filter(is_active=True).order_by("name")
            ),
        ]
