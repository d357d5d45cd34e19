"""The page of one case, and the choice of its link worker."""

from operator import attrgetter

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from referral_portal.common.dates import local_today
from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from safeguarding.access.guard import case_page
from safeguarding.casework.cases import give_case, take_case
from safeguarding.casework.closing import close_case
from safeguarding.casework.danger import danger_of
from safeguarding.casework.disclosures import latest_apart
from safeguarding.casework.forms import CloseForm, GiveForm
from safeguarding.casework.overrides import add_when_left, with_fresh_overrides
from safeguarding.casework.people_view import people_view
from safeguarding.casework.portal_view import portal_view, referrals_of_participant
from safeguarding.casework.sisters import sisters_of
from safeguarding.casework.unanswered_checks import has_begun
from safeguarding.casework.wording import alert_colour, alert_words, sections
from safeguarding.enums import (
    TAKING,
    UNANSWERED,
    AlertKind,
    AlertOutcome,
    HandbackKind,
    Shown,
)
from safeguarding.models import Alert, Worker
from safeguarding.querysets import CASE_ORDER
from safeguarding.views.base import back_to, case_form, change_case, page, record_others
from safeguarding.views.concerns import shown, still_open

NEWEST = 20


@case_page("case")
@require_safe
def case(request, case):
    """Show everything that this side knows about a case, and the portal's view of the participant."""
    now = timezone.now()
    referrals = referrals_of_participant(case.referral_id)
    own = next((one for one in referrals if one.pk == case.referral_id), None)
    sisters = sisters_of(case, request.worker, referrals)
    people = people_view(case=case, worker=request.worker, today=local_today(now))
    record_others(
        request,
        "case",
        people.cases_shown | {one.case.pk for one in sisters if one.case},
        now,
    )
    portal = portal_view(own, request.worker)
    every = list(case.alerts.select_related("handled_by", "override__by").order_by(*CASE_ORDER))
    waiting = [alert for alert in every if alert.handled_at is None]
    alerts = with_fresh_overrides(waiting, portal.messages if portal else [])
    handled = [alert for alert in every if alert.handled_at]
    recorded = sorted(handled, key=attrgetter("handled_at"), reverse=True)[:NEWEST]
    kinds = [HandbackKind.CARD, HandbackKind.KEEP_APART]
    shared = list(
        _rows(
            case.handbacks.filter(kind__in=kinds).select_related("by").order_by("sequence"),
            case.has_handbacks,
        )
    )
    concerns = [
        shown(concern)
        for concern in _rows(
            case.concerns.prefetch_related("steps__by").order_by("-raised_at"), case.has_concerns
        )
    ]
    add_when_left([*alerts, *recorded, *(alert for one in sisters for alert in one.alerts)])
    return page(
        request,
        "case",
        case=case,
        closing=case.closings.select_related("by").order_by("-at").first()
        if case.closed_at
        else None,
        portal=portal,
        danger=danger_of(case, portal.referral if portal else None),
        alerts=[_alert_row(alert) for alert in alerts],
        also=[
            alert_words(alert)
            for alert in sorted(every, key=attrgetter("pk"))
            if alert.kind == AlertKind.ALSO_PARTICIPANT and alert.outcome != AlertOutcome.WITHDRAWN
        ],
        sisters=[
            {"sister": sister, "alerts": [_alert_row(alert) for alert in sister.alerts]}
            for sister in sisters
        ],
        people=people,
        form_sections=sections(case.contents),
        sealed_notes=[
            {"note": note, "sections": sections(note.contents)}
            for note in _rows(case.sealed_notes.order_by("-sealed_at"), case.has_sealed_notes)
        ],
        concerns=concerns,
        open_concerns=still_open(concerns),
        cards=[one for one in reversed(shared) if one.kind == HandbackKind.CARD][:NEWEST],
        apart=latest_apart(shared).values(),
        exclusions=case.exclusions.filter(ended_at__isnull=True)
        .select_related("worker")
        .order_by("added_at"),
        recorded=[{"alert": alert, "words": alert_words(alert)} for alert in recorded],
    )


def _rows(rows, are_there: bool):
    """Return `rows`, or nothing without asking for them where it is known that there are none."""
    return rows if are_there else ()


def _alert_row(alert: Alert) -> dict:
    action, url = _next_step(alert)
    return {
        "alert": alert,
        "words": alert_words(alert),
        "colour": alert_colour(alert),
        "action": action,
        "url": url,
    }


def _next_step(alert: Alert) -> tuple[str, str]:
    """Return the words and the address of the link that deals with `alert`; taking a case has none."""
    detail = alert.detail
    if alert.kind == AlertKind.TELL_FIRST and detail.get("messages"):
        return "Read and release", reverse("safeguarding:release", args=[alert.case_id])
    if detail.get("concern"):
        arguments = [alert.case_id, detail["concern"]]
        return "Read the concern", reverse("safeguarding:concern", args=arguments)
    if alert.kind in TAKING or alert.pk is None:
        return "", ""
    if alert.kind in UNANSWERED and not has_begun(alert, timezone.now()):
        return "Answer", reverse("safeguarding:check", args=alert.detail["check"].split(":"))
    return "Record what you did", reverse("safeguarding:alert", args=[alert.case_id, alert.pk])


@case_page("take")
@require_POST
def take(request, case):
    """Give the case to this link worker."""
    return change_case(request, case, take_case, "taken")


@case_page("give", Shown.FORM)
@get_or_post
def give(request, case):
    """Give the case to another link worker; for the manager."""
    form = GiveForm(request.POST or None)
    if form.is_valid():
        to = Worker.objects.get(pk=form.cleaned_data["worker"])
        with refusals_on(form):
            give_case(case_id=case.pk, to=to, by=request.worker, now=timezone.now())
            return back_to("case", "given", case_id=case.pk)
    title = "Give this case to another link worker"
    return case_form(request, case, form, title=title, button="Give case")


@case_page("close", Shown.FORM)
@get_or_post
def close(request, case):
    """Close the case, when nothing on it is open."""
    form = CloseForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            why = form.cleaned_data["why"]
            close_case(case_id=case.pk, why=why, by=request.worker, now=timezone.now())
            return back_to("case", "closed", case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title="Close this case",
        intro="It leaves the list of cases and can still be found. It reopens when anything happens.",
        button="Close case",
    )
