"""The domestic abuse self-referral: which pages, in which order.

Safety first; then whether we can help, so that nobody pours out a story and is turned away; who will
see it; how to reach the person; what he has done; other people; orders, needs, equality last.
"""

from referrals.enums import Pathway, Route
from referrals.forms import (
    agreement,
    behaviour,
    closing,
    contact,
    courts,
    equality,
    people,
    safety,
    suitability,
)
from referrals.steps import interruptions
from referrals.steps.engine import FormDefinition, Section, Step


def doubts_responsibility(given: dict) -> bool:
    """Whether to ask about a better way, which is responsibility enough to start."""
    return given.get("accepts") in {"not_sure", "no"}


SECTIONS = (
    Section(
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
    ),
    Section(
        "Finding out if we can help",
        (
            Step("birth", "Your date of birth", suitability.BirthForm),
            Step("area", "Where you live", suitability.AreaForm),
            Step("responsibility", "Responsibility", suitability.ResponsibilityForm),
            Step("better-way", "A better way", suitability.BetterWayForm,
                 applies_when=doubts_responsibility),
            Step("drink-drugs", "Drink and drugs", suitability.DrinkForm),
            Step("health", "Your mental health", suitability.MindForm),
            Step("sentence", "Court orders and sentences", courts.SentenceForm),
            Step("dates", "Police and court dates", courts.PendingForm),
            Step("family-court", "Family court", courts.FamilyCourtForm),
            Step("before", "Earlier programmes", courts.EarlierForm),
            Step("required", "Who wants you to do this", courts.RequiredForm),
            Step("partner", "Who our groups are for", suitability.WomanPartnerForm),
            Step("group", "Talking in a group", suitability.GroupForm),
        ),
    ),
    Section(
        "Who will see this",
        (
            Step("sharing", "Sharing information", agreement.SharingForm,
                 interrupt=interruptions.after_sharing),
            Step("understand", "What you need to know", agreement.UnderstandForm),
            Step("others-we-ask", "Other services", agreement.ExtraSharingForm),
        ),
    ),
    Section(
        "How to reach you",
        (
            Step("name", "Your name", contact.NameForm),
            Step("home", "Where you are staying", contact.HomeForm),
            Step("contact", "How can we reach you?", contact.ContactForm),
        ),
    ),
    Section(
        "What you have done",
        (
            Step("why-now", "Why now", behaviour.WhyNowForm),
            Step("in-your-words", "In your own words", behaviour.OwnWordsForm),
            Step("what", "Which of these", behaviour.BehaviourListForm),
            Step("thinking", "Someone on your mind", behaviour.ThinkingForm),
            Step("relationship", "Relationships", behaviour.RelationshipForm),
            Step("effect", "How they felt", behaviour.EffectForm),
            Step("weapons", "Weapons", behaviour.WeaponsForm),
            Step("work", "Your work", behaviour.WorkForm),
        ),
    ),
    Section(
        "Other people",
        (
            Step("them", "The person you are worried about", people.PersonForm, part="person"),
            Step("family", "Other people in your life", people.OthersForm, part="others"),
            Step("children", "Children", people.ChildrenForm, part="children"),
        ),
    ),
    Section(
        "Orders and taking part",
        (
            Step("orders", "Orders", courts.CivilOrdersForm),
            Step("record", "Convictions and cautions", courts.RecordForm),
            Step("needs", "What would help", closing.NeedsForm),
            Step("taking-part", "Taking part", closing.TakingPartForm),
            Step("equality", "About you", equality.EqualityForm),
        ),
    ),
)  # fmt: skip

DEFINITION = FormDefinition(
    key="da-self",
    topic="domestic-abuse",
    route=Route.SELF,
    pathway=Pathway.DOMESTIC_ABUSE,
    sections=SECTIONS,
)
