"""What the desk asks before it puts a list of referrals into a file."""

from referral_portal.common.fields import Choice
from referral_portal.common.forms import PortalForm
from referral_portal.common.spreadsheets import FORMATS

PURPOSES = (
    ("meeting", "A meeting about these referrals"),
    ("planning", "Planning places and sessions"),
    ("audit", "An audit or an inspection"),
    ("question", "Answering a question from a partner organisation"),
)


class ListExportForm(PortalForm):
    format = Choice(
        label="Which kind of file do you need?",
        missing="Select which kind of file you need",
        choices=FORMATS,
    )
    purpose = Choice(
        label="What do you need the list for?",
        missing="Select what you need the list for",
        choices=PURPOSES,
    )
