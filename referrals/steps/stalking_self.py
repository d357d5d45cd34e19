"""The pages of the stalking self-referral, in the order of the domestic abuse form.

No page asks who the other person is, how to reach them or where they are: a form must not be a
reason to look a person up. Questions about them offer ranges, and their pages are sealed.
"""

from programmes.enums import Pathway
from referrals.enums import Route
from referrals.forms import behaviour, people, readers, stalking
from referrals.steps import shared
from referrals.steps.engine import FormDefinition, FormPage, Section

SECTIONS = (
    shared.SELF_SAFETY,
    Section("Finding out if we can help", (*shared.SELF_CRITERIA, *shared.SELF_HISTORY)),
    shared.SELF_SHARING,
    shared.SELF_CONTACT,
    Section(
        "What you have done",
        (
            FormPage("readers", "Who reads your answers", readers.StalkingReadersForm),
            FormPage("why-now", "Why now", behaviour.WhyNowForm),
            FormPage("in-your-words", "In your own words", stalking.UnnamedWordsForm),
            FormPage("thinking", "Someone on your mind", stalking.OnYourMindForm),
            *shared.SELF_WHO,
            FormPage("effect", "How they felt", stalking.UnnamedEffectForm,
                     applies_when=shared.says_who),
            FormPage("weapons", "Weapons", behaviour.WeaponsForm),
            FormPage("work", "Your work", behaviour.WorkForm),
        ),
    ),
    Section(
        "Other people",
        (
            FormPage("them", "Contact with them", people.TogetherForm, part="person"),
            FormPage("family", "Other people in your life", stalking.OthersInRangesForm,
                 part="others"),
            FormPage("children", "Children", stalking.ChildrenInRangesForm, part="children"),
        ),
    ),
    shared.SELF_ORDERS,
)  # fmt: skip

DEFINITION = FormDefinition(
    key="stalking-self",
    topic="stalking",
    route=Route.SELF,
    pathway=Pathway.STALKING,
    heading="Get help to stop contacting or following someone",
    lead=(
        "This form is for you if you find it hard to stop contacting, following, watching or "
        "looking someone up, and want that to change."
    ),
    note=(
        "We never ask who the other person is, where they are or how to reach them. Please do not "
        "tell us, and do not look them up."
    ),
    sections=SECTIONS,
)
