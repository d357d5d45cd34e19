"""Agreement to share information, and the limits of confidentiality.

Agreeing to share is one of the criteria, not consent under data protection law; only the extra
sharing can be withdrawn separately. The wording is kept with the answer, so that a change of
partners makes the form ask again.
"""

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import (
    Agreement,
    Choice,
    MultiChoice,
    PersonName,
    TextArea,
    YesNo,
    YesNoNotKnown,
)
from referrals.forms.base import StepForm

NO_AGREEMENT = "no"
AGREED = ("signed", "verbal")
EXTRAS = [
    ("gp", "GP"),
    ("drug_service", "Drug or alcohol service"),
    ("social_worker", "Social worker"),
    ("none", "None of these"),
]


class SharingForm(StepForm):
    agrees_sharing = YesNo(label="Do you agree?", missing="Select yes if you agree", label_size="m")

    def terms(self) -> str:
        """Return the sentence to agree to, with the name of every partner in the core team."""
        return (
            f"I agree that {self.setting.core_team} may share what they need to run this "
            "programme and keep people safe."
        )

    def paragraphs(self):
        return (
            "These organisations run the programmes together. To take part, you need to agree "
            "to this:",
            f"“{self.terms()}”",
        )

    def clean(self):
        data = super().clean()
        data["sharing_terms"] = self.terms()
        return data


class TheirSharingForm(SharingForm):
    agrees_sharing = YesNoNotKnown(
        label="Do they agree?",
        missing="Select whether they agree, or select “Not known”",
        label_size="m",
    )

    def paragraphs(self):
        return (
            "Read this to the person you are referring. To take part, they need to agree to it:",
            f"“{self.terms()}”",
        )


class UnderstandForm(StepForm):
    understands_contact = Agreement(
        label=(
            "I understand that a worker may contact people affected by my behaviour to offer "
            "them support. You will not tell me what they say."
        ),
        missing="Tick to say you understand that a worker may contact people",
    )
    understands_limits = Agreement(
        label=(
            "I understand that if someone is at risk, or you learn of a crime, you may tell the "
            "police or social services without asking me."
        ),
        missing="Tick to say you understand when we may tell the police or social services",
    )
    intro = (
        "You can stop at any time. We may still need to keep and share some information to "
        "protect people.",
    )


class TheirUnderstandForm(StepForm):
    understands_contact = Agreement(
        label=(
            "They understand that a worker may contact people affected by their behaviour to "
            "offer support, and that we will not tell them what those people say."
        ),
        missing="Tick to say they understand that a worker may contact people",
    )
    understands_limits = Agreement(
        label=(
            "They understand that if someone is at risk, or we learn of a crime, we may tell the "
            "police or social services without asking them."
        ),
        missing="Tick to say they understand when we may tell the police or social services",
    )
    intro = ("Explain both of these to the person you are referring.",)


class ExtraSharingForm(StepForm):
    extra_sharing = MultiChoice(
        label="Who else may we talk to about you? (optional)",
        heading=True,
        choices=EXTRAS,
        exclusive="none",
        required=False,
        help_text="You choose. You can change your mind later about each one.",
    )


class TheirExtraSharingForm(StepForm):
    extra_sharing = MultiChoice(
        label="Who else do they agree we may talk to? (optional)",
        heading=True,
        choices=EXTRAS,
        exclusive="none",
        required=False,
        help_text="They can change their mind later about each one.",
    )


class EvidenceForm(StepForm):
    agreed_how = Choice(
        label="Has the person agreed to this referral?",
        heading=True,
        choices=[
            ("signed", "Yes, they signed"),
            ("verbal", "Yes, they said so"),
            ("statutory", "No, but this is a police or statutory referral"),
            (NO_AGREEMENT, "No, or not yet"),
        ],
        reveals={
            "signed": ("signed_on",),
            "verbal": ("verbal_on", "verbal_to"),
            "statutory": ("statutory_reason",),
        },
        missing="Select whether the person has agreed",
    )
    signed_on = GovukDateField(
        label="When?", subject="The date they signed", must_be="today or past"
    )
    verbal_on = GovukDateField(
        label="When?", subject="The date they agreed", must_be="today or past"
    )
    verbal_to = PersonName(
        label="Who did they tell?", missing="Enter the name of the worker they told"
    )
    statutory_reason = TextArea(
        label="Why are you referring without their agreement?",
        max_length=1000,
        missing="Tell us why you are referring without their agreement",
    )


class AwarenessForm(StepForm):
    """A sealed page: whether the person harmed knows about the referral."""

    aware = Choice(
        label="Does the person harmed know about this referral?",
        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known")],
        missing="Select whether the person harmed knows",
    )
    safe_to_ask = Choice(
        label="Was it safe to ask them?",
        choices=[
            ("yes", "Yes"),
            ("not_safe", "No, it was not safe"),
            ("not_asked", "Nobody has asked them yet"),
        ],
        missing="Select whether it was safe to ask",
    )
