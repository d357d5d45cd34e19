"""What the workers of an agency write about a referral after sending it."""

from referral_portal.common.fields import TextArea, TextLine
from referral_portal.common.forms import PortalForm

WORDS_LENGTH = 2000
NOT_HERE = "Do not name or describe the person at risk here: use the sealed note."


class OwnAnswerForm(PortalForm):
    """Ask for the answer to a coordinator's question."""

    answer = TextArea(
        label="Your answer",
        help_text=NOT_HERE,
        max_length=WORDS_LENGTH,
        missing="Write your answer",
        label_size="m",
    )


class MoreForm(PortalForm):
    """Ask what else the desk should know."""

    words = TextArea(
        label="What else should we know?",
        help_text=NOT_HERE,
        max_length=WORDS_LENGTH,
        missing="Write what else we should know",
        label_size="m",
    )


class WithdrawalForm(PortalForm):
    """Ask why the agency withdraws its referral."""

    words = TextArea(
        label="Why do you withdraw it?",
        help_text=NOT_HERE,
        max_length=WORDS_LENGTH,
        missing="Say why you withdraw this referral",
        label_size="m",
    )


class OwnReferenceForm(PortalForm):
    """Ask for the agency's own reference."""

    reference = TextLine(
        label="Your own reference",
        help_text="For example the number of your case. Your colleagues and our staff see it. "
        "Leave it empty to remove it.",
        max_length=40,
        required=False,
        width="20",
    )
