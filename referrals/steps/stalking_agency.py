"""The stalking agency referral: which pages, in which order.

The order of the person's own form. Whom it touches is asked on sealed pages alone; a stalking
assessment must be named, a DASH may be.
"""

from referrals.enums import Pathway, Route
from referrals.forms import stalking
from referrals.steps import shared
from referrals.steps.engine import FormDefinition, Section, Step

SECTIONS = (
    shared.AGENCY_SAFETY,
    Section("Finding out if we can help", shared.AGENCY_CRITERIA),
    shared.AGENCY_SHARING,
    shared.AGENCY_CONTACT,
    Section(
        "What they have done",
        (
            *shared.AGENCY_ACCOUNT,
            Step("thinking", "Unwanted contact", stalking.PatternForm),
            *shared.AGENCY_BACKGROUND,
        ),
    ),
    shared.AGENCY_PEOPLE,
    Section(
        "Orders, risk and taking part",
        (
            *shared.AGENCY_ORDERS,
            Step("risk", "Risk assessments", stalking.StalkingRiskForm, part="risk"),
            *shared.AGENCY_TAKING_PART,
        ),
    ),
    shared.AGENCY_REFERRER,
)

DEFINITION = FormDefinition(
    key="stalking-agency",
    topic="stalking",
    route=Route.AGENCY,
    pathway=Pathway.STALKING,
    heading="Refer someone who contacts or follows a person who does not want it",
    sections=SECTIONS,
)
