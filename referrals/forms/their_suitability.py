"""The same questions as in `suitability`, for referrers.

Field names are the same as on the participant's own form.
"""

from referral_portal.common.date_field import BirthDateField
from referral_portal.common.fields import Choice, TextArea, TextLine, YesNoNotKnown
from referrals.forms.base import UNKNOWN, YES_NO_NOT_KNOWN, StepForm
from referrals.forms.suitability import AreaForm


class TheirBirthForm(StepForm):
    born_on = BirthDateField(
        label="What is their date of birth?",
        heading=True,
        subject="Their date of birth",
        of="them",
        is_adult=True,
        help_text="For example, 27 3 1988. The programmes are for people aged 18 or over.",
    )


class TheirAreaForm(AreaForm):
    def prepare(self):
        super().prepare()
        self.fields["district"].label = "Which district do they live in?"
        self.fields["district"].error_messages["required"] = "Select the district they live in"
        self.fields["nearest_district"].label = "Which district could they come to?"
        self.fields["nearest_district"].error_messages["required"] = (
            "Select the district they could come to"
        )


class TheirResponsibilityForm(StepForm):
    accepts = Choice(
        label=(
            "Do they accept that some of what they have done has hurt, frightened or distressed "
            "someone?"
        ),
        choices=[
            ("yes", "Yes"),
            ("partly", "Partly"),
            ("not_sure", "Not sure"),
            ("no", "No"),
        ],
    )
    accepts_words = TextArea(
        label="In their own words, what do they accept?",
        max_length=1000,
        missing="Tell us what they accept, in their own words",
    )


class TheirBetterWayForm(StepForm):
    sees_need = Choice(
        label="Do they want to approach their relationships in a better way?",
        heading=True,
        choices=YES_NO_NOT_KNOWN,
        help_text="If they accept this need, that is enough responsibility to start.",
    )


class TheirDrinkForm(StepForm):
    drink = Choice(
        label=(
            "In the last 3 months, has drink or drugs made it hard for them to keep appointments "
            "or stay in control?"
        ),
        heading=True,
        choices=YES_NO_NOT_KNOWN,
        reveals={"yes": ("drink_help", "drink_service", "drink_words")},
    )
    drink_help = Choice(
        label="What help do they have?",
        choices=[
            ("getting", "They are getting help"),
            ("would_take", "No help yet, but they would take it"),
            ("own", "They are dealing with it themselves"),
            ("none", "No help, and they do not want any"),
            UNKNOWN,
        ],
        missing="Select what help they have",
    )
    drink_service = TextLine(label="Which service? (optional)", required=False)
    drink_words = TextArea(
        label="How stable is it now?",
        max_length=500,
        rows=3,
        missing="Tell us how stable it is now",
    )


class TheirMindForm(StepForm):
    mind = Choice(
        label="Do they have difficulties with their mental health?",
        heading=True,
        choices=YES_NO_NOT_KNOWN,
        reveals={"yes": ("mind_words", "mind_help", "mind_crisis", "mind_contact")},
    )
    mind_words = TextArea(
        label="What should we know? Give the diagnosis if you know it.",
        max_length=1000,
        missing="Tell us what we should know about their mental health",
    )
    mind_help = Choice(
        label="What support do they have?",
        choices=[
            ("getting", "They are getting support"),
            ("waiting", "They are waiting for support"),
            ("own", "None, and they are managing"),
            ("none", "None, and they are struggling"),
            UNKNOWN,
        ],
        missing="Select what support they have",
    )
    mind_crisis = YesNoNotKnown(
        label="Have they had a crisis in the last 3 months?",
        missing="Select whether they have had a crisis in the last 3 months",
    )
    mind_contact = YesNoNotKnown(
        label="Do they agree that we contact their mental health service?",
        missing="Select whether they agree that we contact the service",
    )


class TheirWomanPartnerForm(StepForm):
    woman_partner = Choice(
        label=(
            "Our groups are for men who have harmed a wife, girlfriend or other female partner. "
            "Does this describe them?"
        ),
        heading=True,
        choices=YES_NO_NOT_KNOWN,
        help_text="One-to-one sessions are for everyone.",
    )


class TheirGroupForm(StepForm):
    in_group = Choice(
        label="Could they talk about this in a group?", heading=True, choices=YES_NO_NOT_KNOWN
    )
