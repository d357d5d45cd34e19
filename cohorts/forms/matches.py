"""Forms about two participants who may be one person."""

from django import forms

from referral_portal.common.fields import Choice, TextArea, TextLine
from referral_portal.common.forms import PortalForm
from referral_portal.common.references import tidy_reference
from referrals.enums import MatchAnswer

WORDS = 2000


def _note() -> TextArea:
    return TextArea(
        label="Note",
        help_text="Optional. For the file. Write only about the participant.",
        max_length=WORDS,
        required=False,
    )


class MatchForm(PortalForm):
    """Answer whether the two are one person."""

    answer = Choice(
        label="Is this the same person?",
        choices=[
            (answer.value, answer.label)
            for answer in (MatchAnswer.SAME, MatchAnswer.NOT_SAME, MatchAnswer.NOT_KNOWN)
        ],
        hints={
            MatchAnswer.SAME: "One place, one history. You can undo this.",
            MatchAnswer.NOT_SAME: "We remember this and do not ask again.",
            MatchAnswer.NOT_KNOWN: "Until you decide, they count as one person wherever that protects "
            "people.",
        },
        missing="Select whether this is the same person",
        label_size="m",
    )
    words = _note()


class UndoForm(PortalForm):
    """Undo the answer in force."""

    words = _note()


class BesideForm(PortalForm):
    """Ask which other referral to compare."""

    reference = TextLine(
        label="Reference of the other referral",
        help_text="For example KM-7F3K-9Q2D",
        missing="Enter the reference of the other referral",
        max_length=20,
        width="20",
    )

    def clean_reference(self) -> str:
        """Return the reference as it is stored."""
        reference = tidy_reference(self.cleaned_data["reference"])
        if not reference:
            raise forms.ValidationError("Enter a reference, like KM-7F3K-9Q2D")
        return reference
