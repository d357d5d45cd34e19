"""What participants say they have done, why they ask now, and their access to weapons and data.

The questions are about behaviour and use no labels. They never ask for the name of a person
harmed, because the coordinator can read these pages: they are not sealed.
"""

from django.core.exceptions import ValidationError

from referral_portal.common.fields import Choice, MultiChoice, TextArea, YesNo
from referrals.forms.base import BY_PHONE, PHONE_CHOICE, StepForm

NONE, PREFER_NOT = "none", "prefer_not"
WHY_NOW = [
    ("partner", "My partner asked me to"),
    ("children", "I am worried about my children"),
    ("police", "The police or a court got involved"),
    ("own", "It is my own decision"),
    ("worker", "A worker suggested it"),
    ("other", "Something else"),
]
# The coordinator reads the last two on the same day.
BEHAVIOURS = [
    ("hurt", "Hurt someone physically"),
    ("threatened", "Shouted at or threatened someone"),
    ("checked", "Checked their phone or where they were"),
    ("money", "Controlled their money"),
    ("isolated", "Stopped them seeing people"),
    ("sex", "Forced or pressured them into sex"),
    ("damaged", "Damaged things"),
    ("frightened_child", "Frightened a child"),
    ("choked", "Choked someone or put hands round their neck"),
]
LAST_CONTACT = [
    ("today", "Today or yesterday"),
    ("week", "In the last week"),
    ("month", "In the last month"),
    ("half_year", "In the last 6 months"),
    ("longer", "More than 6 months ago"),
]
RELATIONSHIPS = [
    ("partner", "Partner"),
    ("ex_partner", "Former partner"),
    ("date", "Someone you dated"),
    ("family", "Family member"),
    ("colleague", "Colleague"),
    ("friend", "Friend"),
    ("neighbour", "Neighbour"),
    ("professional", "A professional, such as a doctor or teacher"),
    ("stranger", "Stranger"),
    ("online", "Someone you only know online"),
    ("public_figure", "A public figure"),
]
SINCE = [
    ("months", "Less than 6 months"),
    ("year", "6 months to 2 years"),
    ("longer", "More than 2 years"),
]
WEAPONS = [
    ("weapon", "A weapon, or something you keep to use as one"),
    ("licence", "A firearms or shotgun licence"),
    (NONE, "Neither of these"),
]
WORK = [
    ("police", "Police"),
    ("council", "Council"),
    ("nhs", "NHS"),
    ("phone_company", "Phone or internet company"),
    ("delivery", "Delivery"),
    ("security", "Security"),
    ("partner", "An organisation that runs these programmes"),
    (NONE, "None of these"),
]


class WhyNowForm(StepForm):
    why_now = Choice(
        label="What made you decide to get in touch now?",
        heading=True,
        choices=WHY_NOW,
        missing="Select what made you decide to get in touch now",
    )


class OwnWordsForm(StepForm):
    told = Choice(
        label="Tell us, in your own words, what you have done that worries you.",
        heading=True,
        choices=[("write", "I’ll write it here"), PHONE_CHOICE],
        reveals={"write": ("own_words",)},
        missing="Select whether you want to write it here or say it on the phone",
    )
    own_words = TextArea(
        label="What you have done",
        max_length=1500,
        rows=8,
        missing="Tell us what you have done that worries you",
        help_text="Start with “I”. You do not need to name anyone.",
    )


class BehaviourListForm(StepForm):
    behaviours = MultiChoice(
        label="Which of these have you done?",
        heading=True,
        choices=[*BEHAVIOURS, (NONE, "None of these"), PHONE_CHOICE,
                 (PREFER_NOT, "I’d rather not say")],
        exclusive=PREFER_NOT,
        missing="Select what you have done, or select “I’d rather not say”",
        help_text="Select all that you have done to a partner, a former partner or your family.",
    )  # fmt: skip

    def clean_behaviours(self):
        chosen = self.cleaned_data["behaviours"]
        if NONE in chosen and set(chosen) - {NONE, BY_PHONE}:
            raise ValidationError("Select what you have done, or select “None of these”")
        return chosen


class ThinkingForm(StepForm):
    thinking = Choice(
        label=(
            "Is there someone you find it hard to stop thinking about or contacting? (optional)"
        ),
        heading=True,
        choices=[("yes", "Yes"), ("no", "No"), PHONE_CHOICE],
        reveals={"yes": ("last_contact",)},
        required=False,
    )
    last_contact = Choice(
        label="When did you last contact, visit, follow, watch or look them up?",
        choices=LAST_CONTACT,
        missing="Select when you last did any of these",
    )


class RelationshipForm(StepForm):
    relationship = Choice(
        label="Who have you hurt, frightened or distressed?",
        heading=True,
        choices=RELATIONSHIPS,
        missing="Select who you have hurt, frightened or distressed",
        help_text="If it is more than one person, select the one you are most worried about.",
    )


class TogetherNowForm(StepForm):
    in_relationship = YesNo(
        label="Are you in a relationship now?",
        heading=True,
        missing="Select yes if you are in a relationship now",
        reveals={"yes": ("relationship_since",)},
    )
    relationship_since = Choice(
        label="How long have you been together?",
        choices=SINCE,
        missing="Select how long you have been together",
    )


class EffectForm(StepForm):
    effect = TextArea(
        label="How do you think the other person felt? (optional)",
        heading=True,
        required=False,
        max_length=1000,
    )


class WeaponsForm(StepForm):
    weapons = MultiChoice(
        label="Do you have access to any weapon, or a firearms licence?",
        heading=True,
        choices=WEAPONS,
        exclusive=NONE,
        missing="Select what you have access to, or select “Neither of these”",
    )


class WorkForm(StepForm):
    work = MultiChoice(
        label="Do you work in any of these?",
        heading=True,
        choices=WORK,
        exclusive=NONE,
        missing="Select where you work, or select “None of these”",
        help_text="If you do, we limit who can see your form.",
    )
