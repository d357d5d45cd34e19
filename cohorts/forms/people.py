"""What staff fill in to suspend somebody, to let him come again, and to cancel.

Whether it is allowed, and until which day, is said by the verbs.
"""

from cohorts.models import Cohort
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import DropDown, TextArea, TextLine
from referral_portal.common.forms import PortalForm

NOTHING = ("", "Choose one")
WORDS = 2000  # characters, as the history keeps them
REASON = 200


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


class CancelForm(PortalForm):
    """Why a session or a cohort is cancelled."""

    reason = TextLine(
        label="Why is it cancelled?",
        help_text="Shown to staff on the page of the cohort. Never somebody’s name.",
        max_length=REASON,
        missing="Say why it is cancelled",
    )
