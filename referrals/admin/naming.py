"""Who may see a restricted referral: the list with its history, and adding and removing a user.

The people named read the list; the programme managers among them change it.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.common.methods import GET_OR_POST, READ_ONLY
from referral_portal.common.refusals import refusals_on
from referrals.admin.access import opened
from referrals.admin.call_backs import desk_page
from referrals.admin.queue.returning import list_of, page_url
from referrals.forms.naming import AddNamedForm, RemoveNamedForm
from referrals.models import Referral
from referrals.permissions import can_name_people, can_read_referrals
from referrals.restricting import (
    CAN_BE_NAMED,
    could_be_named,
    may_be_colleague,
    name_user,
    remove_user,
)

COLLEAGUE = "the participant may work there"


@desk_page(can_read_referrals, READ_ONLY)
def named(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """List who may see a restricted referral, and every change."""
    referral = _restricted(request, referral_id)
    may_change, which = can_name_people(request.user), list_of(request)
    rows = [
        {
            "name": str(row.user),
            "what": _what(row.user),
            "may_act": row.user.is_active and row.user.has_role(*CAN_BE_NAMED),
            "is_colleague": may_be_colleague(referral, row.user),
            "since": row.at,
            "remove_url": page_url("unname", referral.pk, which, row.user_id),
        }
        for row in referral.named_users.select_related("user__agency").order_by("at", "pk")
    ]
    acting = referral.named_users.filter(user__is_active=True)
    context = {
        "referral": referral,
        "rows": rows,
        "may_change": may_change,
        "add_url": page_url("name", referral.pk, which),
        "needs_coordinator": not acting.filter(user__groups__name=Role.COORDINATOR).exists(),
        "changes": referral.named_user_changes.select_related("user", "by").order_by("-at", "-pk"),
        "back": page_url("change", referral.pk, which),
    }
    return TemplateResponse(request, "admin/referrals/named.html", context)


@desk_page(can_name_people, GET_OR_POST)
def name(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Ask whom to add and why, and on POST add them."""
    referral = _restricted(request, referral_id)
    form = AddNamedForm(_posted(request), users=_choices(referral))
    if form.is_valid():
        with refusals_on(form):
            user_id = int(form.cleaned_data["user"])
            name_user(
                referral_id=referral.pk,
                user_id=user_id,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, "This user may see the form now.")
            return redirect(_list(request, referral))
    words = {"heading": "Add a user who may see this form", "button": "Add user"}
    words["lead"] = (
        "This user will read the whole form. Check first that they do not know the participant."
    )
    return _ask(request, referral, form, words)


@desk_page(can_name_people, GET_OR_POST)
def unname(request: HttpRequest, referral_id: uuid.UUID, user_id: int) -> HttpResponse:
    """Ask why a user should no longer see the form, and on POST remove them."""
    referral = _restricted(request, referral_id)
    row = referral.named_users.filter(user=user_id).select_related("user").first()
    if row is None and request.method == "POST":
        return redirect(_list(request, referral))  # posted twice: the user is off the list already
    if row is None:
        raise Http404
    form = RemoveNamedForm(_posted(request))
    if form.is_valid():
        with refusals_on(form):
            remove_user(
                referral_id=referral.pk,
                user_id=user_id,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, f"{row.user} can no longer see this form.")
            if row.user == request.user:
                return redirect("admin:index")
            return redirect(_list(request, referral))
    words = {"heading": f"Stop {row.user} from seeing this form", "button": "Remove user"}
    words["lead"] = "What this user has read already stays known to them."
    return _ask(request, referral, form, words)


def _restricted(request: HttpRequest, referral_id: uuid.UUID) -> Referral:
    """Return a restricted referral that names the user, or raise Http404."""
    referral = opened(request.user, referral_id, page="named")
    if not referral.is_restricted:
        raise Http404
    return referral


def _choices(referral: Referral) -> list[tuple[str, str]]:
    """Return id and words of each user who could be added."""
    return [
        (
            str(user.pk),
            f"{user}: {_what(user)}{f' ({COLLEAGUE})' if may_be_colleague(referral, user) else ''}",
        )
        for user in could_be_named(referral)
    ]


def _what(user: User) -> str:
    """Return the roles and the agency of a user in words."""
    roles = [Role(role).label for role in Role.values if role in user.roles]
    agency = [user.agency.name] if user.agency else []
    return ", ".join([*roles, *agency])


def _list(request: HttpRequest, referral: Referral) -> str:
    return page_url("named", referral.pk, list_of(request))


def _posted(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _ask(request: HttpRequest, referral: Referral, form, words: dict) -> HttpResponse:
    context = {
        "referral": referral,
        "form": form,
        "words": words,
        "back": _list(request, referral),
    }
    return TemplateResponse(request, "admin/referrals/name.html", context)
