"""What the cohort pages share: the menu, how people are named, what a verb refuses.

A colleague of another agency reads a first name and an initial; our own staff read names. What will
be sent is shown before a button sends it.
"""

import datetime as dt
import uuid

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from cohorts.announcing import CannotAnnounce
from cohorts.cancelling import CannotCancel
from cohorts.enrolment import CannotPlace
from cohorts.granting import CannotGrant
from cohorts.locks import CannotEnd
from cohorts.models import Cohort
from cohorts.permissions import ALLOCATES, PLANS
from cohorts.planning import CannotPlan
from cohorts.register import CannotMark
from cohorts.single_session_rules import CannotBook
from referral_portal.accounts.roles import Role
from referral_portal.common.dates import local_today
from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import preview
from referrals.models import Participant, Referral
from referrals.notifications import context_for, recipients, template_for
from referrals.transitions import TransitionNotAllowed

REFUSALS = (
    CannotAnnounce,
    CannotBook,
    CannotCancel,
    CannotEnd,
    CannotGrant,
    CannotMark,
    CannotPlace,
    CannotPlan,
    TransitionNotAllowed,
)
READS_NAMES = (Role.COORDINATOR, Role.MANAGER, Role.FACILITATOR)


def page(request: HttpRequest, template: str, **context) -> TemplateResponse:
    """Draw a cohort page with the menu of whoever asks."""
    user = request.user
    items = [("Cohorts", reverse("cohorts:list"))]
    if user.has_role(*PLANS):
        items.append(("Plan a cohort", reverse("cohorts:new")))
    if user.has_role(*ALLOCATES):
        items.append(("Referrals and settings", reverse("admin:index")))
    role = next((role for role in Role if user.has_role(role)), None)
    frame = {
        "nav": [
            {"text": text, "url": url, "is_current": request.path == url} for text, url in items
        ],
        "role_name": role.label if role else "",
    }
    return TemplateResponse(request, f"cohorts/{template}.html", frame | context)


def cohort_or_404(request: HttpRequest, cohort_id: uuid.UUID, now: dt.datetime) -> Cohort:
    """Return a cohort that whoever asks may open, with its figures, or 404."""
    visible = Cohort.objects.visible_to(request.user, local_today(now)).with_figures(now)
    return get_object_or_404(visible, pk=cohort_id)


def name_for(user, participant: Participant) -> str:
    """Return the name of a participant as `user` may read it."""
    if user.has_role(*READS_NAMES):
        called = participant.known_as
        return f"{participant.name} ({called})" if called else participant.name
    first, *rest = participant.name.split()
    called = participant.known_as or first
    return f"{called} {rest[-1][0]}." if rest else called


def what_will_be_sent(
    referral: Referral, event: str, *, only: tuple[str, ...] = (), when: str = ""
) -> list[dict]:
    """Return the messages that `event` will queue about `referral`, as they will read."""
    context = context_for(referral) | {"when": when}
    messages = []
    for _, audience in recipients(referral):
        if not only or audience in only:
            subject, body = preview(template_for(event, audience), context)
            messages.append({"to": Audience(audience).label, "subject": subject, "body": body})
    return messages


def posted(request: HttpRequest):
    """Return what was sent, or None when the page was only asked for."""
    return request.POST if request.method == "POST" else None


def tried(form, verb, **arguments) -> bool:
    """Call `verb`, and put its refusal on the form; return whether it was done."""
    try:
        verb(**arguments)
    except REFUSALS as refusal:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, str(refusal))
        return False
    return True
