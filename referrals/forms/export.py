"""What is asked before numbers leave the house: what they are for. The answer is a code on record."""

from referral_portal.common.fields import Choice
from referral_portal.common.forms import PortalForm

PURPOSES = (
    ("contract", "Reporting to those who fund the programmes"),
    ("service", "Planning the service"),
    ("audit", "An audit or an inspection"),
    ("question", "Answering a question from outside, such as a freedom of information request"),
)


class ExportForm(PortalForm):
    """The purpose of one export."""

    purpose = Choice(
        label="What do you need the file for?",
        missing="Select what you need the file for",
        choices=PURPOSES,
    )
