"""The pages on which staff amend an answer: the list of answers, one page of the form, and a check.

The check shows the old and the new answer side by side before anything changes. It carries what was
typed and the version that was read, so that it needs no draft.
"""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from referral_portal.common.fonts import in_words, missing_from
from referral_portal.common.methods import GET_OR_POST, READ_ONLY
from referral_portal.common.refusals import refusals_on
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.rewriting import UNSENT
from referral_portal.pages.zones import draw_from, version_read
from referrals.admin.access import opened
from referrals.admin.call_backs import desk_page
from referrals.admin.queue.returning import list_of, list_url, page_url
from referrals.admin.queue.which import WhichList
from referrals.admin.team.both_versions import both_versions
from referrals.amendments.amending import NOTHING_NEW, Asked, amend
from referrals.amendments.redacting import NEVER_REDACTED
from referrals.forms.amending import REASON, with_reason
from referrals.forms.base import StepForm
from referrals.models import Referral
from referrals.permissions import can_read_referrals
from referrals.recent_looks import others_looking
from referrals.steps.amending import (
    amendable_page,
    amendable_pages,
    asked_on,
    form_of,
    rows_of,
)
from referrals.steps.answers import typed
from referrals.steps.engine import FormPage
from referrals.workflow import locked

SAVE = "save"
# What a message or a letter depends on.
REACHED_BY = frozenset({"name", "known_as", "address", "postcode", "phone", "email"})


@desk_page(can_read_referrals, READ_ONLY)
def amendments(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """List the answers as they are now, each with a link to amend it."""
    referral = opened(request.user, referral_id, page="amendments")
    which = list_of(request)
    pages = [
        {
            "title": page.title,
            "url": page_url("amend", referral.pk, which, page.slug),
            "rows": [
                row | {"redact_url": _redact_url(referral, page, row, which)}
                for row in rows_of(page, referral)
            ],
        }
        for page in sorted(amendable_pages(referral), key=_comes_later)
    ]
    context = {"referral": referral, "pages": pages, "back": page_url("change", referral.pk, which)}
    return TemplateResponse(request, "admin/referrals/amendments.html", context)


@desk_page(can_read_referrals, GET_OR_POST)
def amend_page(request: HttpRequest, referral_id: uuid.UUID, page: str) -> HttpResponse:
    """Ask for the right answers and the reason, show both answers side by side, and then amend."""
    referral = opened(request.user, referral_id, page="amend")
    step = amendable_page(referral, page)
    if step is None:
        raise Http404
    subject = f"referral:{referral.pk}"
    posted = request.POST if request.method == "POST" else None
    read = version_read(request, subject=subject) if posted is not None else None
    form = with_reason(form_of(step, referral, posted))
    is_checked = False
    if form.is_valid():
        asked = asked_on(form, referral)
        changed = [one for one in asked if one.old != one.new]
        if not changed:
            form.add_error(None, NOTHING_NEW)
        elif request.POST.get("step") == SAVE:
            with refusals_on(form):
                _save(request, referral, step, form, asked, read)
                messages.success(request, f"{referral.reference} is amended.")
                return _redirect(request, referral)
        else:
            with refusals_on(form), transaction.atomic():
                locked(referral.pk, read)
        is_checked = not form.errors
    if posted is not None:
        # Another user may have changed it since this request began, and the page says what.
        referral.refresh_from_db()
    draw_from(request, subject=subject, version=read if is_checked and read else referral.version)
    back = page_url("amendments", referral.pk, list_of(request))
    context = {"referral": referral, "title": step.title, "back": back}
    if is_checked and request.POST.get("step") != "change":
        context |= {
            "changed": changed,
            "reason": form.cleaned_data[REASON],
            "typed": typed(step.form_class, request.POST),
            "unsent": _unsent(referral, changed),
            "cannot_print": _cannot_print(changed),
        }
        return TemplateResponse(request, "admin/referrals/amend_check.html", context)
    context |= {
        "form": form,
        "both": both_versions(referral, form, read=read),
        "others_looking": others_looking(referral, user=request.user, now=timezone.now()),
    }
    return TemplateResponse(request, "admin/referrals/amend.html", context)


def _save(request, referral: Referral, step: FormPage, form: StepForm, asked, version) -> None:
    answers = step.answers(form)
    reason = answers.pop(REASON)
    amend(
        referral_id=referral.pk,
        page=step.slug,
        answers=answers,
        asked=asked,
        reason=reason,
        by=request.user,
        now=timezone.now(),
        version=version,
    )


def _redirect(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Go to the referral, or to the queue where the amendment has hidden it from this user."""
    which = list_of(request)
    if Referral.objects.visible_to(request.user).filter(pk=referral.pk).exists():
        return redirect(page_url("change", referral.pk, which))
    return redirect(list_url(which))


def _comes_later(page: FormPage) -> bool:
    """Return whether a page is not about who the participant is and how to reach them."""
    return REACHED_BY.isdisjoint(page.form_class.base_fields)


def _redact_url(referral: Referral, page: FormPage, row: dict, which: WhichList) -> str:
    """Return the address on which to ask for a redaction, or "" for what is amended instead."""
    if not (row["is_typed"] and row["value"]) or row["name"] in NEVER_REDACTED:
        return ""
    return page_url("redact", referral.pk, which, page.slug, row["name"])


def _unsent(referral: Referral, changed: list[Asked]) -> int:
    """Return how many messages have not left and would follow this amendment."""
    if not any(one.name in REACHED_BY for one in changed):
        return 0
    return OutgoingMessage.objects.filter(UNSENT, referral_id=referral.pk).count()


def _cannot_print(changed: list[Asked]) -> str:
    """Return the characters of a new name or address that a letter could not print, in words."""
    on_letters = "".join(one.new for one in changed if one.name in REACHED_BY)
    missing = missing_from(on_letters)
    return in_words(missing) if missing else ""
