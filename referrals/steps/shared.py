"""The sections and steps that the forms of both topics share, for each route."""

from referrals.forms import (
    agreement,
    closing,
    contact,
    courts,
    equality,
    safety,
    suitability,
    their_behaviour,
    their_people,
    their_suitability,
)
from referrals.steps import interruptions
from referrals.steps.engine import Section, Step


def doubts_responsibility(given: dict) -> bool:
    """Return whether to ask about a better way.

    Wanting one is enough responsibility to start.
    """
    return given.get("accepts") in {"not_sure", "no"}


# --- the participant's own form -------------------------------------------------------------------

SELF_SAFETY = Section(
    "Keeping everyone safe",
    (
        Step("now", "Right now", safety.DangerForm, interrupt=interruptions.after_danger),
        Step("place", "Where you are", safety.PrivateForm,
             interrupt=interruptions.after_private),
        Step("who", "Who this is for", safety.WhoForm,
             interrupt=interruptions.after_who_on_self),
        Step("you", "Your own safety", safety.WellbeingForm,
             interrupt=interruptions.after_wellbeing),
    ),
)  # fmt: skip
SELF_CRITERIA = (
    Step("birth", "Your date of birth", suitability.BirthForm),
    Step("area", "Where you live", suitability.AreaForm),
    Step("responsibility", "Responsibility", suitability.ResponsibilityForm),
    Step("better-way", "A better way", suitability.BetterWayForm,
         applies_when=doubts_responsibility),
    Step("drink-drugs", "Drink and drugs", suitability.DrinkForm),
    Step("health", "Your mental health", suitability.MindForm),
    Step("sentence", "Court orders and sentences", courts.SentenceForm),
    Step("dates", "Police and court dates", courts.PendingForm),
)  # fmt: skip
SELF_HISTORY = (
    Step("before", "Earlier programmes", courts.EarlierForm),
    Step("required", "Whether you must do this", courts.RequiredForm),
)
SELF_SHARING = Section(
    "Who will see this",
    (
        Step("sharing", "Sharing information", agreement.SharingForm,
             interrupt=interruptions.after_sharing),
        Step("understand", "What you need to know", agreement.UnderstandForm),
        Step("others-we-ask", "Other services", agreement.ExtraSharingForm),
    ),
)  # fmt: skip
SELF_CONTACT = Section(
    "How to reach you",
    (
        Step("name", "Your name", contact.NameForm),
        Step("home", "Where you are staying", contact.HomeForm),
        Step("contact", "How can we reach you?", contact.ContactForm),
    ),
)
SELF_ORDERS = Section(
    "Orders and taking part",
    (
        Step("orders", "Orders", courts.CivilOrdersForm),
        Step("record", "Convictions and cautions", courts.RecordForm),
        Step("needs", "What would help", closing.NeedsForm),
        Step("taking-part", "Taking part", closing.TakingPartForm),
        Step("equality", "About you", equality.EqualityForm),
    ),
)

# --- the agency's form ----------------------------------------------------------------------------

AGENCY_SAFETY = Section(
    "Keeping everyone safe",
    (
        Step("now", "Right now", safety.DangerForm, interrupt=interruptions.after_danger),
        Step("who", "Who this is for", safety.WhoForm,
             interrupt=interruptions.after_who_on_agency),
        Step("you", "Their own safety", safety.TheirWellbeingForm),
    ),
)  # fmt: skip
AGENCY_CRITERIA = (
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
    Step("required", "Whether they must do this", courts.TheirRequiredForm),
)  # fmt: skip
AGENCY_ACCOUNT = (
    Step("why-now", "Why now", their_behaviour.TheirWhyNowForm),
    Step("in-your-words", "What is known", their_behaviour.AccountForm),
)
AGENCY_BACKGROUND = (
    Step("relationship", "Relationships", their_behaviour.TheirRelationshipForm),
    Step("weapons", "Weapons", their_behaviour.TheirWeaponsForm),
    Step("work", "Their work", their_behaviour.TheirWorkForm),
)
AGENCY_SHARING = Section(
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
)  # fmt: skip
AGENCY_CONTACT = Section(
    "How to reach them",
    (
        Step("name", "Their name", contact.TheirNameForm),
        Step("home", "Where they are staying", contact.TheirHomeForm),
        Step("contact", "How can we reach them?", contact.TheirContactForm),
    ),
)
AGENCY_PEOPLE = Section(
    "People at risk",
    (
        Step("them", "The person harmed", their_people.HarmedPersonForm, part="person"),
        Step("family", "Other people", their_people.TheirOthersForm, part="others"),
        Step("children", "Children", their_people.TheirChildrenForm, part="children"),
    ),
)
AGENCY_ORDERS = (
    Step("orders", "Orders", courts.TheirCivilOrdersForm),
    Step("record", "Convictions and cautions", courts.TheirRecordForm),
)
AGENCY_TAKING_PART = (
    Step("staff-risk", "Risk to staff and others", closing.StaffRiskForm),
    Step("needs", "What would help", closing.TheirNeedsForm),
    Step("taking-part", "Taking part", closing.TheirTakingPartForm),
    Step("equality", "About them", equality.TheirEqualityForm),
)
AGENCY_REFERRER = Section("About you", (Step("referrer", "About you", closing.ReferrerForm),))
