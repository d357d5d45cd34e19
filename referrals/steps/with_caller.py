"""The self-referral forms as a coordinator fills them in with a caller.

The questions are those of the participant's own form, read out as they stand. One page more records
that the agreement was read out.
"""

from dataclasses import replace

from referrals.enums import Route
from referrals.forms.caller import ReadOutForm
from referrals.steps import FORMS
from referrals.steps.engine import FormDefinition, FormPage, Section
from referrals.steps.shared import SELF_SHARING

READ_OUT = FormPage("read-out", "Reading the agreement out", ReadOutForm)


def with_caller(form: FormDefinition) -> FormDefinition:
    """Return the edition of a self-referral form that is filled in with a caller."""
    sharing = Section(SELF_SHARING.title, (*SELF_SHARING.steps, READ_OUT))
    sections = tuple(sharing if part is SELF_SHARING else part for part in form.sections)
    return replace(form, key=f"{form.key}-caller", sections=sections, with_caller=True)


CALLER_FORMS = tuple(with_caller(form) for form in FORMS if form.route == Route.SELF)


def find_caller_form(topic: str) -> FormDefinition | None:
    """Return the form with a caller for `topic`, or None."""
    return next((form for form in CALLER_FORMS if form.topic == topic), None)
