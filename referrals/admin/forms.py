"""The forms of the desk: the search, and the words and reasons of each decision.

The rules about what may be decided are in the verbs, which refuse.
"""

import re
import uuid
from dataclasses import replace

from django import forms
from django.utils import timezone

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import Choice, PersonName, TextArea, TextLine
from referral_portal.common.forms import PortalForm
from referral_portal.common.normal_forms import read_date
from referrals.enums import DECLINE_CODES, WITHDRAW_CODES, ContactHow, EndingCode
from referrals.open_signs import Heard
from referrals.pauses import latest_hold_review
from referrals.programme_fit import WHY_THIS, chosen_already
from referrals.risk_holders import latest_risk_review

WORDS_LENGTH = 2000
SHORTEST_TERM = 2
HEARD = ("heard", "how", "not_heard")
RISK = ("risk_holder", "risk_review_on")
BY_MISTAKE = ("none", "None: it was sent by mistake, and there is no other referral")
DATE = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", re.ASCII)


class SearchForm(PortalForm):
    """The search box of the queue."""

    q = TextLine(
        label="Search referrals",
        help_text="Reference, name, date of birth (for example 27/3/1985), telephone number, "
        "email address or postcode",
        missing="Enter a reference, name, date of birth, telephone number, email address or postcode",
        max_length=100,
    )

    def clean_q(self) -> str:
        """Refuse a term too short to narrow the search, and a date that does not exist."""
        typed = self.cleaned_data["q"]
        if len(typed) < SHORTEST_TERM:
            raise forms.ValidationError("Type at least two characters")
        if DATE.fullmatch(typed) and read_date(typed) is None:
            raise forms.ValidationError("Enter a real date, like 27/3/1985")
        return typed


class DecisionForm(PortalForm):
    """The base of the decision forms."""

    def __init__(
        self, *args, programmes=(), is_agency=False, of_person=(), open_signs=(), **kwargs
    ):
        """Accept the arguments of every decision form, so that one call makes each of them."""
        super().__init__(*args, **kwargs)


def _words(label: str, missing: str = "", hint: str = "", required: bool = True) -> TextArea:
    return TextArea(
        label=label,
        help_text=hint,
        missing=missing,
        max_length=WORDS_LENGTH,
        required=required,
        label_size="m",
    )


def _reason(codes: tuple[EndingCode, ...], missing: str) -> Choice:
    return Choice(
        label="Reason",
        choices=[(code.value, code.label) for code in codes],
        hints={EndingCode.DIED.value: "Nothing is sent to the participant."},
        reveals={EndingCode.DUPLICATE.value: ("duplicate_of",)},
        missing=missing,
        label_size="m",
    )


class HeardForm(DecisionForm):
    """The base of the decisions that take a referral out of the queue.

    While a same-day sign is open they ask for the conversation with the participant, or the reason.
    """

    heard = Choice(
        label="Have you spoken to the participant about these signs?",
        choices=[("yes", "Yes: record that we spoke"), ("no", "No")],
        reveals={"yes": ("how",), "no": ("not_heard",)},
        missing="Say whether you have spoken to the participant about these signs",
        label_size="m",
    )
    how = Choice(
        label="How did you speak?",
        choices=ContactHow.choices,
        missing="Select how you spoke to the participant",
    )
    not_heard = TextArea(
        label="Why not?",
        help_text="For the file. The signs are closed with this reason.",
        missing="Say why you have not spoken to the participant",
        max_length=WORDS_LENGTH,
    )

    def __init__(self, *args, open_signs=(), **kwargs):
        super().__init__(*args, **kwargs)
        if not open_signs:
            for name in HEARD:
                del self.fields[name]

    def answer(self) -> Heard:
        """Return the answers about the open signs."""
        how, reason = (self.cleaned_data.get(name) or "" for name in HEARD[1:])
        return Heard(how=how, reason=reason)


class EndingForm(HeardForm):
    """The base of the forms that close a referral, which may be a duplicate of another."""

    def __init__(self, *args, of_person=(), **kwargs):
        """`of_person`: (id, words) of the other open referrals of the person."""
        super().__init__(*args, **kwargs)
        self.fields["duplicate_of"].choices = [*of_person, BY_MISTAKE]

    def _clean_fields(self):
        """Make `duplicate_of` the id of the referral that stays open, or None where there is none.

        Nobody new holds the risk of a duplicate, or after a death: the referral that stays open says
        who does.
        """
        super()._clean_fields()
        chosen = self.cleaned_data.get("duplicate_of")
        is_duplicate = chosen not in (None, "", BY_MISTAKE[0])
        if is_duplicate or self.cleaned_data.get("code") == EndingCode.DIED:
            # The signs stay open on the other referral; after a death nobody calls.
            for name in HEARD:
                self._errors.pop(name, None)
            for name in RISK:
                self._errors.pop(name, None)
        self.cleaned_data["duplicate_of"] = uuid.UUID(chosen) if is_duplicate else None


def _duplicate_of() -> Choice:
    return Choice(
        label="Which referral is it a duplicate of?",
        help_text="Open referrals of the same person. If you choose one, nothing is sent to anyone.",
        missing="Select the referral that stays open, or say that there is none",
    )


class AcceptForm(HeardForm):
    """Ask which programme the participant is accepted for, and why where it does not fit."""

    programme = Choice(label="Programme", missing="Choose a programme", label_size="m")
    words = _words(
        "Why this programme?",
        WHY_THIS,
        "Needed for a programme that does not fit or was not checked. For the file.",
    )

    def __init__(self, *args, programmes=(), **kwargs):
        """`programmes`: the offer of each that may be chosen; the only one that fits is chosen."""
        super().__init__(*args, **kwargs)
        self.with_reason = {offer.code for offer in programmes if offer.needs_reason}
        field = self.fields["programme"]
        field.choices = [(offer.code, offer.name) for offer in programmes]
        field.initial = chosen_already(programmes)
        # The presentation belongs to the class; this form's own hints must not stay there.
        field.presentation = replace(
            field.presentation, hints={offer.code: offer.words for offer in programmes}
        )
        self.fields["words"].required = False
        if not self.with_reason:
            del self.fields["words"]

    def clean(self):
        """Ask for the reason where the chosen programme needs one."""
        answers = super().clean()
        if answers.get("programme") in self.with_reason and not answers.get("words"):
            self.add_error("words", WHY_THIS)
        return answers


class DeclineForm(EndingForm):
    """Ask why the referral is declined: a code for the figures, and words for the file.

    A named person holds the risk then. Where nobody referred, they also look again on a date.
    """

    code = _reason(DECLINE_CODES, "Choose a reason")
    duplicate_of = _duplicate_of()
    words = _words(
        "Why, in your own words",
        "Say in your own words why this is declined",
        "For the file. It is not sent to anyone.",
    )
    risk_holder = PersonName(
        label="Who holds the risk now?",
        help_text="A name and an agency, as agreed with the referrer. It is in the letter to them.",
        missing="Name who holds the risk now",
        max_length=120,
        label_size="m",
    )
    risk_review_on = GovukDateField(
        label="When do they look at the risk again?",
        subject="The date to look at the risk again",
        must_be="future",
    )

    def __init__(self, *args, is_agency=False, **kwargs):
        """Ask for a date only where no agency sent the referral: a referrer continues the work."""
        super().__init__(*args, **kwargs)
        if is_agency:
            del self.fields["risk_review_on"]
            return
        self.fields["risk_holder"].help_text = (
            "A name and an agency, for example your own. Nobody referred this participant, so name the "
            "person who looks again. It is not sent to anyone."
        )
        again = self.fields["risk_review_on"]
        again.latest = last = latest_risk_review(timezone.now())
        again.help_text = f"No later than {last:%-d %B %Y}."


class HoldForm(HeardForm):
    """Ask for the review date and the reason of a hold."""

    review_on = GovukDateField(
        label="Review date",
        subject="The review date",
        must_be="future",
    )
    words = _words("Why, in your own words", "Say in your own words why", "For the file.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        review = self.fields["review_on"]
        review.latest = last = latest_hold_review(timezone.now())
        review.help_text = (
            f"No later than {last:%-d %B %Y}. The referral is shown as overdue after this date."
        )


class OffHoldForm(DecisionForm):
    """Ask what has changed since the referral was put on hold."""

    words = _words("What has changed?", "", "Optional. For the file.", required=False)


class CorrectForm(DecisionForm):
    """Ask what was wrong with the last decision."""

    words = _words(
        "What was wrong?",
        "Say in your own words what was wrong",
        "For the file. The history keeps the step and this line.",
    )


class WithdrawForm(EndingForm):
    """Ask why the participant is leaving."""

    code = _reason(WITHDRAW_CODES, "Choose a reason")
    duplicate_of = _duplicate_of()
    words = _words("In their own words", "", "Optional. For the file.", required=False)
