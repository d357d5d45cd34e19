"""The pages of the stalking agency referral, in the order of the participant's own form.

Only sealed pages ask who is at risk.
"""

from programmes.enums import Pathway
from referrals.enums import Route
from referrals.forms import readers, stalking
from referrals.steps import shared
from referrals.steps.engine import FormDefinition, FormPage, Section

SECTIONS = (
    shared.AGENCY_SAFETY,
    Section("Finding out if we can help", shared.AGENCY_CRITERIA),
    shared.AGENCY_SHARING,
    shared.AGENCY_CONTACT,
    Section(
        "What they have done",
        (
            FormPage("readers", "Who reads your answers", readers.TheirStalkingReadersForm),
            *shared.AGENCY_ACCOUNT,
            FormPage("thinking", "Unwanted contact", stalking.PatternForm),
            *shared.AGENCY_BACKGROUND,
        ),
    ),
    shared.AGENCY_PEOPLE,
    Section(
        "Orders, risk and taking part",
        (
            *shared.AGENCY_ORDERS,
            FormPage("risk", "Risk assessments", stalking.StalkingRiskForm, part="risk"),
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
