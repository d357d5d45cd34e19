"""The pages of the people at risk on a case."""

from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_POST

from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from safeguarding.access.guard import case_page
from safeguarding.casework.named import add_named
from safeguarding.casework.not_told import note_not_told
from safeguarding.casework.people import (
    add_person,
    change_person,
    join_people,
    link_person,
    part_people,
    verify_person,
)
from safeguarding.casework.people_forms import NotToldForm, PersonForm
from safeguarding.casework.sealed_answers import people_named
from safeguarding.enums import LinkSource, Shown
from safeguarding.views.base import back_to, case_form, change_case


@case_page("add person", Shown.FORM)
@get_or_post
def add(request, case):
    """Add a person to the case; a text of the form that names several is shown beside it."""
    named = {one.key: one for one in people_named(case.contents)}.get(request.GET.get("from", ""))
    initial = {"kind": named.kind, "source": named.source} if named else {}
    form = PersonForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            add_person(case_id=case.pk, details=form.details, by=request.worker, now=timezone.now())
            return back_to("case", "person", case_id=case.pk)
    intro = f"The form says: {named.name}" if named else ""
    return case_form(
        request, case, form, title="Add a person at risk", intro=intro, button="Add person"
    )


@case_page("add person")
@require_POST
def add_from_form(request, case, key):
    """Add a person whom the form names."""
    return change_case(request, case, add_named, "person_named", key=key)


@case_page("add person")
@require_POST
def link(request, case, person_id):
    """Put a person of another case onto this case too."""
    return change_case(
        request, case, link_person, "person", person_id=person_id, source=LinkSource.NOT_KNOWN
    )


@case_page("person", Shown.FORM)
@get_or_post
def person(request, case, person_id):
    """Change who a person on the case is, and whether they must be told."""
    row = _link_or_404(case, person_id)
    form = PersonForm(request.POST or None, initial=PersonForm.initial_of(row))
    if form.is_valid():
        with refusals_on(form):
            change_person(
                case_id=case.pk,
                person_id=person_id,
                details=form.details,
                by=request.worker,
                now=timezone.now(),
            )
            return back_to("case", "person_changed", case_id=case.pk)
    return case_form(request, case, form, title="Change details of a person", button="Save")


@case_page("verify person")
@require_POST
def verify(request, case, person_id):
    """Record that a person is at risk from this participant."""
    return change_case(request, case, verify_person, "verified", person_id=person_id)


@case_page("not told", Shown.FORM)
@get_or_post
def not_told(request, case, person_id):
    """Record why a person was not told."""
    row = _link_or_404(case, person_id)
    form = NotToldForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            note_not_told(
                case_id=case.pk,
                person_id=person_id,
                **form.cleaned_data,
                by=request.worker,
                now=timezone.now(),
            )
            return back_to("release", "not_told", case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title="Record why a person has not been told",
        intro=f"{row.person.legal_name}. The reason counts for the decisions made so far. "
        "After the next decision, tell them or record a reason again.",
        button="Save reason",
    )


@case_page("join people")
@require_POST
def join(request, case, person_id, other_id):
    """Say that two rows are one person."""
    return change_case(request, case, join_people, "joined", person_id=person_id, other_id=other_id)


@case_page("part people")
@require_POST
def part(request, case, join_id):
    """Undo a join."""
    return change_case(request, case, part_people, "parted", join_id=join_id)


def _link_or_404(case, person_id):
    row = case.people_links.select_related("person").filter(person_id=person_id).first()
    if row is None:
        raise Http404
    return row
