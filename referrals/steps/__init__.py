"""The four referral forms.

To add a form, add its definition to `FORMS`.
"""

from referrals.steps import (
    domestic_abuse_agency,
    domestic_abuse_self,
    stalking_agency,
    stalking_self,
)
from referrals.steps.engine import FormDefinition

FORMS: tuple[FormDefinition, ...] = (
    domestic_abuse_self.DEFINITION,
    domestic_abuse_agency.DEFINITION,
    stalking_self.DEFINITION,
    stalking_agency.DEFINITION,
)


def find_form(topic: str, route: str) -> FormDefinition | None:
    """Return the form for `topic` and `route`, or None."""
    return next((form for form in FORMS if (form.topic, form.route) == (topic, route)), None)
