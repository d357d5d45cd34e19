"""The referrer's questions about people at risk.

Every page is sealed as soon as it is sent. The link worker uses the answers to contact people
safely, so the pages ask what is not safe as well as what is. Contact details stay unverified until
a link worker checks them.
"""

from referral_portal.common.date_field import BirthDateField, GovukDateField
from referral_portal.common.fields import (
    Choice,
    DropDown,
    EmailField,
    MultiChoice,
    PersonName,
    TextArea,
    TextLine,
    UKPhoneField,
)
from referrals.forms.base import ELSEWHERE, UNKNOWN, YES_NO_NOT_KNOWN, StepForm

GRADES = [
    ("standard", "Standard"),
    ("medium", "Medium"),
    ("high", "High"),
    ("not_done", "No assessment has been done"),
    UNKNOWN,
]
NO_TOOL = "none"
ALONE = (NO_TOOL, UNKNOWN[0])
TOOLS = [
    ("s_dash", "S-DASH"),
    ("sash", "SASH"),
    ("srp", "SRP"),
    (NO_TOOL, "None of these"),
    UNKNOWN,
]
MEETINGS = [
    ("marac", "MARAC"),
    ("mappa", "MAPPA"),
    ("matac", "MATAC"),
    ("drive", "Drive"),
    ("dvds", "Domestic Violence Disclosure Scheme"),
    ("none", "None of these"),
    UNKNOWN,
]
SAFE_MESSAGE = [("yes", "Yes"), ("no", "No"), UNKNOWN]


class HarmedPersonForm(StepForm):
    """The person harmed, and how to contact them safely: one sealed part."""

    harmed_name = PersonName(label="Full name", missing="Enter the full name of the person harmed")
    harmed_born_on = BirthDateField(
        label="Date of birth, if you know it",
        required=False,
        subject="Their date of birth",
        of="them",
        is_adult=False,
    )
    harmed_alias = PersonName(label="Other names (optional)", required=False)
    harmed_district = DropDown(
        label="Which district do they live in?",
        missing="Select the district they live in, or “Not known”",
    )
    harmed_phone = UKPhoneField(label="Safe phone number (optional)", required=False)
    harmed_email = EmailField(label="Safe email address (optional)", required=False)
    harmed_time = TextLine(label="When is it safe to call? (optional)", required=False)
    harmed_message = Choice(
        label="Is it safe to leave a message?",
        choices=SAFE_MESSAGE,
        missing="Select whether it is safe to leave a message",
    )
    harmed_not_safe = TextArea(
        label="What is not safe?",
        max_length=600,
        rows=3,
        missing="Tell us what is not safe, or write “not known”",
        help_text="Numbers, addresses or people we must not use. If you do not know, write “not known”.",
    )
    live_together = Choice(
        label="Do they live together?",
        choices=YES_NO_NOT_KNOWN,
        missing="Select whether they live together",
    )
    contact_words = TextLine(
        label="How often are they in contact, and why?",
        max_length=300,
        missing="Tell us how often they are in contact, and why",
        help_text="For example, because of children or work.",
    )

    def prepare(self):
        self.fields["harmed_district"].choices = [
            ("", "Choose one"),
            *self.setting.districts,
            (ELSEWHERE, "Somewhere else"),
            ("not_known", "Not known"),
        ]


class TheirOthersForm(StepForm):
    """Partners, former partners and others: one sealed part."""

    current_partner = PersonName(
        label="Name of their current partner (optional)",
        required=False,
        help_text="If this is someone other than the person harmed.",
    )
    former_partners = TextArea(
        label="Other former partners in the last 5 years",
        max_length=1500,
        missing="Tell us about other former partners, or write “none known”",
        help_text="Names and known incidents. If there are none, write “none known”.",
    )
    cares_for = TextArea(
        label="Pets and other people they care for (optional)",
        required=False,
        max_length=500,
        rows=3,
    )


class TheirChildrenForm(StepForm):
    """Children: one sealed part."""

    has_children = Choice(
        label="Are there any children?",
        choices=YES_NO_NOT_KNOWN,
        missing="Select yes if there are any children",
        reveals={"yes": ("children", "child_home", "child_contact", "child_plan", "child_worker")},
    )
    children = TextArea(
        label="Names and ages",
        max_length=600,
        rows=3,
        missing="Enter the children’s names and ages",
    )
    child_home = TextLine(
        label="Who do they live with?", missing="Enter who the children live with"
    )
    child_contact = TextLine(
        label="What contact do they have with the children?",
        missing="Enter what contact they have with the children",
    )
    child_plan = Choice(
        label="Is there a plan?",
        choices=[
            ("in_need", "Child in need plan"),
            ("protection", "Child protection plan"),
            ("none", "No plan"),
            ("not_known", "Not known"),
        ],
        missing="Select whether there is a plan",
    )
    child_worker = TextLine(
        label="Social worker, and school only if needed (optional)", required=False, max_length=200
    )
    expecting = Choice(
        label="Are they or a partner expecting a baby?",
        choices=YES_NO_NOT_KNOWN,
        missing="Select yes if they or a partner are expecting a baby",
    )


class RiskForm(StepForm):
    """Risk assessments: one sealed part.

    It asks for scores and grades, never the questionnaire.
    """

    dash_grade = Choice(
        label="What does the DASH assessment say?",
        choices=GRADES,
        missing="Select the DASH grade, or select that none has been done or that it is not known",
    )
    dash_score = TextLine(label="DASH score (optional)", required=False, max_length=10, width="5")
    dash_on = GovukDateField(
        label="Date of the assessment (optional)",
        required=False,
        subject="The date of the assessment",
        must_be="today or past",
    )
    dash_by = TextLine(label="Who did the assessment? (optional)", required=False)
    dash_context = TextArea(
        label="Context (optional)",
        required=False,
        max_length=600,
        rows=3,
        help_text="For example, pregnancy, separation, or the threats that worry you most.",
    )
    stalking_tools = MultiChoice(
        label="Has a stalking assessment been done?",
        choices=TOOLS,
        exclusive=ALONE,
        missing="Select which assessment has been done, or select “None of these” or “Not known”",
    )
    stalking_result = TextLine(
        label="If one has been done, what are its date and result?", required=False
    )
    meetings = MultiChoice(
        label="Has the case been to any of these?",
        choices=MEETINGS,
        exclusive=ALONE,
        missing="Select where the case has been, or select “None of these” or “Not known”",
    )
    meetings_words = TextArea(
        label="Dates, levels and lead agency (optional)", required=False, max_length=600, rows=3
    )

    def clean(self):
        data = super().clean()
        if set(data.get("stalking_tools") or ()) - set(ALONE):
            self.need("stalking_result", "Enter the date and result of the stalking assessment")
        return data
