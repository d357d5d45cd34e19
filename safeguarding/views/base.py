"""The parts that every page of this side shares: the menu, and the words after a change."""

import datetime as dt
import uuid

from django.conf import settings
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from referral_portal.outbox.heartbeat import silent_since
from referral_portal.outbox.settling import SETTLED
from safeguarding.casework.deactivation import LAST_MANAGER
from safeguarding.casework.identifiers import Why
from safeguarding.enums import SILENT, Shown
from safeguarding.recorder import record_access

CASES = "cases"
# The entries of the menu, each with the pages below it; every other page is below "Cases".
MENU = (
    ("worklist", "Worklist", ("unsent", "decide_unsent")),
    (CASES, "Cases", ()),
    ("checks", "Session checks", ("check",)),
    (
        "account",
        "Your account",
        (
            "confirm",
            "stay",
            "typed",
            "end_own_sessions",
            "end_sessions",
            "deactivate",
            "cover",
            "end_cover",
            "activate",
        ),
    ),
)
DONE = {
    "taken": "This case is yours now.",
    "given": "The case has been given to another link worker.",
    "closed": "The case is closed. It reopens when anything happens.",
    "person": "The person has been added to this case.",
    "person_named": "The person has been added, as the form says. Check every detail before you use it.",
    "person_first": "Add the person first. Contact details and contacts belong to a person.",
    "person_changed": "The details of the person have been changed.",
    "verified": "The person is recorded as verified by you.",
    "not_told": "The reason has been recorded.",
    "joined": "The two are shown as one person. You can undo this.",
    "parted": "The two are two people again.",
    "whose": "It has been recorded who this is about.",
    "contact": "The contact details have been added.",
    "confirmed": "The contact details are confirmed as safe today.",
    "retired": "These contact details are no longer in use.",
    "note": "The contact has been recorded.",
    "note_untold": "The contact has been recorded. It tells nobody: the details are not on record as safe.",
    "note_others": "The contact has been recorded. Another person on this case must still be told.",
    "released": "The messages have been released. They will leave at the next fixed time.",
    "second": "Your reason has been recorded. A second link worker must agree that there is nobody to tell.",
    "handled": "What you did has been recorded.",
    "concern": "The member of staff who raised the concern will see this.",
    "concern_asked": "Recorded. Another link worker or the manager must agree before the concern is closed.",
    "closing": "Your answer about closing the concern has been recorded.",
    "card": "The information is on its way.",
    "apart": "The participant will be kept apart.",
    "ended": "The participant is no longer kept apart.",
    "asked": "Your request has been recorded. If there is such a case, another link worker or the manager will decide.",
    "decided": "Your decision has been recorded.",
    "excluded": "The colleague’s access has been blocked.",
    "unexcluded": "The colleague is no longer blocked.",
    "checks": "Your answers are on their way.",
    "password": "Your password has been changed. You have been signed out everywhere else.",
    "deactivated": "The link worker can no longer sign in. Their cases are untaken, with an alert for each.",
    "activated": "The link worker can sign in again.",
    "cover": "The cover has been recorded. It starts and ends by itself.",
    "cover_ended": "The cover has ended.",
    "sent_again": "The email will be sent again now.",
    "arrived": "It has been recorded that the email has arrived.",
    "message_closed": "The email has been closed. It will not be sent.",
    "signed_out": "The link worker has been signed out everywhere.",
}
# Why a change that needs no form was not made.
NOT_DONE = {why.name.lower(): why.value for why in Why} | {
    "last_manager": LAST_MANAGER,
    "settled": SETTLED,
}


def page(request, template: str, **context) -> TemplateResponse:
    """Return the page `template` with the menu."""
    said = request.GET.get("done", "")
    return TemplateResponse(
        request,
        f"safeguarding/{template}.html",
        {
            "nav": menu(request.resolver_match.url_name),
            "worker": request.worker,
            "ends_at": request.worker.session_ends_at,
            "stay_url": reverse("safeguarding:stay") if request.worker.can_stay else "",
            "warning_seconds": settings.SIGN_IN_WARNING_SECONDS,
            "done": DONE.get(said, ""),
            "not_done": NOT_DONE.get(said, ""),
            "silent": [SILENT[process] for process in silent_since(timezone.now())],
            **context,
        },
    )


def menu(url_name: str) -> list[dict]:
    """Return the menu with the entry marked that the page `url_name` is, or is below."""
    current = next((name for name, _, below in MENU if url_name in (name, *below)), CASES)
    return [
        {
            "url": reverse(f"safeguarding:{name}"),
            "text": text,
            "is_current": name == current,
        }
        for name, text, _ in MENU
    ]


def back_to(name: str, done: str, **kwargs) -> HttpResponseRedirect:
    """Redirect to a page that says what was done."""
    return HttpResponseRedirect(f"{reverse(f'safeguarding:{name}', kwargs=kwargs)}?done={done}")


def is_done(verb, **arguments) -> bool:
    """Call a verb and return whether it made the change; False after a refusal."""
    try:
        verb(**arguments)
    except Refusal:
        return False
    return True


def change_case(request, case, verb, done: str, **arguments) -> HttpResponseRedirect:
    """Make a change that needs no form and return to the case, which then says what was done."""
    moment = timezone.now()
    is_changed = is_done(verb, case_id=case.pk, by=request.worker, now=moment, **arguments)
    return back_to("case", done if is_changed else "", case_id=case.pk)


def record_others(request, name: str, case_ids: set[uuid.UUID], now: dt.datetime) -> None:
    """Record that the page of one case also shows something of these cases, as a list does."""
    if case_ids:
        record_access(
            worker=request.worker,
            what=Shown.CASES,
            page=name,
            case_ids=sorted(case_ids),
            now=now,
        )


def case_form(request, case, form, *, title: str, button: str, **context) -> TemplateResponse:
    """Return the page of one form about one case."""
    return page(request, "case_form", case=case, form=form, title=title, button=button, **context)
