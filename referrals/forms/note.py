"""A note from staff to a link worker.

It is sealed when it is sent and never shown again.
"""

from referral_portal.common.fields import TextArea
from referral_portal.common.forms import PortalForm


class NoteForm(PortalForm):
    words = TextArea(
        label="What should the link worker know?",
        max_length=2000,
        rows=8,
        missing="Tell the link worker what you want them to know",
        help_text="Say how you know this, and whether it is safe to use.",
    )
