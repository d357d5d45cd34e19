"""To whom referrals are handed over, and why."""

from referral_portal.common.fields import Choice, TextArea
from referral_portal.common.forms import PortalForm


def _words() -> TextArea:
    return TextArea(
        label="Why is it handed over?",
        help_text="For the file. For example: on leave until Monday.",
        missing="Enter why it is handed over",
        max_length=500,
        rows=3,
    )


class HandOverForm(PortalForm):
    to = Choice(label="Who works on it now?", missing="Select a coordinator")
    words = _words()

    def __init__(self, *args, coordinators=(), needs_words=True, **kwargs):
        """Offer `coordinators`, pairs of id and words; the reason may be optional."""
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = coordinators
        self.fields["words"].required = needs_words
