"""Forms that are open in a browser, with every page answered."""

import datetime as dt

from referral_portal.accounts.roles import Role
from referrals import drafts
from referrals.forms.base import Setting
from referrals.steps import find_form
from referrals.steps.filling import fill
from referrals.steps.with_caller import find_caller_form
from referrals.views.visit import cookie_of
from tests.factories.referrals import PAGES, TOPIC, make_catalogue

ROUTE_OF = {Role.AGENCY: "agency", Role.COORDINATOR: "caller"}


def open_form(by, *, kind: str, now: dt.datetime) -> dict[str, str]:
    """Open the form that a user of this kind fills in; return the cookies of their browser.

    `by` is None for a participant.
    """
    make_catalogue()
    route = ROUTE_OF.get(kind, "self")
    form = find_caller_form(TOPIC) if route == "caller" else find_form(TOPIC, route)
    caller = {"with_caller": True} if form.with_caller else {}
    draft = drafts.start_draft(route=form.route, pathway=form.pathway, by=by, now=now, **caller)
    setting = Setting(today=now.date(), account=by if route == "agency" else None)

    def change(content) -> None:
        fill(definition=form, content=content, pages=PAGES[TOPIC, route], setting=setting)

    drafts.change_draft(draft=draft, change=change)
    return {cookie_of(form): draft.token}
