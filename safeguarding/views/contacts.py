"""The pages of contact details, and of contacts with people at risk."""

import uuid

from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_POST

from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import Refusal, refusals_on
from safeguarding.access.guard import case_page
from safeguarding.casework.cases import can_be_told
from safeguarding.casework.contact_forms import NOT_KNOWN_WHO, ContactNoteForm, SafeContactForm
from safeguarding.casework.contact_notes import (
    add_contact_note,
    say_who_was_reached,
    usable_contacts,
)
from safeguarding.casework.contacts import (
    add_safe_contact,
    confirm_safe_contact,
    retire_safe_contact,
    say_whose_contact,
)
from safeguarding.casework.identifiers import Why
from safeguarding.casework.overrides import add_when_left
from safeguarding.casework.people import people_of
from safeguarding.casework.people_forms import WhoseForm
from safeguarding.casework.wording import alert_words
from safeguarding.enums import AlertKind, Result, Shown
from safeguarding.views.base import back_to, case_form, change_case


@case_page("add contact", Shown.FORM)
@get_or_post
def add_contact(request, case):
    """Add one way to reach a person at risk."""
    people = people_of(case)
    if not people and request.method != "POST":
        return back_to("add_person", "person_first", case_id=case.pk)
    form = SafeContactForm(
        request.POST or None, people=people, initial={"person": request.GET.get("person", "")}
    )
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            add_safe_contact(
                case_id=case.pk,
                person_id=uuid.UUID(given.pop("person")),
                **given,
                by=request.worker,
                now=timezone.now(),
            )
            return back_to("case", "contact", case_id=case.pk)
    return case_form(
        request, case, form, title="Add contact details", button="Save contact details"
    )


@case_page("confirm contact")
@require_POST
def confirm_contact(request, case, contact_id):
    """Confirm that contact details are safe as of today; the case says why they cannot be."""
    moment = timezone.now()
    try:
        confirm_safe_contact(case_id=case.pk, contact_id=contact_id, by=request.worker, now=moment)
    except Refusal as refusal:
        why = next((why.name.lower() for why in Why if why.value == refusal.words), "")
        return back_to("case", why, case_id=case.pk)
    return back_to("case", "confirmed", case_id=case.pk)


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
        for alert in _with_when_left(can_be_told(case))
    ]
    form = ContactNoteForm(
        request.POST or None,
        people=people_of(case),
        contacts=usable_contacts(case, request.worker),
        alerts=choices,
        now=now,
        initial={
            "person": request.GET.get("person", ""),
            "result": request.GET.get("result", ""),
        },
    )
    if form.is_valid():
        who = form.cleaned_data["person"]
        told = [int(pk) for pk in form.cleaned_data.get("alerts", [])]
        with refusals_on(form):
            added = add_contact_note(
                case_id=case.pk,
                person_id=None if who == NOT_KNOWN_WHO[0] else uuid.UUID(who),
                method=form.cleaned_data["method"],
                result=form.cleaned_data["result"],
                note=form.cleaned_data["note"],
                at=form.at,
                offered=form.cleaned_data["offered"],
                contact_id=form.cleaned_data["contact_id"],
                next_try_on=form.cleaned_data["next_try_on"],
                alert_ids=told,
                by=request.worker,
                now=now,
            )
            if added.result == Result.SPOKE and not added.tells:
                return back_to("case", "note_untold", case_id=case.pk)
            others = can_be_told(case).filter(pk__in=told).exists()
            return back_to("case", "note_others" if others else "note", case_id=case.pk)
    return case_form(request, case, form, title="Record a contact", button="Save contact")


def _with_when_left(alerts):
    found = list(alerts)
    add_when_left(found)
    return found


@case_page("contact whose", Shown.FORM)
@get_or_post
def whose_contact(request, case, contact_id):
    """Say whose contact details are that were recorded without a person."""
    if not case.safe_contacts.filter(pk=contact_id, retired_at__isnull=True).exists():
        raise Http404
    return _whose(request, case, say_whose_contact, contact_id=contact_id)


@case_page("note whose", Shown.FORM)
@get_or_post
def whose_note(request, case, note_id):
    """Say whom a contact was with that was recorded without a person."""
    if not case.contact_notes.filter(pk=note_id).exists():
        raise Http404
    return _whose(request, case, say_who_was_reached, note_id=note_id)


def _whose(request, case, verb, **row):
    people = people_of(case)
    if not people:
        return back_to("add_person", "person_first", case_id=case.pk)
    form = WhoseForm(request.POST or None, people=people)
    if form.is_valid():
        person_id = form.cleaned_data["person"]
        with refusals_on(form):
            verb(case_id=case.pk, person_id=person_id, **row, by=request.worker, now=timezone.now())
            return back_to("case", "whose", case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title="Say who this is about",
        intro="You can say this once. It is kept on record.",
        button="Save",
    )
