"""The equality questions: the last page, all optional, and never shown to the coordinator.

The categories are those of the Office for National Statistics, shortened. Only totals use them.
"""

from referral_portal.common.fields import DropDown, TextLine
from referrals.forms.base import StepForm

PREFER_NOT = ("prefer_not", "Prefer not to say")
YES_NO = [("yes", "Yes"), ("no", "No")]
ETHNIC_GROUPS = [
    ("white_british", "White: English, Welsh, Scottish, Northern Irish or British"),
    ("white_irish", "White: Irish"),
    ("white_gypsy", "White: Gypsy or Irish Traveller"),
    ("white_roma", "White: Roma"),
    ("white_other", "White: any other background"),
    ("mixed_caribbean", "Mixed: White and Black Caribbean"),
    ("mixed_african", "Mixed: White and Black African"),
    ("mixed_asian", "Mixed: White and Asian"),
    ("mixed_other", "Mixed: any other background"),
    ("asian_indian", "Asian: Indian"),
    ("asian_pakistani", "Asian: Pakistani"),
    ("asian_bangladeshi", "Asian: Bangladeshi"),
    ("asian_chinese", "Asian: Chinese"),
    ("asian_other", "Asian: any other background"),
    ("black_caribbean", "Black: Caribbean"),
    ("black_african", "Black: African"),
    ("black_other", "Black: any other background"),
    ("arab", "Arab"),
    ("other", "Any other ethnic group"),
]
RELIGIONS = [
    ("none", "No religion"),
    ("christian", "Christian"),
    ("buddhist", "Buddhist"),
    ("hindu", "Hindu"),
    ("jewish", "Jewish"),
    ("muslim", "Muslim"),
    ("sikh", "Sikh"),
    ("other", "Another religion"),
]


def one_of(label: str, choices: list[tuple[str, str]]) -> DropDown:
    """Return an optional question that can be answered with "Prefer not to say"."""
    return DropDown(
        label=label, choices=[("", "Not answered"), *choices, PREFER_NOT], required=False
    )


class EqualityForm(StepForm):
    intro = (
        "You can skip any of these questions. They help us check that we treat everyone fairly. "
        "The people who decide about places do not see your answers.",
    )
    age_band = one_of(
        "How old are you?",
        [("18_24", "18 to 24"), ("25_34", "25 to 34"), ("35_44", "35 to 44"),
         ("45_54", "45 to 54"), ("55_64", "55 to 64"), ("65", "65 or over")],
    )  # fmt: skip
    sex = one_of("What is your sex?", [("female", "Female"), ("male", "Male")])
    gender_same = one_of("Is your gender the same as your sex registered at birth?", YES_NO)
    orientation = one_of(
        "What is your sexual orientation?",
        [("straight", "Straight or heterosexual"), ("gay", "Gay or lesbian"),
         ("bisexual", "Bisexual"), ("other", "Another")],
    )  # fmt: skip
    ethnicity = one_of("What is your ethnic group?", ETHNIC_GROUPS)
    religion = one_of("What is your religion?", RELIGIONS)
    disability = one_of("Do you have a disability or long-term condition?", YES_NO)
    pregnancy = one_of("Are you pregnant, or have you had a baby in the last 6 months?", YES_NO)
    first_language = TextLine(
        label="What is your first language?", required=False, max_length=60, width="20"
    )
    carer = one_of("Do you look after a relative or friend?", YES_NO)
    care_experienced = one_of("Were you in care as a child?", YES_NO)
    veteran = one_of("Have you served in the armed forces?", YES_NO)


class TheirEqualityForm(EqualityForm):
    intro = (
        "You can skip any of these questions. They help us check that we treat everyone fairly. "
        "The people who decide about places do not see the answers.",
    )
    labels = {
        "age_band": "How old are they?",
        "sex": "What is their sex?",
        "gender_same": "Is their gender the same as their sex registered at birth?",
        "orientation": "What is their sexual orientation?",
        "ethnicity": "What is their ethnic group?",
        "religion": "What is their religion?",
        "disability": "Do they have a disability or long-term condition?",
        "pregnancy": "Are they pregnant, or have they had a baby in the last 6 months?",
        "first_language": "What is their first language?",
        "carer": "Do they look after a relative or friend?",
        "care_experienced": "Were they in care as a child?",
        "veteran": "Have they served in the armed forces?",
    }

    def prepare(self):
        for name, label in self.labels.items():
            self.fields[name].label = label
