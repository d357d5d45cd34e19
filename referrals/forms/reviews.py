"""The forms of a review of a decision: who asks and why, who reviews it, and the result."""

from dataclasses import replace

from referral_portal.common.fields import Choice, DropDown, TextArea
from referral_portal.common.forms import PortalForm
from referrals.models import ReviewAsker, ReviewOutcome
from referrals.programme_fit import WHY_THIS, Offer

WORDS_LENGTH = 2000
ANEW = ("", "It is decided anew, by a coordinator")


class OwnReviewForm(PortalForm):
    """Ask the referrer why the decision is wrong."""

    why = TextArea(
        label="Why do you think that the decision is wrong?",
        help_text="Do not write about anyone the person may have harmed. A different member of our team reads "
        "this and looks at the decision again. You can ask once.",
        missing="Say why you think that the decision is wrong",
        max_length=WORDS_LENGTH,
    )


class ReviewForm(PortalForm):
    """Ask the desk who asks for the review, and why."""

    asked_by = Choice(
        label="Who asks for the review?",
        missing="Select who asks for the review",
        label_size="m",
    )
    why = TextArea(
        label="Why is the decision wrong, in their words?",
        help_text="For the file. The user who reviews the decision reads it.",
        missing="Say why they think that the decision is wrong",
        max_length=WORDS_LENGTH,
        label_size="m",
    )

    def __init__(self, *args, askers=(), **kwargs):
        """`askers`: the values of those who may ask now."""
        super().__init__(*args, **kwargs)
        choices = [one for one in ReviewAsker.choices if one[0] in askers]
        self.fields["asked_by"].choices = choices
        if len(choices) == 1:
            self.fields["asked_by"].initial = choices[0][0]


class ReviewerForm(PortalForm):
    """Ask who reviews the decision."""

    reviewer = DropDown(
        label="Who reviews this decision?",
        help_text="Coordinators and managers who did not make it and may see this referral.",
        missing="Select who reviews this decision",
    )

    def __init__(self, *args, users=(), **kwargs):
        """`users`: pairs of id and words of those who may review it."""
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].choices = [("", "Select a user"), *users]


class ResultForm(PortalForm):
    """Ask for the result of a review, and what follows where the decision is overturned."""

    outcome = Choice(
        label="What is the result?",
        choices=ReviewOutcome.choices,
        missing="Select the result",
        label_size="m",
    )
    programme = Choice(label="What happens to the referral?", choices=[ANEW], required=False)
    reason = TextArea(
        label="Why this programme?",
        help_text="Needed for a programme that does not fit or was not checked. For the file.",
        max_length=WORDS_LENGTH,
        rows=3,
        required=False,
    )
    words = TextArea(
        label="Why, in your own words",
        help_text="For the file. It is not sent to anyone.",
        missing="Say in your own words why",
        max_length=WORDS_LENGTH,
        label_size="m",
    )

    def __init__(self, *args, programmes: list[Offer] | tuple = (), **kwargs):
        """`programmes`: those for which the referral can be accepted at once, or none."""
        super().__init__(*args, **kwargs)
        self.with_reason = {offer.code for offer in programmes if offer.needs_reason}
        accepted = [(offer.code, f"It is accepted for {offer.name}") for offer in programmes]
        self.fields["programme"].choices = [ANEW, *accepted]
        self.fields["programme"].initial = ANEW[0]
        if not programmes:
            del self.fields["programme"]
        if not self.with_reason:
            del self.fields["reason"]
        field = self.fields["outcome"]
        shown = tuple(name for name in ("programme", "reason") if name in self.fields)
        # The presentation belongs to the class; what this form reveals must not stay there.
        field.presentation = replace(
            field.presentation, reveals={ReviewOutcome.OVERTURNED.value: shown}
        )

    def clean(self):
        """Ask for the reason where the chosen programme needs one, and drop what does not matter."""
        answers = super().clean()
        if answers.get("outcome") != ReviewOutcome.OVERTURNED:
            return answers | {"programme": "", "reason": ""}
        if answers.get("programme") in self.with_reason and not answers.get("reason"):
            self.add_error("reason", WHY_THIS)
        return answers
