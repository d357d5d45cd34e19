"""What staff fill in about cohorts: planning, the register, endings, concerns.

Forms check that an answer is there and readable; whether it is allowed is said by the verbs. One
field a person on the register, named after the enrolment.
"""

import datetime as dt

from cohorts.enums import Mark
from programmes.models import ProgrammeVersion, Venue
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import Choice, DropDown, TextArea, TextLine, YesNo
from referral_portal.common.forms import PortalForm
from referrals.enums import REMOVE_CODES, WITHDRAW_CODES, EndingCode

NOTHING = ("", "Choose one")
WORDS = 2000  # characters, as the history keeps them
WAITING_LIST = "waiting_list"
# Every quarter of an hour in which a session may start.
STARTS = [f"{hour:02}:{minute:02}" for hour in range(8, 21) for minute in (0, 15, 30, 45)]


def _codes(codes) -> list[tuple[str, str]]:
    return [(code.value, EndingCode(code).label) for code in codes]


def _people(*roles: Role, with_agency: bool = False) -> list[tuple[str, str]]:
    users = User.objects.filter(is_active=True, groups__name__in=roles).distinct()
    return [
        (str(user.pk), f"{user}, {user.agency}" if with_agency and user.agency else str(user))
        for user in users.select_related("agency").order_by("last_name", "first_name", "pk")
    ]


class ConfirmForm(PortalForm):
    """A button and nothing to fill in."""


class PlaceForm(PortalForm):
    """Giving a place; a manager can add a reason where the mix stands against it."""

    override = TextArea(
        label="Why is this place given beyond the mix?",
        help_text="For the file. Nothing about anybody who may have been harmed.",
        max_length=WORDS,
        missing="Say why this place is given beyond the mix",
    )

    def __init__(self, *args, may_override: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_override:
            del self.fields["override"]


class CohortForm(PortalForm):
    """Plan a cohort; the day of a group's first session is the day of all."""

    programme = DropDown(label="Programme", missing="Select a programme")
    name = TextLine(
        label="Name of the cohort",
        help_text="For example “Maidstone Tuesdays, January”. Never somebody’s name.",
        max_length=60,
        missing="Enter a name for the cohort",
    )
    venue = DropDown(label="Venue", missing="Select a venue")
    starts_on = GovukDateField(
        label="First session",
        help_text="A group meets on this day of every week. Bank holidays are skipped. For "
        "one-to-one sessions, which are booked one by one, the first day that is possible.",
        subject="The first date",
        must_be="today or future",
    )
    start_time = DropDown(
        label="Starts at",
        choices=[NOTHING, *((start, start) for start in STARTS)],
        help_text="For groups only.",
        required=False,
    )
    first_facilitator = DropDown(label="Facilitator", missing="Select a facilitator")
    second_facilitator = DropDown(
        label="Second facilitator", help_text="Groups need two.", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        versions = ProgrammeVersion.objects.current().in_catalogue_order()
        self.versions = {str(version.pk): version for version in versions}
        venues = Venue.objects.active().filter(district__is_active=True)
        self.venues = {
            str(venue.pk): venue
            for venue in venues.select_related("district").order_by("district__name", "name")
        }
        self.fields["programme"].choices = [
            NOTHING,
            *((key, version.name) for key, version in self.versions.items()),
        ]
        self.fields["venue"].choices = [
            NOTHING,
            *((key, f"{venue.district.name}: {venue.name}") for key, venue in self.venues.items()),
        ]
        people = [NOTHING, *_people(Role.FACILITATOR)]
        self.fields["first_facilitator"].choices = people
        self.fields["second_facilitator"].choices = people

    def clean(self) -> dict:
        """Ask for the weekly time of a group; one-to-one sessions have none."""
        data = super().clean()
        version = self.versions.get(data.get("programme"))
        if version and version.is_group and not data.get("start_time"):
            self.add_error("start_time", "Select a start time")
        return data

    def choices_made(self) -> dict:
        """Return what was chosen, as the planning verb takes it."""
        data = self.cleaned_data
        venue = self.venues[data["venue"]]
        chosen = [data["first_facilitator"], data["second_facilitator"]]
        by_key = {str(user.pk): user for user in User.objects.filter(pk__in=filter(None, chosen))}
        return {
            "programme_version": self.versions[data["programme"]],
            "district": venue.district,
            "venue": venue,
            "name": data["name"],
            "weekday": data["starts_on"].weekday(),
            "start_time": dt.time.fromisoformat(start) if (start := data["start_time"]) else None,
            "starts_on": data["starts_on"],
            "facilitators": [by_key[key] for key in chosen if key],
        }


class AccessForm(PortalForm):
    """Open one cohort to a colleague for some days."""

    colleague = DropDown(label="Colleague", missing="Select a colleague")
    starts_on = GovukDateField(label="From", subject="The first day")
    ends_on = GovukDateField(label="Until and including", subject="The last day")
    reason = TextLine(label="Why", max_length=200, missing="Say why this colleague needs access")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = [
            NOTHING,
            *_people(Role.CO_FACILITATOR, Role.FACILITATOR, with_agency=True),
        ]

    def choices_made(self) -> dict:
        """Return what was chosen, as the granting verb takes it."""
        data = self.cleaned_data
        return {
            "user": User.objects.get(pk=data["colleague"]),
            "starts_on": data["starts_on"],
            "ends_on": data["ends_on"],
            "reason": data["reason"],
        }


class RegisterForm(PortalForm):
    """One question a person."""

    def __init__(self, *args, people, **kwargs):
        """`people`: pairs of an enrolment's id and the name to show."""
        super().__init__(*args, **kwargs)
        for enrolment_id, name in people:
            self.fields[f"mark-{enrolment_id}"] = Choice(
                label=f"Mark for {name}",
                choices=Mark.choices,
                missing=f"Select a mark for {name}",
            )
        self.enrolments = [enrolment_id for enrolment_id, _ in people]

    def marks(self) -> dict:
        """Return the marks by enrolment."""
        return {key: Mark(self.cleaned_data[f"mark-{key}"]) for key in self.enrolments}


class CorrectForm(PortalForm):
    """A further mark, with its reason."""

    mark = Choice(label="What is right?", choices=Mark.choices, missing="Select a mark")
    reason = TextLine(
        label="Why is it corrected?",
        help_text="The first mark stays on record beside this one.",
        max_length=300,
        missing="Say why the mark is corrected",
    )


class CompleteForm(PortalForm):
    """Completing; a manager can add a reason when sessions are missing."""

    words = TextArea(
        label="Reason, if fewer sessions were attended than needed",
        max_length=WORDS,
        required=False,
    )

    def __init__(self, *args, may_give_reason: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_give_reason:
            del self.fields["words"]


class RemoveForm(PortalForm):
    """Ending it by our decision."""

    code = Choice(label="Why does it end?", choices=_codes(REMOVE_CODES), missing="Select a reason")
    words = TextArea(
        label="In your own words, for the file",
        max_length=WORDS,
        missing="Say in your own words why this ends",
    )


class GiveUpForm(PortalForm):
    """The person gives the place up."""

    what = Choice(
        label="What does this person want?",
        choices=[
            (WAITING_LIST, "Another place: back to the waiting list"),
            *_codes(WITHDRAW_CODES),
        ],
        missing="Select what this person wants",
        hints={
            WAITING_LIST: "They keep the day on which they asked.",
            EndingCode.DIED.value: "Nothing is then sent to the person.",
        },
    )
    words = TextArea(
        label="In your own words, for the file",
        max_length=WORDS,
        missing="Say in your own words why the place is given up",
    )


class PlanNoteForm(PortalForm):
    """What is tailored to one person."""

    note = TextArea(
        label="Which parts are tailored, and how?",
        help_text="Nothing about anybody else. Use “Raise a concern” for that.",
        max_length=WORDS,
        required=False,
    )


class ConcernForm(PortalForm):
    """A concern in two minutes. All of it together fits one sealed part, whatever is typed."""

    words = TextArea(
        label="What was said or done?",
        help_text="The exact words, or what you saw.",
        max_length=900,
        missing="Say what was said or done",
    )
    at_risk = TextLine(
        label="Who may be at risk?",
        help_text="For example a partner, a child, himself, staff. Leave it empty if unclear.",
        required=False,
    )
    imminence = Choice(
        label="How soon could something happen?",
        choices=[
            ("now", "Now"),
            ("day", "Within a day"),
            ("days", "Within days"),
            ("unclear", "Unclear"),
        ],
        missing="Select how soon something could happen",
    )
    done = TextLine(label="What have you done so far?", max_length=200, required=False)
    knows = YesNo(label="Does this person know that you share it?")

    def answers(self) -> list[dict[str, str]]:
        """Return the questions that were answered, with their answers as they read."""
        data = self.cleaned_data
        words = {
            **data,
            "imminence": dict(self.fields["imminence"].choices)[data["imminence"]],
            "knows": "Yes" if data["knows"] else "No",
        }
        return [
            {"name": name, "label": field.label, "value": words[name]}
            for name, field in self.fields.items()
            if words[name]
        ]
