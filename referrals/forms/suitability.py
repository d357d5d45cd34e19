"""The participant's questions for the scheme's criteria: age, area, responsibility, health.

Answers guide the coordinator. They never refuse a referral.
"""

from referral_portal.common.date_field import BirthDateField
from referral_portal.common.fields import Choice, DropDown, TextArea, YesNo
from referrals.forms.base import ELSEWHERE, PHONE_CHOICE, YES_NO_NOT_SURE, StepForm


class BirthForm(StepForm):
    born_on = BirthDateField(
        label="What is your date of birth?",
        heading=True,
        subject="Your date of birth",
        of="you",
        is_adult=True,
        help_text="For example, 27 3 1988. The programmes are for people aged 18 or over.",
    )


class AreaForm(StepForm):
    """The district where the participant lives, or one they could travel to."""

    district = Choice(
        label="Which district do you live in?",
        heading=True,
        missing="Select the district you live in",
        reveals={ELSEWHERE: ("nearest_district",)},
    )
    nearest_district = DropDown(
        label="Which district could you come to?",
        missing="Select the district you could come to",
    )

    def prepare(self):
        districts = self.setting.districts
        self.fields["district"].choices = [*districts, (ELSEWHERE, "Somewhere else")]
        self.fields["nearest_district"].choices = [("", "Choose a district"), *districts]


class ResponsibilityForm(StepForm):
    accepts = Choice(
        label=(
            "Do you accept that some of what you have done has hurt, frightened or distressed "
            "someone?"
        ),
        heading=True,
        choices=[
            ("yes", "Yes"),
            ("partly", "Partly"),
            ("not_sure", "I’m not sure"),
            ("no", "No"),
            PHONE_CHOICE,
        ],
        help_text="There is no wrong answer. We will talk it through with you.",
    )


class BetterWayForm(StepForm):
    sees_need = Choice(
        label="Do you want to approach your relationships in a better way?",
        heading=True,
        choices=YES_NO_NOT_SURE,
    )


class DrinkForm(StepForm):
    drink = Choice(
        label=(
            "In the last 3 months, has drink or drugs made it hard to keep appointments or stay "
            "in control?"
        ),
        heading=True,
        choices=[("no", "No"), ("yes", "Yes"), PHONE_CHOICE],
        reveals={"yes": ("drink_help", "drink_words")},
    )
    drink_help = Choice(
        label="What help do you have?",
        choices=[
            ("getting", "I am getting help"),
            ("would_take", "I have no help yet, but I would take it"),
            ("own", "I am dealing with it myself"),
            ("none", "I have no help and don’t want any"),
        ],
        missing="Select what help you have",
    )
    drink_words = TextArea(
        label="Is there anything you want to add? (optional)",
        required=False,
        max_length=500,
        rows=3,
    )


class MindForm(StepForm):
    mind = Choice(
        label=(
            "Is there anything about your mental health we should know so we can make this work "
            "for you?"
        ),
        heading=True,
        choices=[("no", "No"), ("yes", "Yes"), PHONE_CHOICE],
        reveals={"yes": ("mind_words", "mind_help", "mind_crisis")},
    )
    mind_words = TextArea(
        label="What should we know?",
        max_length=1000,
        missing="Tell us what we should know about your mental health",
    )
    mind_help = Choice(
        label="What support do you have?",
        choices=[
            ("getting", "I am getting support"),
            ("waiting", "I am waiting for support"),
            ("own", "I have none, and I am managing"),
            ("none", "I have none, and I am struggling"),
        ],
        missing="Select what support you have",
    )
    mind_crisis = YesNo(
        label="Have you had a crisis in the last 3 months?",
        missing="Select yes if you have had a crisis in the last 3 months",
        help_text="For example, you needed urgent help or were in hospital.",
    )


class WomanPartnerForm(StepForm):
    woman_partner = Choice(
        label=(
            "Our groups are for men who have harmed a wife, girlfriend or other female partner. "
            "Does this describe you?"
        ),
        heading=True,
        choices=YES_NO_NOT_SURE,
        help_text="If not, you can still have one-to-one sessions. They are for everyone.",
    )


class GroupForm(StepForm):
    in_group = Choice(
        label="Could you talk about this in a group?",
        heading=True,
        choices=YES_NO_NOT_SURE,
        help_text="If not, you can still have one-to-one sessions.",
    )
