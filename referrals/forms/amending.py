"""Why an answer changes, and why its words are taken out: the questions that staff answer."""

from dataclasses import replace

from referral_portal.common.fields import Choice, TextArea
from referral_portal.common.forms import PortalForm
from referrals.forms.base import StepForm

REASON, LONGEST = "reason", 500


def with_reason(form: StepForm) -> StepForm:
    """Ask below the questions of a page why its answers change; the page has a heading of its own."""
    for field in form.fields.values():
        field.presentation = replace(field.presentation, heading=False)
    form.fields[REASON] = TextArea(
        label="Why does this answer change?",
        max_length=LONGEST,
        rows=3,
        missing="Enter why this answer changes",
        help_text="Say who told you and when. Do not name a person at risk.",
    )
    return form


class AskRedactionForm(PortalForm):
    reason = TextArea(
        label="Why must these words be taken out?",
        max_length=LONGEST,
        rows=3,
        missing="Enter why these words must be taken out",
        help_text="Do not repeat the words here: this reason stays on record.",
    )


class DecideRedactionForm(PortalForm):
    decision = Choice(
        label="Do you agree to take these words out?",
        choices=[
            ("agree", "Yes, take the words out. Nobody can bring them back"),
            ("keep", "No, leave the answer as it is"),
        ],
        missing="Select whether you agree to take these words out",
    )
