"""The domestic abuse agency referral: which pages, in which order.

The same order as the person's own form, so that a coordinator reads both alike. Every page about
people at risk is sealed; a page's slug is the same on both forms when it asks the same.
"""

from referrals.enums import Pathway, Route
from referrals.forms import (
    agreement,
    closing,
    contact,
    courts,
    equality,
    safety,
    their_behaviour,
    their_people,
    their_suitability,
)
from referrals.steps import interruptions
from referrals.steps.domestic_abuse_self import doubts_responsibility
from referrals.steps.engine import FormDefinition, Section, Step

SECTIONS = (
    Section(
        "Keeping everyone safe",
        (
            Step("now", "Right now", safety.DangerForm, interrupt=interruptions.after_danger),
            Step("who", "Who this is for", safety.WhoForm,
                 interrupt=interruptions.after_who_on_agency),
            Step("you", "Their own safety", safety.TheirWellbeingForm),
        ),
    ),
    Section(
        "Finding out if we can help",
        (
            Step("birth", "Their date of birth", their_suitability.TheirBirthForm),
            Step("area", "Where they live", their_suitability.TheirAreaForm),
            Step("responsibility", "Responsibility", their_suitability.TheirResponsibilityForm),
            Step("better-way", "A better way", their_suitability.TheirBetterWayForm,
                 applies_when=doubts_responsibility),
            Step("drink-drugs", "Drink and drugs", their_suitability.TheirDrinkForm),
            Step("health", "Their mental health", their_suitability.TheirMindForm),
            Step("sentence", "Court orders and sentences", courts.TheirSentenceForm),
            Step("dates", "Police and court dates", courts.TheirPendingForm),
            Step("family-court", "Family court", courts.TheirFamilyCourtForm),
            Step("before", "Earlier programmes", courts.TheirEarlierForm),
            Step("required", "Who requires it", courts.TheirRequiredForm),
            Step("partner", "Who our groups are for", their_suitability.TheirWomanPartnerForm),
            Step("group", "Talking in a group", their_suitability.TheirGroupForm),
        ),
    ),
    Section(
        "Who will see this",
        (
            Step("sharing", "Sharing information", agreement.TheirSharingForm,
                 interrupt=interruptions.after_sharing),
            Step("understand", "What they need to know", agreement.TheirUnderstandForm),
            Step("others-we-ask", "Other services", agreement.TheirExtraSharingForm),
            Step("evidence", "Their agreement", agreement.EvidenceForm,
                 interrupt=interruptions.after_evidence),
            Step("aware", "Does the person harmed know?", agreement.AwarenessForm,
                 part="awareness"),
        ),
    ),
    Section(
        "How to reach them",
        (
            Step("name", "Their name", contact.TheirNameForm),
            Step("home", "Where they are staying", contact.TheirHomeForm),
            Step("contact", "How can we reach them?", contact.TheirContactForm),
        ),
    ),
    Section(
        "What they have done",
        (
            Step("why-now", "Why now", their_behaviour.TheirWhyNowForm),
            Step("in-your-words", "What is known", their_behaviour.AccountForm),
            Step("what", "Which of these", their_behaviour.TheirBehaviourListForm),
            Step("thinking", "Unwanted contact", their_behaviour.StalkingPatternForm),
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
            Step("orders", "Orders", courts.TheirCivilOrdersForm),
            Step("record", "Convictions and cautions", courts.TheirRecordForm),
            Step("risk", "Risk assessments", their_people.RiskForm, part="risk"),
            Step("staff-risk", "Risk to staff and others", closing.StaffRiskForm),
            Step("needs", "What would help", closing.TheirNeedsForm),
            Step("taking-part", "Taking part", closing.TheirTakingPartForm),
            Step("equality", "About them", equality.EqualityForm),
        ),
    ),
    Section("About you", (Step("referrer", "About you", closing.ReferrerForm),)),
)  # fmt: skip

DEFINITION = FormDefinition(
    key="da-agency",
    topic="domestic-abuse",
    route=Route.AGENCY,
    pathway=Pathway.DOMESTIC_ABUSE,
    sections=SECTIONS,
)
