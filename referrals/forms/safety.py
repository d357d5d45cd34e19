"""The first questions: is anyone in danger, is the screen private, is this the right form.

These answers lead to help before any other question. No question here is about behaviour.
"""

from referral_portal.common.fields import Choice, TextArea, YesNo
from referrals.forms.base import YES_NO_NOT_KNOWN, StepForm

WHO = [
    ("me", "Me"),
    ("work", "Someone I work with"),
    ("know", "Someone I know"),
]


class DangerForm(StepForm):
    in_danger = YesNo(
        label="Is anyone in danger right now?",
        heading=True,
        missing="Select yes if anyone is in danger right now",
        help_text="This means you, or anyone else.",
    )


class PrivateForm(StepForm):
    is_private = YesNo(
        label="Are you somewhere private where nobody else can see this screen?",
        heading=True,
        missing="Select yes if nobody else can see this screen",
    )

    def prepare(self):
        if self.setting.with_caller:
            asked = self.fields["is_private"]
            asked.label = "Are you somewhere private where nobody else can hear you?"
            asked.error_messages["required"] = "Select yes if nobody else can hear the caller"


class WhoForm(StepForm):
    who_for = Choice(
        label="Who is this form for?",
        choices=WHO,
        heading=True,
        missing="Select who this form is for",
    )


class WellbeingForm(StepForm):
    own_safety = Choice(
        label=("In the last month have you had thoughts of ending your life or hurting yourself?"),
        choices=[("yes", "Yes"), ("no", "No"), ("prefer_not", "I’d rather not say")],
        heading=True,
        help_text=(
            "We ask everyone, because we want you to be safe. Your answer does not stop you "
            "getting a place."
        ),
    )


class TheirWellbeingForm(StepForm):
    own_safety = Choice(
        label="Is there any current concern about suicide or self-harm?",
        choices=YES_NO_NOT_KNOWN,
        heading=True,
        reveals={"yes": ("own_safety_words",)},
    )
    own_safety_words = TextArea(
        label="What is the concern, and what support is in place?",
        max_length=1000,
        missing="Tell us about the concern and the support in place",
    )
