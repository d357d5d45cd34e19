"""The pages that release messages and close alerts."""

import uuid
from urllib.parse import urlencode

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import Refusal, refusals_on
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.pages.zones import draw_from, words_read
from safeguarding.access.guard import case_page
from safeguarding.casework.cases import handle_alert
from safeguarding.casework.forms import AlertForm, ReleaseForm
from safeguarding.casework.named import not_added
from safeguarding.casework.nobody import said_by_others
from safeguarding.casework.overrides import add_when_left
from safeguarding.casework.releases import HAS_CHANGED, release
from safeguarding.casework.sisters import sisters_of
from safeguarding.casework.told import who_is_told
from safeguarding.casework.unseen import cases_that_wait
from safeguarding.casework.wording import alert_words, event_words
from safeguarding.crossing.handbacks import waiting_messages
from safeguarding.enums import AlertKind, AlertOutcome, Result, Shown
from safeguarding.views.base import back_to, case_form, page, record_others

# What fits into a page's token: so many messages, by so much of their ids. Later ones come next.
MOST_AT_ONCE, SHORT = 16, 6


@case_page("release", Shown.FORM)
@get_or_post
def release_messages(request, case):
    """Show the waiting messages, and release them."""
    form = ReleaseForm(request.POST or None, is_manager=request.worker.is_manager)
    subject = f"release:{case.pk}"
    waiting = waiting_messages([case.referral_id])[:MOST_AT_ONCE]
    read = words_read(request, subject=subject)
    if form.is_valid():
        with refusals_on(form):
            done = release(
                case_id=case.pk,
                basis=form.cleaned_data["basis"],
                message_ids=_ids_read(waiting, read),
                why=form.why,
                by=request.worker,
                now=timezone.now(),
            )
            return back_to("case", "released" if done else "second", case_id=case.pk)
    draw_from(request, subject=subject, version=".".join(_short(message) for message in waiting))
    messages = [
        {
            "message": message,
            "words": event_words(message.event),
            "is_new": read is not None and _short(message) not in read.split("."),
        }
        for message in waiting
    ]
    decided = max((row["message"].created_at for row in messages), default=timezone.now())
    told = who_is_told(case, decided, request.worker).people if messages else []
    holding = cases_that_wait(case, decided, request.worker) if messages else []
    held = {one.reference for one in holding}
    record_others(request, "release", {one.case_id for one in told} - {case.pk}, timezone.now())
    return page(
        request,
        "release",
        case=case,
        form=form,
        messages=messages,
        holding=holding,
        unseen=[
            one
            for one in sisters_of(case, request.worker)
            if one.case is None and one.referral.reference not in held
        ],
        told=told,
        said=said_by_others(case, decided, request.worker) if messages else [],
        named=[one for one in not_added(case) if not one.is_text] if messages else [],
    )


def _ids_read(waiting: list[OutgoingMessage], read: str | None) -> list[uuid.UUID] | None:
    """Return the ids of the messages that the page which was sent has shown; None without a page.

    Raises Refusal when one of them is no longer waiting.
    """
    if read is None:
        return None
    ids = {_short(message): message.pk for message in waiting}
    try:
        return [ids[short] for short in read.split(".")]
    except KeyError:
        raise Refusal(HAS_CHANGED) from None


def _short(message: OutgoingMessage) -> str:
    """Return enough of a message's id to tell it from the others of its referral."""
    return message.pk.hex[:SHORT]


@case_page("alert", Shown.FORM)
@get_or_post
def alert(request, case, alert_id):
    """Record what the link worker did about one alert."""
    row = case.alerts.filter(pk=alert_id).first()
    if row is None:
        raise Http404
    add_when_left([row])
    form = AlertForm(request.POST or None, kind=row.kind)
    if form.is_valid():
        outcome = form.cleaned_data["outcome"]
        if outcome == AlertOutcome.COULD_NOT_REACH:
            # A try is recorded as a contact, with the next one; the alert stays.
            query = urlencode({"result": Result.NO_ANSWER})
            return HttpResponseRedirect(
                f"{reverse('safeguarding:add_note', args=[case.pk])}?{query}"
            )
        with refusals_on(form):
            done = handle_alert(
                case_id=case.pk,
                alert_id=row.pk,
                outcome=outcome,
                why=form.cleaned_data["why_nobody"] or "",
                by=request.worker,
                now=timezone.now(),
            )
            said = "handled" if done.handled_at else "second"
            return back_to("case", said, case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title=AlertKind(row.kind).label,
        intro=alert_words(row),
        said=said_by_others(case, row.raised_at, request.worker),
        button="Record what you did",
    )
