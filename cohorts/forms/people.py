"""Forms about one participant: suspension, the end of a place, the plan note, a concern.

The verbs decide whether a step is allowed, and until which day.
"""

from cohorts.concern_levels import AtRisk, ConcernLevel, Imminence, Part, Weapon, level_of
from cohorts.forms.base import NOTHING, WORDS, codes
from cohorts.models import Cohort
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import (
    Choice,
    DropDown,
    MultiChoice,
    TextArea,
    TextLine,
    YesNo,
    question_of,
)
from referral_portal.common.forms import PortalForm
from referrals.enums import REMOVE_CODES, WITHDRAW_CODES, EndingCode

WAITING_LIST = "waiting_list"


class CompleteForm(PortalForm):
    """Complete the programme; a manager can add a reason when sessions are missing."""

    words = TextArea(
        label="Reason, if the participant attended too few sessions",
        max_length=WORDS,
        required=False,
    )

    def __init__(self, *args, may_give_reason: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_give_reason:
            del self.fields["words"]


class RemoveForm(PortalForm):
    """Remove a participant, with a coded reason and words for the file."""

    code = Choice(
        label="Why are you removing this participant?",
        choices=codes(REMOVE_CODES),
        missing="Select a reason",
    )
    words = TextArea(
        label="In your own words, for the file",
        max_length=WORDS,
        missing="Say in your own words why you are removing this participant",
    )


class GiveUpForm(PortalForm):
    """Give up a place: go back to the waiting list, or withdraw."""

    what = Choice(
        label="Why is this place given up?",
        choices=[
            (WAITING_LIST, "Wants another place: back to the waiting list"),
            *codes(WITHDRAW_CODES),
        ],
        missing="Select why the place is given up",
        hints={
            WAITING_LIST: "They keep the date on which they first asked.",
            EndingCode.DIED.value: "Nothing is sent to the participant.",
        },
    )
    words = TextArea(
        label="In your own words, for the file",
        max_length=WORDS,
        missing="Say in your own words why the place is given up",
    )


class SuspendForm(PortalForm):
    """Suspend a participant: the review date, the reviewer and the reason."""

    review_on = GovukDateField(label="Review date", subject="The review date", must_be="future")
    reviewer = DropDown(label="Reviewer", missing="Select a reviewer")
    words = TextArea(
        label="Why, and what has to change",
        help_text="For the file. Write only about the participant. Use “Raise a concern” for anyone else.",
        max_length=WORDS,
        missing="Say in your own words why, and what has to change",
    )

    def __init__(self, *args, cohort: Cohort, **kwargs):
        """Offer the facilitators of `cohort` and every programme manager as reviewers."""
        super().__init__(*args, **kwargs)
        active = User.objects.filter(is_active=True)
        found = active.filter(groups__name=Role.MANAGER) | active.filter(
            groups__name=Role.FACILITATOR, pk__in=cohort.staffing.values("user")
        )
        self.people = {
            str(user.pk): user
            for user in found.distinct().order_by("last_name", "first_name", "pk")
        }
        self.fields["reviewer"].choices = [
            NOTHING,
            *((key, str(user)) for key, user in self.people.items()),
        ]

    def clean_reviewer(self) -> User:
        """Return the chosen user, as the verb takes it."""
        return self.people[self.cleaned_data["reviewer"]]


class ResumeForm(PortalForm):
    """Lift a suspension, with the result of the review."""

    words = TextArea(
        label="What did the review say?",
        help_text="For the file.",
        max_length=WORDS,
        missing="Say what the review said",
    )


class PlanNoteForm(PortalForm):
    """The plan note: the parts of the programme that are tailored to one participant."""

    note = TextArea(
        label="Which parts are tailored, and how?",
        help_text="Write only about the participant. Use “Raise a concern” for anyone else.",
        max_length=WORDS,
        required=False,
    )


class ConcernForm(PortalForm):
    """Raise a concern in two minutes; the longest answers together fit into one sealed part."""

    words = TextArea(
        label="What was said or done?",
        help_text="The exact words, or what you saw.",
        max_length=800,
        missing="Say what was said or done",
    )
    who = MultiChoice(
        label="Who may be at risk?",
        missing="Select who may be at risk",
        choices=[
            (AtRisk.PARTNER, "A partner or former partner"),
            (AtRisk.CHILD, "A child"),
            (AtRisk.PARTICIPANT, "The participant"),
            (AtRisk.STAFF, "Staff"),
            (AtRisk.OTHER, "Someone else"),
            (AtRisk.NOT_KNOWN, "Not known"),
        ],
    )
    at_risk = TextLine(label="Who they are, if you know (optional)", required=False)
    imminence = Choice(
        label="How soon could something happen?",
        choices=[
            (Imminence.NOW, "Now"),
            (Imminence.DAY, "Within a day"),
            (Imminence.DAYS, "Within days"),
            (Imminence.UNCLEAR, "Unclear"),
            (Imminence.NOT_EXPECTED, "Nothing more is expected: this is for information"),
        ],
        missing="Select how soon something could happen",
        hints={Imminence.NOW: "Call 999 first."},
    )
    weapon = Choice(
        label="Is there a weapon, or could the participant get one?",
        choices=[(Weapon.YES, "Yes"), (Weapon.NO, "No"), (Weapon.NOT_KNOWN, "Not known")],
        missing="Select whether there is a weapon",
    )
    parts = MultiChoice(
        label="Was any of this part of it?",
        missing="Select what was part of it, or select “None of these”",
        choices=[
            (Part.ON_THE_WAY, "The participant is on the way to someone, or waits for them"),
            (Part.KILL, "A threat to kill"),
            (Part.STRANGLED, "Strangling, choking or hands round the neck"),
            (Part.SUICIDE, "Thoughts of suicide or self-harm"),
            (Part.STALKING, "Following, watching or tracking someone"),
            (Part.ORDER, "Breaking an order or bail"),
            (Part.SEPARATION, "A partner has left, or is about to leave"),
            (Part.WORSE, "It is getting worse, or more frequent"),
            (Part.ANGRY, "Left angry, or stopped coming in anger"),
            (Part.DRINKING, "Drinking or using drugs again"),
            (Part.NEW_PARTNER, "A new partner"),
            (Part.NOT_KNOWN, "Not known"),
            (Part.NONE, "None of these"),
        ],
        exclusive=Part.NONE,
    )
    done = TextLine(label="What have you done so far? (optional)", max_length=200, required=False)
    knows = YesNo(label="Does the participant know that you are sharing this?")

    def answers(self) -> list[dict[str, str]]:
        """Return the answered questions, with the answers in words."""
        data = self.cleaned_data
        words = {
            **data,
            **{name: self._chosen(name) for name in ("who", "imminence", "weapon", "parts")},
            "knows": "Yes" if data["knows"] else "No",
        }
        return [
            {"name": name, "label": question_of(field.label), "value": words[name]}
            for name, field in self.fields.items()
            if words[name]
        ]

    def level(self) -> ConcernLevel:
        """Return the level that the answers give; nobody chooses it."""
        return level_of(self.cleaned_data)

    def _chosen(self, name: str) -> str:
        value, labels = self.cleaned_data[name], dict(self.fields[name].choices)
        return "\n".join(labels[one] for one in (value if isinstance(value, list) else [value]))
