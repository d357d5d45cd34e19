"""The forms of a complaint: what it says and whom it is about, and the result."""

from referral_portal.common.fields import Choice, MultiChoice, TextArea
from referral_portal.common.forms import PortalForm
from referrals.models import Complainant, ComplaintOutcome

WORDS_LENGTH = 2000


class ComplaintForm(PortalForm):
    """Ask who complains, about which users, and what they say."""

    made_by = Choice(
        label="Who made the complaint?",
        missing="Select who made the complaint",
        label_size="m",
    )
    about = MultiChoice(
        label="Which users is it about? (optional)",
        help_text="A user who is named here cannot read it.",
        required=False,
        label_size="m",
    )
    words = TextArea(
        label="What is wrong, in their words?",
        help_text="For the file. You cannot read it again, unless you are a manager whom it does not name.",
        missing="Write down the complaint",
        max_length=WORDS_LENGTH,
        label_size="m",
    )

    def __init__(self, *args, is_agency: bool = False, users=(), **kwargs):
        """`users`: pairs of id and words of those whom a complaint can be about."""
        super().__init__(*args, **kwargs)
        self.fields["made_by"].choices = [
            one for one in Complainant.choices if is_agency or one[0] != Complainant.REFERRER
        ]
        self.fields["about"].choices = list(users)

    def complaint(self) -> dict:
        """Return the answers as the verb takes them."""
        answers = self.cleaned_data
        return answers | {"about": [int(pk) for pk in answers["about"]]}


class ComplaintResultForm(PortalForm):
    """Ask for the result of a complaint."""

    outcome = Choice(
        label="What is the result?",
        choices=ComplaintOutcome.choices,
        missing="Select the result",
        label_size="m",
    )
    reasons = TextArea(
        label="Why, in your own words",
        help_text="For the file. It is not sent to anyone.",
        missing="Say in your own words why",
        max_length=WORDS_LENGTH,
        label_size="m",
    )
