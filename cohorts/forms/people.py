"""Forms about one participant in a cohort: suspending, ending, the plan note, a concern.

Whether a step is allowed, and until which day, is for the verbs to say.
"""

from cohorts.forms.base import NOTHING, WORDS, codes
from cohorts.models import Cohort
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import Choice, DropDown, TextArea, TextLine, YesNo
from referral_portal.common.forms import PortalForm
from referrals.enums import REMOVE_CODES, WITHDRAW_CODES, EndingCode

WAITING_LIST = "waiting_list"


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

    code = Choice(label="Why does it end?", choices=codes(REMOVE_CODES), missing="Select a reason")
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
            *codes(WITHDRAW_CODES),
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


class SuspendForm(PortalForm):
    """Until which review, by whom, and why."""

    review_on = GovukDateField(
        label="Day of the review", subject="The day of the review", must_be="future"
    )
    reviewer = DropDown(label="Who looks again?", missing="Select who looks again")
    words = TextArea(
        label="Why, and what has to change",
        help_text="For the file. Nothing about anybody else: use “Raise a concern” for that.",
        max_length=WORDS,
        missing="Say in your own words why",
    )

    def __init__(self, *args, cohort: Cohort, **kwargs):
        """`cohort`: its facilitators can review, and every programme manager."""
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
        """Return the account that was chosen, as the verb takes it."""
        return self.people[self.cleaned_data["reviewer"]]


class ResumeForm(PortalForm):
    """What the review said."""

    words = TextArea(
        label="What did the review say?",
        help_text="For the file.",
        max_length=WORDS,
        missing="Say in your own words why",
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
