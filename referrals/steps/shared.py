"""The sections and steps that the forms of both topics share, for each route."""

from referrals.forms import (
    agreement,
    behaviour,
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
from referrals.forms.base import BY_PHONE
from referrals.steps import interruptions
from referrals.steps.engine import FormPage, Section


def doubts_responsibility(given: dict) -> bool:
    """Return whether to ask about a better way.

    Wanting one is enough responsibility to start.
    """
    return given.get("accepts") in {"not_sure", "no"}


def says_who(given: dict) -> bool:
    """Return whether to ask who was hurt: not after "no", and not after "on the phone"."""
    on_the_phone = BY_PHONE in (given.get("told"), *(given.get("behaviours") or ()))
    return given.get("accepts") not in {"no", BY_PHONE} and not on_the_phone


def has_agreed(given: dict) -> bool:
    """Return whether the person agreed to the referral, and so does not go by a statutory reason."""
    return given.get("agreed_how") in agreement.AGREED


def agrees_to_sharing(given: dict) -> bool:
    """Return whether the person agreed to sharing, so that a referrer can say what they understand."""
    return has_agreed(given) and given.get("agrees_sharing") is True


# --- the participant's own form -------------------------------------------------------------------

SELF_SAFETY = Section(
    "Keeping everyone safe",
    (
        FormPage("now", "Right now", safety.DangerForm, interrupt=interruptions.after_danger),
        FormPage("place", "Where you are", safety.PrivateForm,
                 interrupt=interruptions.after_private),
        FormPage("who", "Who this is for", safety.WhoForm,
                 interrupt=interruptions.after_who_on_self),
        FormPage("you", "Your own safety", safety.WellbeingForm,
                 interrupt=interruptions.after_wellbeing),
    ),
)  # fmt: skip
SELF_CRITERIA = (
    FormPage("birth", "Your date of birth", suitability.BirthForm),
    FormPage("area", "Where you live", suitability.AreaForm),
    FormPage("responsibility", "Responsibility", suitability.ResponsibilityForm),
    FormPage("better-way", "A better way", suitability.BetterWayForm,
             applies_when=doubts_responsibility),
    FormPage("drink-drugs", "Drink and drugs", suitability.DrinkForm),
    FormPage("health", "Your mental health", suitability.MindForm),
    FormPage("sentence", "Court orders and sentences", courts.SentenceForm),
    FormPage("dates", "Police and court dates", courts.PendingForm),
)  # fmt: skip
SELF_HISTORY = (
    FormPage("before", "Earlier programmes", courts.EarlierForm),
    FormPage("required", "Whether you must do this", courts.RequiredForm),
)
SELF_SHARING = Section(
    "Who will see this",
    (
        FormPage("sharing", "Sharing information", agreement.SharingForm,
                 interrupt=interruptions.after_sharing),
        FormPage("understand", "What you need to know", agreement.UnderstandForm),
        FormPage("others-we-ask", "Other services", agreement.ExtraSharingForm),
    ),
)  # fmt: skip
SELF_CONTACT = Section(
    "How to reach you",
    (
        FormPage("name", "Your name", contact.NameForm),
        FormPage("home", "Where you are staying", contact.HomeForm),
        FormPage("contact", "How can we reach you?", contact.ContactForm),
    ),
)
SELF_WHO = (
    FormPage("relationship", "Relationships", behaviour.RelationshipForm, applies_when=says_who),
    FormPage("together", "Your relationship now", behaviour.TogetherNowForm),
)
SELF_ORDERS = Section(
    "Orders and taking part",
    (
        FormPage("orders", "Orders", courts.CivilOrdersForm),
        FormPage("record", "Convictions and cautions", courts.RecordForm),
        FormPage("needs", "What would help", closing.NeedsForm),
        FormPage("taking-part", "Taking part", closing.TakingPartForm),
        FormPage("equality", "About you", equality.EqualityForm),
    ),
)

# --- the agency's form ----------------------------------------------------------------------------

AGENCY_SAFETY = Section(
    "Keeping everyone safe",
    (
        FormPage("now", "Right now", safety.DangerForm, interrupt=interruptions.after_danger),
        FormPage("who", "Who this is for", safety.WhoForm,
                 interrupt=interruptions.after_who_on_agency),
        FormPage("you", "Their own safety", safety.TheirWellbeingForm),
    ),
)  # fmt: skip
AGENCY_CRITERIA = (
    FormPage("birth", "Their date of birth", their_suitability.TheirBirthForm),
    FormPage("area", "Where they live", their_suitability.TheirAreaForm),
    FormPage("responsibility", "Responsibility", their_suitability.TheirResponsibilityForm),
    FormPage("better-way", "A better way", their_suitability.TheirBetterWayForm,
             applies_when=doubts_responsibility),
    FormPage("drink-drugs", "Drink and drugs", their_suitability.TheirDrinkForm),
    FormPage("health", "Their mental health", their_suitability.TheirMindForm),
    FormPage("sentence", "Court orders and sentences", courts.TheirSentenceForm),
    FormPage("dates", "Police and court dates", courts.TheirPendingForm),
    FormPage("family-court", "Family court", courts.TheirFamilyCourtForm),
    FormPage("before", "Earlier programmes", courts.TheirEarlierForm),
    FormPage("required", "Whether they must do this", courts.TheirRequiredForm),
)  # fmt: skip
AGENCY_ACCOUNT = (
    FormPage("why-now", "Why now", their_behaviour.TheirWhyNowForm),
    FormPage("in-your-words", "What is known", their_behaviour.AccountForm),
)
AGENCY_BACKGROUND = (
    FormPage("relationship", "Relationships", their_behaviour.TheirRelationshipForm),
    FormPage("weapons", "Weapons", their_behaviour.TheirWeaponsForm),
    FormPage("work", "Their work", their_behaviour.TheirWorkForm),
)
AGENCY_SHARING = Section(
    "Who will see this",
    (
        FormPage("evidence", "Their agreement", agreement.EvidenceForm,
                 interrupt=interruptions.after_evidence),
        FormPage("sharing", "Sharing information", agreement.TheirSharingForm,
                 applies_when=has_agreed, interrupt=interruptions.after_sharing),
        FormPage("understand", "What they need to know", agreement.TheirUnderstandForm,
                 applies_when=agrees_to_sharing),
        FormPage("others-we-ask", "Other services", agreement.TheirExtraSharingForm,
                 applies_when=has_agreed),
        FormPage("aware", "Does the person harmed know?", agreement.AwarenessForm,
                 part="awareness"),
    ),
)  # fmt: skip
AGENCY_CONTACT = Section(
    "How to reach them",
    (
        FormPage("name", "Their name", contact.TheirNameForm),
        FormPage("home", "Where they are staying", contact.TheirHomeForm),
        FormPage("contact", "How can we reach them?", contact.TheirContactForm),
    ),
)
AGENCY_PEOPLE = Section(
    "People at risk",
    (
        FormPage("them", "The person harmed", their_people.HarmedPersonForm, part="person"),
        FormPage("family", "Other people", their_people.TheirOthersForm, part="others"),
        FormPage("children", "Children", their_people.TheirChildrenForm, part="children"),
    ),
)
AGENCY_ORDERS = (
    FormPage("orders", "Orders", courts.TheirCivilOrdersForm),
    FormPage("record", "Convictions and cautions", courts.TheirRecordForm),
)
AGENCY_TAKING_PART = (
    FormPage("staff-risk", "Risk to staff and others", closing.StaffRiskForm),
    FormPage("needs", "What would help", closing.TheirNeedsForm),
    FormPage("taking-part", "Taking part", closing.TheirTakingPartForm),
    FormPage("equality", "About them", equality.TheirEqualityForm),
)
AGENCY_REFERRER = Section("About you", (FormPage("referrer", "About you", closing.ReferrerForm),))
