"""To whom referrals are handed over, and why."""

from dataclasses import replace

from referral_portal.common.fields import Choice, TextArea
from referral_portal.common.forms import PortalForm

SHARE = "share"
SHARE_OUT = "Share them out by qualification and load"


def _words(label: str, missing: str) -> TextArea:
    return TextArea(
        label=label,
        help_text="For the file. For example: on leave until Monday.",
        missing=missing,
        max_length=500,
        rows=3,
    )


class HandOverForm(PortalForm):
    to = Choice(label="Who works on it now?", missing="Select a coordinator")
    words = _words("Why is it handed over?", "Enter why it is handed over")

    def __init__(self, *args, coordinators=(), needs_words=True, **kwargs):
        """Offer `coordinators`, pairs of id and words; the reason may be optional."""
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = coordinators
        if not needs_words:
            words = self.fields["words"]
            words.required, words.label = False, f"{words.label} (optional)"


class HandOverManyForm(HandOverForm):
    """Ask who works on several referrals; they may be shared out among all."""

    to = Choice(label="Who works on them now?", missing="Select a coordinator, or share them out")
    words = _words("Why are they handed over?", "Enter why they are handed over")

    def __init__(self, *args, coordinators=(), **kwargs):
        choices = [(SHARE, SHARE_OUT), *coordinators]
        super().__init__(*args, coordinators=choices, **kwargs)
        field = self.fields["to"]
        # The presentation belongs to the class; the hint of this form must not stay there.
        field.presentation = replace(
            field.presentation,
            hints={SHARE: "Each goes to the coordinator who fits and has the fewest."},
        )
