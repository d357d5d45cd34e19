"""The pages on which staff ask to take the words out of an answer, and on which a manager decides."""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.accounts.work import MOST, WorkItem, many
from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.refusals import refusals_on
from referral_portal.pages.zones import draw_from, version_read
from referrals.admin.access import opened
from referrals.admin.call_backs import desk_page
from referrals.admin.queue.returning import list_of, page_url
from referrals.amendments.redacting import NEVER_REDACTED, ask_redaction, decide_redaction
from referrals.forms.amending import AskRedactionForm, DecideRedactionForm
from referrals.models import Redaction, Referral
from referrals.permissions import can_read_referrals, can_redact
from referrals.steps.amending import amendable_page, rows_of


@desk_page(can_read_referrals, GET_OR_POST)
def redact(request: HttpRequest, referral_id: uuid.UUID, page: str, answer: str) -> HttpResponse:
    """Show one typed answer and ask why its words must go; on POST ask a manager."""
    referral = opened(request.user, referral_id, page="redact")
    row = _row(referral, page, answer)
    if row is None:
        raise Http404
    form = AskRedactionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            ask_redaction(
                referral_id=referral.pk,
                page=page,
                name=answer,
                question=row["key"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, "A programme manager can now agree to this.")
            return redirect(_page(request, referral))
    context = {
        "referral": referral,
        "row": row,
        "form": form,
        "back": page_url("amendments", referral.pk, list_of(request)),
    }
    return TemplateResponse(request, "admin/referrals/redact.html", context)


@desk_page(can_redact, GET_OR_POST)
def redaction(request: HttpRequest, referral_id: uuid.UUID, redaction_id: int) -> HttpResponse:
    """Show the answer, who asked and why; on POST take the words out, or leave them."""
    referral = opened(request.user, referral_id, page="redaction")
    asked = referral.redactions.select_related("asked_by").filter(pk=redaction_id).first()
    if asked is None:
        raise Http404
    if asked.decided_at and request.method != "POST":
        messages.warning(request, "This has been decided already.")
        return redirect(_page(request, referral))
    subject = f"referral:{referral.pk}"
    form = DecideRedactionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        is_agreed = form.cleaned_data["decision"] == "agree"
        with refusals_on(form):
            decide_redaction(
                redaction_id=asked.pk,
                is_agreed=is_agreed,
                by=request.user,
                now=timezone.now(),
                version=version_read(request, subject=subject),
            )
            done = "The words are taken out." if is_agreed else "The answer stays as it is."
            messages.success(request, done)
            return redirect(_page(request, referral))
    if request.method == "POST":
        # Another user may have changed it since this request began, and the page says what.
        referral.refresh_from_db()
    draw_from(request, subject=subject, version=referral.version)
    context = {
        "referral": referral,
        "redaction": asked,
        "row": _row(referral, asked.page, asked.name),
        "is_own": asked.asked_by_id == request.user.pk,
        "form": form,
        "back": _page(request, referral),
    }
    return TemplateResponse(request, "admin/referrals/redaction.html", context)


def _page(request: HttpRequest, referral: Referral) -> str:
    return page_url("change", referral.pk, list_of(request))


def _row(referral: Referral, page: str, name: str) -> dict | None:
    """Return the question and the answer, or None where there is nothing that can be redacted."""
    step = amendable_page(referral, page)
    rows = rows_of(step, referral) if step and name not in NEVER_REDACTED else []
    return next(
        (row for row in rows if row["name"] == name and row["is_typed"] and row["value"]), None
    )


@portal_admin_site.add_work
def redactions_to_decide(request: HttpRequest) -> list[WorkItem]:
    """Return how many redactions wait for this programme manager, with a link to the oldest."""
    if not can_redact(request.user):
        return []
    waiting = _waiting.read(request.user)
    if not waiting:
        return []
    return [
        WorkItem(
            text="Words to take out",
            url=reverse("admin:referrals_referral_redaction", args=waiting[0]),
            count=many(len(waiting)),
            hint="A colleague asks to take the words out of an answer",
        )
    ]


@KeptFor
def _waiting(user: AnyUser) -> QuerySet:
    """Return referral and id of the redactions that `user` may decide about, the oldest first."""
    rows = Redaction.objects.visible_to(user).order_by("asked_at", "pk")
    return rows.values_list("referral_id", "pk")[: MOST + 1]
