"""What the referrer knows about the participant's behaviour.

These pages never name a person harmed. Field names are the same as on the participant's own form
where the meaning is the same.
"""

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import Choice, MultiChoice, TextArea, TextLine
from referrals.forms.base import UNKNOWN, YES_NO_NOT_KNOWN, StepForm
from referrals.forms.behaviour import NONE, RELATIONSHIPS, SINCE, WORK

ALONE = (NONE, UNKNOWN[0])
UNNAMED = "Do not name a person harmed here. A later, sealed page asks for that."
WHY_NOW = [
    ("partner", "Their partner asked them to"),
    ("children", "They are worried about their children"),
    ("police", "The police or a court got involved"),
    ("own", "It is their own decision"),
    ("worker", "A worker suggested it"),
    ("other", "Something else"),
]
BEHAVIOURS = [
    ("hurt", "Physical violence"),
    ("strangled", "Strangulation or hands round the neck"),
    ("weapon_used", "Used or threatened with a weapon"),
    ("threats_to_kill", "Threats to kill"),
    ("threatened", "Other threats or shouting"),
    ("sex", "Sexual violence or pressure"),
    ("control", "Coercive control"),
    ("checked", "Checking a phone or whereabouts"),
    ("money", "Controlling money"),
    ("isolated", "Keeping someone from other people"),
    ("damaged", "Damaging things"),
    ("frightened_child", "Frightening a child"),
    (NONE, "None of these"),
    UNKNOWN,
]
STALKING = [
    ("following", "Following, watching or waiting"),
    ("contact", "Unwanted calls or messages"),
    ("online", "Online or through accounts"),
    ("tracker", "Trackers or cameras"),
    ("third_party", "Through other people"),
    ("impersonation", "Pretending to be someone else"),
]
THEIR_RELATIONSHIPS = [
    (
        code,
        {"date": "Someone they dated", "online": "Someone they only know online"}.get(code, label),
    )
    for code, label in RELATIONSHIPS
]
FOUR = [
    ("fixated", "Fixated"),
    ("obsessive", "Obsessive"),
    ("unwanted", "Unwanted"),
    ("repeated", "Repeated"),
]
WEAPONS = [
    ("weapon", "Access to a weapon"),
    ("licence", "A firearms or shotgun licence"),
    ("not_known", "Not known"),
    (NONE, "Neither of these"),
]


class TheirWhyNowForm(StepForm):
    why_now = Choice(
        label="What made them decide to get in touch now? (optional)",
        heading=True,
        choices=WHY_NOW,
        required=False,
    )


class AccountForm(StepForm):
    own_words = TextArea(
        label="What have they done?",
        max_length=1500,
        rows=8,
        missing="Tell us what they have done",
        help_text=UNNAMED,
    )
    first_incident_on = GovukDateField(
        label="Date of the first known incident (optional)",
        required=False,
        subject="The date of the first incident",
        must_be="today or past",
    )
    last_incident_on = GovukDateField(
        label="Date of the most recent incident",
        subject="The date of the most recent incident",
        must_be="today or past",
    )
    how_often = Choice(
        label="How often does it happen?",
        choices=[
            ("once", "Once"),
            ("months", "Every few months"),
            ("weeks", "Most weeks"),
            ("days", "Most days"),
            ("not_known", "Not known"),
        ],
        missing="Select how often it happens",
    )
    escalating = Choice(
        label="Is it getting worse or more frequent?",
        choices=YES_NO_NOT_KNOWN,
        missing="Select yes if it is getting worse or more frequent",
    )
    crime_references = TextLine(label="Crime reference numbers (optional)", required=False)

    def clean(self):
        data = super().clean()
        first, last = data.get("first_incident_on"), data.get("last_incident_on")
        if first and last and first > last:
            self.add_error(
                "first_incident_on",
                f"The date of the first incident must be on or before {last:%-d %B %Y}, "
                "the date of the most recent incident",
            )
        return data


class TheirBehaviourListForm(StepForm):
    behaviours = MultiChoice(
        label="Which of these have they done?",
        heading=True,
        choices=BEHAVIOURS,
        exclusive=ALONE,
        missing="Select what they have done, or select “None of these” or “Not known”",
    )


class StalkingPatternForm(StepForm):
    stalking = MultiChoice(
        label="Is there unwanted contact or watching? (optional)",
        choices=STALKING,
        required=False,
    )
    four = MultiChoice(label="Is it any of these? (optional)", choices=FOUR, required=False)
    stalking_words = TextArea(
        label="Where does it happen, and how long has it gone on? (optional)",
        required=False,
        max_length=1000,
        help_text=UNNAMED,
    )


class TheirRelationshipForm(StepForm):
    relationship = Choice(
        label="How do they know the person they harmed?",
        choices=[*THEIR_RELATIONSHIPS, UNKNOWN],
        missing="Select how they know the person they harmed",
    )
    in_relationship = Choice(
        label="Are they in a relationship now?",
        choices=YES_NO_NOT_KNOWN,
        reveals={"yes": ("relationship_since",)},
        missing="Select yes if they are in a relationship now",
    )
    relationship_since = Choice(
        label="How long have they been together?",
        choices=[*SINCE, UNKNOWN],
        missing="Select how long they have been together",
    )


class TheirWeaponsForm(StepForm):
    weapons = MultiChoice(
        label="Do they have access to any weapon, or a firearms licence?",
        choices=WEAPONS,
        exclusive=NONE,
        missing="Select what they have access to, or select “Neither of these”",
    )
    weapons_words = TextArea(
        label="What is known? (optional)", required=False, max_length=500, rows=3
    )


class TheirWorkForm(StepForm):
    work = MultiChoice(
        label="Do they work in any of these?",
        heading=True,
        choices=[*WORK, UNKNOWN],
        exclusive=ALONE,
        missing="Select where they work, or select “None of these” or “Not known”",
        help_text="If they do, we limit who can see the form.",
    )
