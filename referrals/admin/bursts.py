"""The desk's pages about bursts: which there are, the forms of one, and setting some aside.

Forms are ticked by what they say, and the page before the change names each of them. Each look is
recorded with the ids of the forms.
"""

import datetime as dt
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.audit.recorder import record
from referral_portal.common.methods import GET_OR_POST, READ_ONLY
from referral_portal.common.refusals import refusals_on
from referrals.admin.burst_rows import Group, bursts, forms_between, grouped, shared
from referrals.admin.call_backs import desk_page
from referrals.forms.bursts import SetAsideForm, read_ids
from referrals.models import Referral
from referrals.permissions import can_read_referrals
from referrals.setting_aside import set_aside

LIST = "admin:referrals_referral_bursts"
BURST = ("referrals.referral", "burst")


@desk_page(can_read_referrals, READ_ONLY)
def burst_list(request: HttpRequest) -> HttpResponse:
    """List the times in which very many forms came."""
    context = {
        "rows": [
            {"burst": burst, "left": left, "url": burst_url(burst.start, burst.end)}
            for burst, left in bursts(request.user)
        ],
        "most": settings.BURSTS["forms"],
        "minutes": settings.BURSTS["minutes"],
        "aside_url": reverse("admin:referrals_referral_set_aside"),
    }
    return TemplateResponse(request, "admin/referrals/bursts.html", context)


@desk_page(can_read_referrals, READ_ONLY)
def burst(request: HttpRequest) -> HttpResponse:
    """Show the forms of one burst, in groups that say the same."""
    if (times := _times(request)) is None:
        return redirect(LIST)
    start, end = times
    forms = forms_between(request.user, start, end)
    groups = grouped(forms)
    size = settings.BURSTS["page_size"]
    number = _number(request.GET.get("page", ""))
    on_page = groups[(number - 1) * size : number * size]
    _record(request, on_page)
    aside = Referral.objects.visible_to(request.user).set_aside()
    here = burst_url(start, end)
    context = {
        "start": start,
        "end": end,
        "count": len(forms),
        "is_cut": len(forms) == settings.BURSTS["most"],
        "shared": shared(forms, groups),
        "groups": on_page,
        "can_set_aside": any(not group.why for group in on_page),
        "times": _as_text(start, end),
        "is_some_aside": aside.filter(submitted_at__gte=start, submitted_at__lte=end).exists(),
        "aside_url": reverse("admin:referrals_referral_set_aside"),
        "confirm_url": reverse("admin:referrals_referral_aside"),
        "back": reverse(LIST),
        "previous_url": f"{here}&page={number - 1}" if number > 1 else "",
        "next_url": f"{here}&page={number + 1}" if len(groups) > number * size else "",
    }
    return TemplateResponse(request, "admin/referrals/burst.html", context)


@desk_page(can_read_referrals, GET_OR_POST)
def aside(request: HttpRequest) -> HttpResponse:
    """Name each form that was ticked and ask why, and on POST set these aside."""
    if (times := _times(request)) is None:
        return redirect(LIST)
    start, end = times
    chosen = _chosen(request, start, end)
    # The forms that the page named, and none that has come since.
    named = read_ids(request.POST.get("forms", "").split(","))
    if not chosen or (request.method == "POST" and not named):
        messages.warning(request, "Tick the forms that you have read, then continue.")
        return redirect(burst_url(start, end))
    form = SetAsideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            done = set_aside(
                referral_ids=named,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, _done(len(done)))
            return redirect(LIST)
    _record(request, chosen)
    forms = [one for group in chosen for one in group.forms]
    context = {
        "form": form,
        "groups": chosen,
        "count": len(forms),
        "forms": ",".join(str(one.pk) for one in forms),
        "days": settings.BURSTS["aside_days"],
        "back": burst_url(start, end),
    }
    return TemplateResponse(request, "admin/referrals/aside.html", context)


def burst_url(start: dt.datetime, end: dt.datetime) -> str:
    """Return the address of the page about the forms of a time."""
    query = urlencode(_as_text(start, end))
    return f"{reverse('admin:referrals_referral_burst')}?{query}"


def _as_text(start: dt.datetime, end: dt.datetime) -> dict[str, str]:
    return {
        name: at.astimezone(dt.UTC).isoformat() for name, at in (("start", start), ("end", end))
    }


def _times(request: HttpRequest) -> tuple[dt.datetime, dt.datetime] | None:
    """Return the times in the address, or None for anything else."""
    try:
        start, end = (dt.datetime.fromisoformat(request.GET[name]) for name in ("start", "end"))
        return start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    except (KeyError, ValueError, OverflowError):
        return None


def _number(typed: str) -> int:
    is_number = typed.isascii() and typed.isdigit() and len(typed) < len("10000")
    return max(1, int(typed)) if is_number else 1


def _chosen(request: HttpRequest, start: dt.datetime, end: dt.datetime) -> list[Group]:
    """Return the groups that are ticked in the address and may be set aside."""
    keys = set(request.GET.getlist("group"))
    groups = grouped(forms_between(request.user, start, end)) if keys else []
    return [group for group in groups if group.key in keys and not group.why]


def _record(request: HttpRequest, groups: list[Group]) -> None:
    shown = [one.pk for group in groups for one in group.forms]
    record("referral.list", actor=request.user, target=BURST, now=timezone.now(), shown=shown)


def _done(number: int) -> str:
    return f"{number} form{' is' if number == 1 else 's are'} set aside. Nothing is deleted."
