"""The stalking agency referral: which pages, in which order.

The order of the person's own form. Whom it touches is asked on sealed pages alone; a stalking
assessment must be named, a DASH may be.
"""

from referrals.enums import Pathway, Route
from referrals.forms import stalking, their_behaviour, their_people
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
            Step("why-now", "Why now", their_behaviour.TheirWhyNowForm),
            Step("in-your-words", "What is known", their_behaviour.AccountForm),
            Step("thinking", "Unwanted contact", stalking.PatternForm),
            Step("relationship", "Relationships", their_behaviour.TheirRelationshipForm),
            Step("weapons", "Weapons", their_behaviour.TheirWeaponsForm),
            Step("work", "Their work", their_behaviour.TheirWorkForm),
        ),
    ),
    Section(
        "People at risk",
        (
            Step("them", "The person harmed", their_people.HarmedPersonForm, part="person"),
            Step("family", "Other people", their_people.TheirOthersForm, part="others"),
            Step("children", "Children", their_people.TheirChildrenForm, part="children"),
        ),
    ),
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
