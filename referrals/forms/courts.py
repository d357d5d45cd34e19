"""Orders, sentences and court dates, for the 12-week rule.

Stalking Protection Orders and other civil orders have a page of their own, because the rule does
not apply to them. Forms named `Their…` are for referrers.
"""

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import (
    Choice,
    MultiChoice,
    TextArea,
    TextLine,
    YesNo,
    YesNoNotKnown,
)
from referrals.enums import AttendanceBasis
from referrals.forms.base import MAYBE, UNKNOWN, YES_NO_NOT_KNOWN, YES_NO_NOT_SURE, StepForm

NONE = "none"
ALONE = (NONE, UNKNOWN[0])
SENTENCES = [
    ("community_order", "A community order"),
    ("suspended_sentence", "A suspended sentence"),
    ("licence", "On licence"),
    ("custody", "In custody"),
    (NONE, "None of these"),
]
CIVIL_ORDERS = [
    ("spo", "Stalking Protection Order"),
    ("restraining", "Restraining order"),
    ("non_molestation", "Non-molestation order"),
    ("occupation", "Occupation order"),
    ("dvpo", "Domestic Violence Protection Notice or Order"),
    ("dapo", "Domestic Abuse Protection Order"),
    ("bail", "Bail conditions"),
    ("cpn", "Community Protection Notice"),
    ("other", "Another order"),
]
PENDING = [
    ("investigation", "A police investigation"),
    ("bail", "Bail"),
    ("court", "A court date"),
    (NONE, "None of these"),
]


class SentenceForm(StepForm):
    sentence = MultiChoice(
        label="Are you on any of these now?",
        choices=SENTENCES,
        exclusive=NONE,
        missing="Select what you are on now, or select “None of these”",
    )
    sentence_expected = Choice(
        choices=YES_NO_NOT_SURE,
        reveals={"yes": ("sentence_on",)},
        missing="Select yes if you expect to be sentenced",
    )
    sentence_on = GovukDateField(
        label="When? (optional)",
        required=False,
        subject="The date of the sentence",
        must_be="today or future",
    )

    def prepare(self):
        self.fields[
            "sentence_expected"
        ].label = f"Do you expect to be sentenced before {self.setting.sentence_date}?"


class TheirSentenceForm(SentenceForm):
    sentence = MultiChoice(
        label="Are they on any of these now?",
        choices=[*SENTENCES, UNKNOWN],
        exclusive=ALONE,
        missing="Select what they are on now, or select “None of these” or “Not known”",
    )
    sentence_ends_on = GovukDateField(
        label="When does it end? (optional)",
        required=False,
        subject="The end date of the sentence",
        must_be="today or future",
    )
    probation = TextLine(
        label="Who is the probation practitioner? (optional)",
        required=False,
        help_text="Name and telephone number.",
    )
    field_order = ("sentence", "sentence_ends_on", "probation", "sentence_expected", "sentence_on")

    def prepare(self):
        fields = self.fields
        fields[
            "sentence_expected"
        ].label = f"Are they likely to be sentenced before {self.setting.sentence_date}?"
        fields["sentence_expected"].choices = YES_NO_NOT_KNOWN
        fields["sentence_expected"].error_messages["required"] = (
            "Select yes if they are likely to be sentenced"
        )


class PendingForm(StepForm):
    pending = MultiChoice(
        label="Do you have any of these coming up?",
        choices=PENDING,
        exclusive=NONE,
        missing="Select what is coming up, or select “None of these”",
    )
    pending_on = GovukDateField(
        label="When is the next date? (optional)",
        required=False,
        subject="The next date",
        must_be="today or future",
    )


class TheirPendingForm(PendingForm):
    pending = MultiChoice(
        label="Do they have any of these coming up?",
        choices=[*PENDING, UNKNOWN],
        exclusive=ALONE,
        missing="Select what is coming up, or select “None of these” or “Not known”",
    )
    pending_words = TextArea(
        label="Officer in the case and bail conditions (optional)",
        required=False,
        max_length=1000,
        help_text="Do not write where a person harmed lives or works.",
    )
    field_order = ("pending", "pending_on", "pending_words")


class FamilyCourtForm(StepForm):
    family_court = Choice(
        label="Are you in family court about children, or about to be?",
        heading=True,
        choices=[("yes", "Yes"), ("soon", "About to be"), ("no", "No")],
    )


class TheirFamilyCourtForm(StepForm):
    family_court = Choice(
        label="Are they in family court about children, or about to be?",
        heading=True,
        choices=[("yes", "Yes"), ("soon", "About to be"), ("no", "No"), (MAYBE, "Not known")],
    )


EARLIER = [
    ("half_year", "In the last 6 months"),
    ("two_years", "6 months to 2 years ago"),
    ("longer", "More than 2 years ago"),
]


class EarlierForm(StepForm):
    earlier = YesNo(
        label="Have you done a programme like this before?",
        heading=True,
        missing="Select yes if you have done a programme like this before",
        reveals={"yes": ("earlier_when", "earlier_which")},
    )
    earlier_when = Choice(label="When?", choices=EARLIER, missing="Select when the programme was")
    earlier_which = TextLine(label="Which programme? (optional)", required=False)


class TheirEarlierForm(EarlierForm):
    earlier = Choice(
        label="Have they done a programme like this before?",
        heading=True,
        choices=YES_NO_NOT_KNOWN,
        reveals={"yes": ("earlier_when", "earlier_which")},
    )
    earlier_when = Choice(
        label="When?", choices=[*EARLIER, UNKNOWN], missing="Select when the programme was"
    )
    field_order = ("earlier", "earlier_when", "earlier_which")


class RequiredForm(StepForm):
    attendance_basis = Choice(
        label="Has anyone told you that you must do this?",
        heading=True,
        choices=[
            (AttendanceBasis.VOLUNTARY, "No"),
            (AttendanceBasis.STALKING_PROTECTION_ORDER, "Yes, in a Stalking Protection Order"),
            (AttendanceBasis.REHABILITATION_ACTIVITY, "Yes, a court"),
            (AttendanceBasis.CAUTION, "Yes, in a conditional caution"),
            (AttendanceBasis.SOCIAL_WORKER, "No, but a social worker asked me to"),
        ],
    )


class TheirRequiredForm(StepForm):
    attendance_basis = Choice(
        label="Has anyone told them that they must do this?",
        heading=True,
        choices=AttendanceBasis.choices,
    )


class CivilOrdersForm(StepForm):
    civil_order = YesNo(
        label="Is there any order saying you must not do something or contact someone?",
        heading=True,
        missing="Select yes if there is an order",
        reveals={"yes": ("civil_orders", "civil_order_ends_on")},
    )
    civil_orders = MultiChoice(
        label="Which order?", choices=CIVIL_ORDERS, missing="Select which order there is"
    )
    civil_order_ends_on = GovukDateField(
        label="When does it end? (optional)",
        required=False,
        subject="The end date of the order",
        must_be="today or future",
    )


class TheirCivilOrdersForm(CivilOrdersForm):
    civil_order = YesNoNotKnown(
        label="Is there any order saying they must not do something or contact someone?",
        heading=True,
        missing="Select whether there is an order about them, or select “Not known”",
        reveals={"yes": ("civil_orders", "civil_order_ends_on", "civil_order_words")},
    )
    civil_orders = MultiChoice(
        label="Which order?",
        choices=[*CIVIL_ORDERS, UNKNOWN],
        exclusive=UNKNOWN[0],
        missing="Select which order there is, or select “Not known”",
    )
    civil_order_words = TextArea(
        label="Dates and terms",
        max_length=1000,
        help_text="Do not write where a person harmed lives or works.",
        missing="Tell us the dates and terms",
    )
    field_order = ("civil_order", "civil_orders", "civil_order_ends_on", "civil_order_words")


class RecordForm(StepForm):
    convictions = Choice(
        label="Do you have any convictions or cautions?",
        heading=True,
        choices=[("yes", "Yes"), ("no", "No"), ("prefer_not", "I’d rather not say")],
    )


class TheirRecordForm(StepForm):
    convictions = Choice(
        label="Do they have any convictions or cautions?",
        heading=True,
        choices=YES_NO_NOT_KNOWN,
        reveals={"yes": ("convictions_words",)},
    )
    convictions_words = TextArea(
        label="Summary",
        max_length=1500,
        missing="Give a summary of the convictions and cautions",
        help_text="Police: also summarise other records that are relevant to the risk.",
    )
