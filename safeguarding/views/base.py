"""What every page of this side has in common: the menu, and the line that says what was done."""

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.outbox.heartbeat import is_silent

CASES = "cases"
# The entries of the menu, each with the pages below it; every other page is below "Cases".
MENU = (
    ("worklist", "Worklist", ()),
    (CASES, "Cases", ()),
    ("checks", "Session checks", ("check",)),
    ("account", "Your account", ("confirm", "end_own_sessions", "end_sessions")),
)
DONE = {
    "taken": "This case is yours now.",
    "given": "The case has been given over.",
    "contact": "The safe contact is on record.",
    "confirmed": "Confirmed as safe today.",
    "retired": "This way of contact will not be used any more.",
    "note": "The contact is on record.",
    "released": "Released. The message leaves with the next batch.",
    "handled": "Settled.",
    "concern": "Whoever raised it will see this.",
    "card": "The card is on its way.",
    "apart": "They will be kept apart.",
    "ended": "They are no longer kept apart.",
    "asked": "Your request is on record. If there is such a case, a second person will decide.",
    "decided": "Your decision is on record.",
    "excluded": "The case is closed to this person.",
    "unexcluded": "The case is open to this person again.",
    "checks": "Your answers are on their way.",
    "password": "Your password is changed. You are signed out elsewhere.",
    "signed_out": "Signed out everywhere.",
}


def page(request, template: str, **context) -> TemplateResponse:
    """Return the page `template` with the menu."""
    done = DONE.get(request.GET.get("done", ""), "")
    return TemplateResponse(
        request,
        f"safeguarding/{template}.html",
        {
            "nav": menu(request.resolver_match.url_name),
            "worker": request.worker,
            "done": done,
            "answers_may_be_late": is_silent(timezone.now()),
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
    """Return to a page that then says what was done."""
    return HttpResponseRedirect(f"{reverse(f'safeguarding:{name}', kwargs=kwargs)}?done={done}")


def case_form(request, case, form, *, title: str, button: str, **context) -> TemplateResponse:
    """Return the page of one form about one case."""
    return page(request, "case_form", case=case, form=form, title=title, button=button, **context)
