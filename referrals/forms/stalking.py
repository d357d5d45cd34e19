"""The questions that only the stalking forms ask, or ask differently.

Participants answer in ranges. They are never asked who or where another person is, or how to
reach them: writing it down could feed the behaviour they want to stop. Referrers describe the
pattern; only sealed pages ask where the person harmed lives or works.
"""

from referral_portal.common.fields import Choice, MultiChoice, TextArea
from referrals.forms.base import PHONE_CHOICE
from referrals.forms.behaviour import LAST_CONTACT, NONE, EffectForm, OwnWordsForm, ThinkingForm
from referrals.forms.people import ChildrenForm, OthersForm
from referrals.forms.their_behaviour import FOUR, STALKING, UNNAMED, StalkingPatternForm
from referrals.forms.their_people import GRADES, RiskForm

NOT_KNOWN = "not_known"
NOBODY_NAMED = (
    "Do not write anyone’s name or who they are, where they live or work, or how to reach them."
)
CHILD_HOMES = [
    ("me", "With me"),
    ("other_parent", "With their other parent"),
    ("both", "Sometimes with me, sometimes with their other parent"),
    ("family", "With someone else in the family"),
    ("elsewhere", "Somewhere else"),
]
CARES_FOR = [
    ("relative", "A parent or another relative"),
    ("pet", "A pet or other animals"),
    ("other", "Someone else"),
    (NONE, "Nobody"),
]
PLACES = [
    ("home", "Near their home"),
    ("work", "Near their work or where they study"),
    ("public", "In public places"),
    ("family", "Near their family or friends"),
    ("online", "Online only"),
    (NOT_KNOWN, "Not known"),
]
DURATIONS = [
    ("month", "Less than a month"),
    ("half_year", "1 to 6 months"),
    ("two_years", "6 months to 2 years"),
    ("longer", "More than 2 years"),
    (NOT_KNOWN, "Not known"),
]


class UnnamedWordsForm(OwnWordsForm):
    def prepare(self):
        self.fields["own_words"].help_text = f"Start with “I”. {NOBODY_NAMED}"


class OnYourMindForm(ThinkingForm):
    """The last contact, in ranges only."""

    thinking = Choice(
        label="Is there someone you find it hard to stop thinking about or contacting?",
        heading=True,
        choices=[("yes", "Yes"), ("no", "No"), PHONE_CHOICE],
        reveals={"yes": ("last_contact",)},
        missing="Select yes if there is someone you find it hard to stop thinking about",
    )


class UnnamedEffectForm(EffectForm):
    def prepare(self):
        self.fields["effect"].help_text = NOBODY_NAMED


class OthersInRangesForm(OthersForm):
    cares_for = MultiChoice(
        label="Is there anyone or anything else you care for? (optional)",
        choices=CARES_FOR,
        exclusive=NONE,
        required=False,
    )


class ChildrenInRangesForm(ChildrenForm):
    """Asks for a child's home as a range, because the person harmed may live there too."""

    child_home = Choice(
        label="Who do they live with?",
        choices=CHILD_HOMES,
        missing="Select who the children live with",
    )


class PatternForm(StalkingPatternForm):
    """The pattern as a referrer knows it: methods, places, how long, and the four signs."""

    stalking = MultiChoice(
        label="What unwanted contact or watching is there?",
        choices=[*STALKING, (NOT_KNOWN, "Not known")],
        exclusive=NOT_KNOWN,
        missing="Select what unwanted contact there is, or select “Not known”",
    )
    four = MultiChoice(
        label="Is it any of these?",
        choices=[*FOUR, (NONE, "None of these"), (NOT_KNOWN, "Not known")],
        exclusive=(NONE, NOT_KNOWN),
        missing="Select what it is, or select “None of these” or “Not known”",
    )
    stalking_places = MultiChoice(
        label="Where does it happen?",
        choices=PLACES,
        exclusive=NOT_KNOWN,
        missing="Select where it happens, or select “Not known”",
    )
    stalking_lasts = Choice(
        label="How long has it gone on?",
        choices=DURATIONS,
        missing="Select how long it has gone on",
    )
    stalking_last = Choice(
        label="When was the last contact, visit or search?",
        choices=[*LAST_CONTACT, (NOT_KNOWN, "Not known")],
        missing="Select when the last contact was",
    )
    stalking_words = TextArea(
        label="What else is known? (optional)",
        required=False,
        max_length=1000,
        help_text=UNNAMED,
    )
    field_order = ("stalking", "stalking_places", "stalking_lasts", "stalking_last", "four",
                   "stalking_words")  # fmt: skip


class StalkingRiskForm(RiskForm):
    """Asks for a stalking assessment first; a DASH assessment is optional."""

    dash_grade = Choice(
        label="What does the DASH assessment say, if there is one? (optional)",
        choices=GRADES,
        required=False,
    )
    field_order = ("stalking_tools", "stalking_result", "dash_grade")
