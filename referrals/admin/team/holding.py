"""The list of one coordinator's open referrals, or of those that nobody has, and handing them over."""

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.models import User, name_of
from referral_portal.audit.recorder import record
from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.paging import page_of
from referral_portal.common.refusals import refusals_on
from referrals.admin.call_backs import desk_page
from referrals.admin.danger import COLOURS
from referrals.admin.queue.rows import FINAL_COLOUR, STATUS_COLOURS
from referrals.assignments import MANY, Outcome, hand_over_all
from referrals.danger_signs import LEVEL_WORDS, Level
from referrals.forms.assigning import SHARE, HandOverManyForm
from referrals.forms.bursts import read_ids
from referrals.models import Referral
from referrals.permissions import can_read_referrals
from referrals.sharing_out import share_out
from referrals.workload import coordinators, held_in_parts, held_referrals, loads_of, who_left

TEAM = "admin:referrals_referral_team"
IN_ORDER = ("danger_level", "submitted_at", "id")
MOST_NAMED = 5
MOST_COUNTED = 100  # coordinators, beside each of whom stands how many referrals they have


@desk_page(can_read_referrals, GET_OR_POST)
def unassigned(request: HttpRequest) -> HttpResponse:
    """List the referrals that nobody has, and on POST share them out or give them to a coordinator."""
    return _held(request, None)


@desk_page(can_read_referrals, GET_OR_POST)
def held(request: HttpRequest, user_id: int) -> HttpResponse:
    """List the open referrals of one coordinator, and on POST hand some or all of them over."""
    works_here = coordinators().filter(pk=user_id)
    holder = works_here.first() or who_left(request.user).filter(pk=user_id).first()
    if holder is None:
        raise Http404
    return _held(request, holder)


def _held(request: HttpRequest, holder: User | None) -> HttpResponse:
    rows = held_referrals(request.user, holder)
    others = coordinators().exclude(pk=holder.pk) if holder else coordinators()
    form = HandOverManyForm(
        request.POST if request.method == "POST" else None,
        coordinators=_choices(others, request),
        needs_words=holder not in {None, request.user},
    )
    if form.is_valid():
        with refusals_on(form):
            ids = _chosen(request, rows)
            if ids:
                to = form.cleaned_data["to"]
                to_one = None if to == SHARE else User.objects.get(pk=to)
                outcome = _hand_over(request, ids, holder, to_one, form)
                _say(request, outcome)
                # A colleague who has left and has none any more has no page.
                return redirect(request.path if rows.exists() or not holder else TEAM)
            form.add_error(None, "Tick the referrals to hand over")
    page = page_of(
        [
            part.select_related("participant").defer("answers", "as_sent")
            for part in held_in_parts(request.user, holder)
        ],
        order=IN_ORDER,
        params=request.GET,
        size=settings.QUEUE_PAGE_SIZE,
    )
    shown = [row.pk for row in page.rows]
    record("referral.list", actor=request.user, target=MANY, now=timezone.now(), shown=shown)
    context = {
        "holder": holder,
        "is_own": holder == request.user,
        "form": form,
        "rows": [_row(row) for row in page.rows],
        "ticked": set(request.POST.getlist("referral")),
        "most": settings.TEAM["most_at_once"],
        "team_url": reverse(TEAM),
        "previous_url": page.previous_url,
        "next_url": page.next_url,
    }
    return TemplateResponse(request, "admin/referrals/team/holding.html", context)


def _choices(others: QuerySet[User], request: HttpRequest) -> list[tuple[str, str]]:
    """Return the names of `others` by id, with what each has, unless they are too many to count."""
    some = list(others[: MOST_COUNTED + 1])
    if len(some) > MOST_COUNTED:
        rows = others.values_list("pk", "first_name", "last_name", "username")
        return [(str(pk), name_of(*names)) for pk, *names in rows]
    found = loads_of(some, request.user, timezone.now())
    return [(str(one.user.pk), f"{one.user} ({one.total} open)") for one in found]


def _chosen(request: HttpRequest, rows) -> list:
    """Return the ids of the referrals that are ticked, or of all, as many as go at once."""
    if "all" not in request.POST:
        return read_ids(request.POST.getlist("referral"))
    in_order = rows.order_by(*IN_ORDER).values_list("pk", flat=True)
    return list(in_order[: settings.TEAM["most_at_once"]])


def _hand_over(request: HttpRequest, ids: list, holder, to: User | None, form) -> Outcome:
    """Hand referrals over to `to`, or share them out; only those that `holder` still has."""
    asked = {
        "referral_ids": ids,
        "words": form.cleaned_data["words"],
        "by": request.user,
        "now": timezone.now(),
        "held_by": [holder.pk if holder else None],
    }
    return hand_over_all(to=to, **asked) if to else share_out(**asked)


def _say(request: HttpRequest, outcome: Outcome) -> None:
    """Say how many were handed over, and name some of those that were not."""
    number = len(outcome.done)
    if number:
        words = "referral is" if number == 1 else "referrals are"
        names = sorted({str(one.assigned_to) for one in outcome.done})
        messages.success(request, f"{number} {words} handed over to {', '.join(names)}.")
    if outcome.left:
        named = list(outcome.left.items())[:MOST_NAMED]
        more = len(outcome.left) - len(named)
        words = " ".join(f"{reference}: {why}" for reference, why in named)
        and_more = f" And {more} more." if more else ""
        messages.warning(request, f"Not handed over: {len(outcome.left)}. {words}{and_more}")


def _row(referral: Referral) -> dict:
    danger = Level(referral.danger_level)
    return {
        "referral": referral,
        "url": reverse("admin:referrals_referral_change", args=[referral.pk]),
        "colour": STATUS_COLOURS.get(referral.status, FINAL_COLOUR),
        "danger": f"Danger: {LEVEL_WORDS[danger].lower()}" if danger in COLOURS else "",
        "danger_colour": COLOURS.get(danger, ""),
    }
