"""What the desk does with the referrals that a user ticked in a list, or with a whole page of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal, refusals_on
from referrals.admin.call_backs import desk_page
from referrals.admin.queue.export import keep_for_export
from referrals.admin.queue.headings import printed_headings
from referrals.admin.queue.returning import list_of, list_url
from referrals.admin.queue.rows import COLUMNS, rows_of
from referrals.assignments import MANY, Outcome, hand_over_all, take_all
from referrals.forms.assigning import HandOverForm
from referrals.forms.bursts import read_ids
from referrals.models import Referral
from referrals.permissions import can_read_referrals, can_triage
from referrals.same_person import with_person
from referrals.workload import coordinators

TICKED, ON_PAGE = "form", "shown"
NONE_TICKED = "Tick the referrals first."


@desk_page(can_read_referrals, ("POST",))
def chosen(request: HttpRequest) -> HttpResponse:
    """Do with the ticked referrals what the button says; printing and exporting take all without a tick."""
    action = ACTIONS.get(request.POST.get("do", ""))
    back = list_url(list_of(request))
    if action is None:
        return redirect(back)
    ids = read_ids(request.POST.getlist(TICKED))
    if not ids and action in WHOLE_PAGE:
        ids = read_ids(request.POST.getlist(ON_PAGE))
    if not ids:
        messages.warning(request, NONE_TICKED)
        return redirect(back)
    try:
        return action(request, ids, back)
    except Refusal as refusal:
        messages.warning(request, refusal.words)
        return redirect(back)


def _take(request: HttpRequest, ids: list, back: str) -> HttpResponse:
    """Assign those that nobody has to the user."""
    if not can_triage(request.user):
        return redirect(back)
    outcome = take_all(referral_ids=ids, by=request.user, now=timezone.now())
    _say(request, outcome, "You are working on {} now.")
    return redirect(back)


def _hand_over(request: HttpRequest, ids: list, back: str) -> HttpResponse:
    """Ask for a colleague and a reason, and then hand the referrals over."""
    users = {str(user.pk): user for user in coordinators() if user.pk != request.user.pk}
    if not users:
        raise Refusal("There is no other coordinator to hand over to.")
    form = HandOverForm(
        request.POST if "words" in request.POST else None,
        coordinators=[(pk, str(user)) for pk, user in users.items()],
    )
    if form.is_valid():
        with refusals_on(form):
            to = users[form.cleaned_data["to"]]
            outcome = hand_over_all(
                referral_ids=ids,
                to=to,
                words=form.cleaned_data["words"],
                by=request.user,
                now=timezone.now(),
            )
            _say(request, outcome, f"{to} is working on {{}} now.")
            return redirect(back)
    found = Referral.objects.visible_to(request.user).filter(pk__in=ids)
    context = {
        "form": form,
        "back": back,
        "rows": found.order_by("submitted_at", "id").values("id", "reference"),
    }
    return TemplateResponse(request, "admin/referrals/queue/hand_over.html", context)


def _print(request: HttpRequest, ids: list, back: str) -> HttpResponse:
    """Show the rows as a page to print, and record which they were."""
    now = timezone.now()
    found = Referral.objects.visible_to(request.user).filter(pk__in=ids)
    rows = list(found.order_by("submitted_at", "id").values(*COLUMNS))
    record(
        "referral.list", actor=request.user, target=MANY, now=now, shown=[row["id"] for row in rows]
    )
    which = list_of(request)
    context = {
        "rows": rows_of(with_person(rows, request.user), now, which),
        "headings": printed_headings(),
        "now": now,
        "back": back,
    }
    return TemplateResponse(request, "admin/referrals/queue/print.html", context)


def _export(request: HttpRequest, ids: list, back: str) -> HttpResponse:
    """Go to the page that asks for the format and the purpose of a file."""
    keep_for_export(request, ids, list_of(request))
    return redirect(reverse("admin:referrals_referral_export"))


ACTIONS = {"take": _take, "hand-over": _hand_over, "print": _print, "export": _export}
WHOLE_PAGE = (_print, _export)


def _say(request: HttpRequest, outcome: Outcome, words: str) -> None:
    """Say how many referrals changed hands, and why each other one did not."""
    if number := len(outcome.done):
        one = outcome.done[0].reference
        messages.success(request, words.format(one if number == 1 else f"{number} referrals"))
    for reference, why in outcome.left.items():
        messages.warning(request, f"{reference}: {why}")
    if not (number or outcome.left):
        messages.warning(request, "Nothing has changed: you are working on these already.")
