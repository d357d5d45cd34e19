"""The participant's questions about other people.

Every page is sealed as soon as it is sent. They ask for a first name only, and for contact details
only if the participant has them already: a form must never be a reason to look a person up.
"""

from referral_portal.common.fields import Choice, MultiChoice, PersonName, TextArea, TextLine, YesNo
from referrals.forms.base import StepForm

NO_ONE = "no_one"
HOW_OFTEN = [
    ("daily", "Every day"),
    ("weekly", "Most weeks"),
    ("monthly", "Less often"),
    ("none", "Not at all"),
]
WHY_CONTACT = [
    ("together", "We are together"),
    ("children", "Because of children"),
    ("work", "Because of work"),
    ("other", "Something else"),
    ("none", "There is no contact"),
]
ARRANGEMENTS = [
    ("lives_with", "They live with me"),
    ("regular", "Regular contact"),
    ("supervised", "Supervised contact"),
    ("none", "No contact"),
]


class TogetherForm(StepForm):
    """How often and why they are in contact.

    No answer can help to find a person.
    """

    live_together = Choice(
        label="Do you live with them?",
        choices=[("yes", "Yes"), ("no", "No"), (NO_ONE, "There is no one I am worried about")],
        missing="Select yes if you live with them",
    )
    contact_often = Choice(label="How often are you in contact?", choices=HOW_OFTEN, required=False)
    contact_why = MultiChoice(
        label="Why are you in contact?", choices=WHY_CONTACT, exclusive="none", required=False
    )
    intro = ("This is about the person you are most worried about.",)

    def clean(self):
        data = super().clean()
        if data.get("live_together") != NO_ONE:
            self.need("contact_often", "Select how often you are in contact")
            self.need(
                "contact_why", "Select why you are in contact, or select “There is no contact”"
            )
        return data


class PersonForm(TogetherForm):
    their_first_name = PersonName(
        label="Their first name (optional)", required=False, max_length=60, width="20"
    )
    their_contact = TextLine(
        label="A phone number or email address for them (optional)",
        required=False,
        help_text="Only if you already have it. Do not ask them, and do not look for it.",
    )
    field_order = ("their_first_name", "their_contact")


class OthersForm(StepForm):
    former_partners = Choice(
        label="How many former partners have you had in the last 5 years? (optional)",
        choices=[("0", "None"), ("1", "One"), ("2", "Two"), ("3", "Three or more")],
        required=False,
    )
    cares_for = TextArea(
        label="Is there anyone or anything else you care for? (optional)",
        required=False,
        max_length=500,
        rows=3,
        help_text="For example, a parent or a pet.",
    )


class ChildrenForm(StepForm):
    has_children = YesNo(
        label="Are there any children in your life?",
        missing="Select yes if there are any children in your life",
        help_text="Yours, a partner’s, or others you live with or look after.",
        reveals={"yes": ("child_ages", "child_home", "child_contact")},
    )
    child_ages = TextLine(
        label="How old are they?", missing="Enter how old the children are", width="20"
    )
    child_home = TextLine(
        label="Who do they live with?", missing="Enter who the children live with"
    )
    child_contact = Choice(
        label="What contact do you have with them?",
        choices=ARRANGEMENTS,
        missing="Select what contact you have with the children",
    )
    expecting = YesNo(
        label="Are you or a partner expecting a baby?",
        missing="Select yes if you or a partner are expecting a baby",
    )
