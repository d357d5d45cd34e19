"""The pages of the domestic abuse agency referral, in order.

The order is that of the participant's own form, so that a coordinator reads both in the same way.
Pages with the same questions have the same slug on both forms.
"""

from programmes.enums import Pathway
from referrals.enums import Route
from referrals.forms import readers, their_behaviour, their_people, their_suitability
from referrals.steps import shared
from referrals.steps.engine import FormDefinition, FormPage, Section

SECTIONS = (
    shared.AGENCY_SAFETY,
    Section(
        "Finding out if we can help",
        (
            *shared.AGENCY_CRITERIA,
            FormPage("partner", "Who our groups are for", their_suitability.TheirWomanPartnerForm),
            FormPage("group", "Talking in a group", their_suitability.TheirGroupForm),
        ),
    ),
    shared.AGENCY_SHARING,
    shared.AGENCY_CONTACT,
    Section(
        "What they have done",
        (
            FormPage("readers", "Who reads your answers", readers.TheirReadersForm),
            *shared.AGENCY_ACCOUNT,
            FormPage("what", "Which of these", their_behaviour.TheirBehaviourListForm),
            FormPage("thinking", "Unwanted contact", their_behaviour.StalkingPatternForm),
            *shared.AGENCY_BACKGROUND,
        ),
    ),
    shared.AGENCY_PEOPLE,
    Section(
        "Orders, risk and taking part",
        (
            *shared.AGENCY_ORDERS,
            FormPage("risk", "Risk assessments", their_people.RiskForm, part="risk"),
            *shared.AGENCY_TAKING_PART,
        ),
    ),
    shared.AGENCY_REFERRER,
)

DEFINITION = FormDefinition(
    key="da-agency",
    topic="domestic-abuse",
    route=Route.AGENCY,
    pathway=Pathway.DOMESTIC_ABUSE,
    heading="Refer someone who hurts or frightens a partner or family",
    sections=SECTIONS,
)
