"""Equality questions: asked last, each one optional, never shown to whoever decides.

Categories of the Office for National Statistics, shortened. They serve totals only.
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
    """Return an optional question with "Prefer not to say" among its answers."""
    return DropDown(
        label=label, choices=[("", "Not answered"), *choices, PREFER_NOT], required=False
    )


class EqualityForm(StepForm):
    intro = (
        "You can skip all of these. They help us see whether everyone gets fair treatment. "
        "Nobody who decides about a place sees them.",
    )
    age_band = one_of(
        "Age",
        [("18_24", "18 to 24"), ("25_34", "25 to 34"), ("35_44", "35 to 44"),
         ("45_54", "45 to 54"), ("55_64", "55 to 64"), ("65", "65 or over")],
    )  # fmt: skip
    sex = one_of("Sex", [("female", "Female"), ("male", "Male")])
    gender_same = one_of("Is the gender the same as the sex registered at birth?", YES_NO)
    orientation = one_of(
        "Sexual orientation",
        [("straight", "Straight or heterosexual"), ("gay", "Gay or lesbian"),
         ("bisexual", "Bisexual"), ("other", "Another")],
    )  # fmt: skip
    ethnicity = one_of("Ethnic group", ETHNIC_GROUPS)
    religion = one_of("Religion", RELIGIONS)
    disability = one_of("A disability or long-term condition", YES_NO)
    pregnancy = one_of("Pregnant, or had a baby in the last 6 months", YES_NO)
    first_language = TextLine(label="First language", required=False, max_length=60, width="20")
    carer = one_of("Looks after a relative or friend", YES_NO)
    care_experienced = one_of("Was in care as a child", YES_NO)
    veteran = one_of("Served in the armed forces", YES_NO)
