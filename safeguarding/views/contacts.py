"""Ways to reach somebody safely, and the attempts to reach them."""

from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from safeguarding.access.guard import case_page
from safeguarding.casework.cases import (
    NotPossible,
    add_contact_note,
    add_safe_contact,
    can_be_told,
    confirm_safe_contact,
    retire_safe_contact,
)
from safeguarding.casework.forms import ContactNoteForm, SafeContactForm
from safeguarding.casework.wording import alert_words
from safeguarding.enums import AlertKind, Shown
from safeguarding.views.base import back_to, case_form

GET_OR_POST = ["GET", "HEAD", "POST"]


@case_page("add contact", Shown.FORM)
@require_http_methods(GET_OR_POST)
def add_contact(request, case):
    """Note one way to reach somebody."""
    form = SafeContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_safe_contact(
                case_id=case.pk, **form.cleaned_data, by=request.worker, now=timezone.now()
            )
        except NotPossible as refusal:
            form.add_error("value" if "reached" in str(refusal) else "safety", str(refusal))
        else:
            return back_to("case", "contact", case_id=case.pk)
    return case_form(request, case, form, title="Add a safe contact", button="Save contact")


@case_page("confirm contact")
@require_POST
def confirm_contact(request, case, contact_id):
    """Note that a way of contact was confirmed safe today."""
    return _change(request, case, contact_id, confirm_safe_contact, "confirmed")


@case_page("retire contact")
@require_POST
def retire_contact(request, case, contact_id):
    """Note that a way of contact is not to be used any more."""
    return _change(request, case, contact_id, retire_safe_contact, "retired")


def _change(request, case, contact_id, verb, done: str):
    try:
        verb(case_id=case.pk, contact_id=contact_id, by=request.worker, now=timezone.now())
    except NotPossible:
        done = ""
    return back_to("case", done, case_id=case.pk)


@case_page("add note", Shown.FORM)
@require_http_methods(GET_OR_POST)
def add_note(request, case):
    """Note one attempt to reach somebody."""
    now = timezone.now()
    choices = [
        (alert.pk, f"{AlertKind(alert.kind).label}: {alert_words(alert)}")
        for alert in can_be_told(case)
    ]
    form = ContactNoteForm(request.POST or None, alerts=choices, now=now)
    if request.method == "POST" and form.is_valid():
        try:
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
        except NotPossible as refusal:
            form.add_error("alerts" if "told" in str(refusal) else "on", str(refusal))
        else:
            return back_to("case", "note", case_id=case.pk)
    return case_form(request, case, form, title="Record a contact", button="Save contact")
