"""The pages of the domestic abuse self-referral, in order.

Safety comes first. The questions about whether we can help come before the questions about
behaviour, so that no participant tells their whole story before they learn that we cannot.
"""

from programmes.enums import Pathway
from referrals.enums import Route
from referrals.forms import behaviour, courts, people, readers, suitability
from referrals.steps import shared
from referrals.steps.engine import FormDefinition, FormPage, Section

SECTIONS = (
    shared.SELF_SAFETY,
    Section(
        "Finding out if we can help",
        (
            *shared.SELF_CRITERIA,
            FormPage("family-court", "Family court", courts.FamilyCourtForm),
            *shared.SELF_HISTORY,
            FormPage("partner", "Who our groups are for", suitability.WomanPartnerForm),
            FormPage("group", "Talking in a group", suitability.GroupForm),
        ),
    ),
    shared.SELF_SHARING,
    shared.SELF_CONTACT,
    Section(
        "What you have done",
        (
            FormPage("readers", "Who reads your answers", readers.ReadersForm),
            FormPage("why-now", "Why now", behaviour.WhyNowForm),
            FormPage("in-your-words", "In your own words", behaviour.OwnWordsForm),
            FormPage("what", "Which of these", behaviour.BehaviourListForm),
            FormPage("thinking", "Someone on your mind", behaviour.ThinkingForm),
            *shared.SELF_WHO,
            FormPage("effect", "How they felt", behaviour.EffectForm, applies_when=shared.says_who),
            FormPage("weapons", "Weapons", behaviour.WeaponsForm),
            FormPage("work", "Your work", behaviour.WorkForm),
        ),
    ),
    Section(
        "Other people",
        (
            FormPage("them", "The person you are worried about", people.PersonForm, part="person"),
            FormPage("family", "Other people in your life", people.OthersForm, part="others"),
            FormPage("children", "Children", people.ChildrenForm, part="children"),
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
