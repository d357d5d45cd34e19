"""The reason for a download of figures.

The audit log keeps its code.
"""

from referral_portal.common.fields import Choice
from referral_portal.common.forms import PortalForm

PURPOSES = (
    ("contract", "Reporting to the organisations that fund the programmes"),
    ("service", "Planning the service"),
    ("audit", "An audit or an inspection"),
    ("question", "Answering a question from outside, such as a freedom of information request"),
)


class ExportForm(PortalForm):
    """The reason for one download."""

    purpose = Choice(
        label="What do you need the file for?",
        missing="Select what you need the file for",
        choices=PURPOSES,
    )
