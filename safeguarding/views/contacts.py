"""The pages of contact details, and of contacts with people at risk."""

from django.utils import timezone
from django.views.decorators.http import require_POST

from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from safeguarding.access.guard import case_page
from safeguarding.casework.cases import (
    add_contact_note,
    add_safe_contact,
    can_be_told,
    confirm_safe_contact,
    retire_safe_contact,
)
from safeguarding.casework.forms import ContactNoteForm, SafeContactForm
from safeguarding.casework.wording import alert_words
from safeguarding.enums import AlertKind, Shown
from safeguarding.views.base import back_to, case_form, change_case


@case_page("add contact", Shown.FORM)
@get_or_post
def add_contact(request, case):
    """Add one way to reach a person at risk."""
    form = SafeContactForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        with refusals_on(form):
            add_safe_contact(case_id=case.pk, **form.cleaned_data, by=request.worker, now=now)
            return back_to("case", "contact", case_id=case.pk)
    return case_form(
        request, case, form, title="Add contact details", button="Save contact details"
    )


@case_page("confirm contact")
@require_POST
def confirm_contact(request, case, contact_id):
    """Confirm that contact details are safe as of today."""
    return change_case(request, case, confirm_safe_contact, "confirmed", contact_id=contact_id)


@case_page("retire contact")
@require_POST
def retire_contact(request, case, contact_id):
    """Stop using contact details."""
    return change_case(request, case, retire_safe_contact, "retired", contact_id=contact_id)


@case_page("add note", Shown.FORM)
@get_or_post
def add_note(request, case):
    """Record one attempt to reach a person at risk."""
    now = timezone.now()
    choices = [
        (alert.pk, f"{AlertKind(alert.kind).label}: {alert_words(alert)}")
        for alert in can_be_told(case)
    ]
    form = ContactNoteForm(request.POST or None, alerts=choices, now=now)
    if form.is_valid():
        with refusals_on(form):
            add_contact_note(
                case_id=case.pk,
                method=form.cleaned_data["method"],
                result=form.cleaned_data["result"],
                note=form.cleaned_data["note"],
                at=form.at,
                alert_ids=[int(pk) for pk in form.cleaned_data.get("alerts", [])],
                by=request.worker,
                now=now,
            )
            return back_to("case", "note", case_id=case.pk)
    return case_form(request, case, form, title="Record a contact", button="Save contact")
