"""The pages of the domestic abuse self-referral, in order.

Safety comes first. The questions about whether we can help come before the questions about
behaviour, so that no participant tells their whole story before they learn that we cannot.
"""

from programmes.enums import Pathway
from referrals.enums import Route
from referrals.forms import behaviour, courts, people, suitability
from referrals.steps import shared
from referrals.steps.engine import FormDefinition, Section, Step

SECTIONS = (
    shared.SELF_SAFETY,
    Section(
        "Finding out if we can help",
        (
            *shared.SELF_CRITERIA,
            Step("family-court", "Family court", courts.FamilyCourtForm),
            *shared.SELF_HISTORY,
            Step("partner", "Who our groups are for", suitability.WomanPartnerForm),
            Step("group", "Talking in a group", suitability.GroupForm),
        ),
    ),
    shared.SELF_SHARING,
    shared.SELF_CONTACT,
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
    shared.SELF_ORDERS,
)

DEFINITION = FormDefinition(
    key="da-self",
    topic="domestic-abuse",
    route=Route.SELF,
    pathway=Pathway.DOMESTIC_ABUSE,
    heading="Get help to change how you treat a partner or family",
    lead=(
        "This form is for you if you have hurt, frightened or controlled someone close to you, "
        "and want that to stop."
    ),
    sections=SECTIONS,
)
