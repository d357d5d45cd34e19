"""A burst of forms that say the same, one of which is set aside, and the pages about it."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings

from referral_portal.accounts.models import User
from referrals.admin.burst_rows import bursts, forms_between, grouped
from referrals.admin.bursts import burst_url
from referrals.models import Referral
from referrals.setting_aside import set_aside
from safeguarding.demo.people import DemoPerson

BURST, ASIDE = (f"admin:referrals_referral_{page}" for page in ("burst", "aside"))
# No sign of danger, or the form must be read by itself.
ANSWERS = {"behaviours": ["damaged"], "own_words": "I broke a door. I want to stop."}
FORMS = tuple(
    DemoPerson(f"{name} Placeholder", 2, ANSWERS, row=2) for name in ("Abel", "Bardo", "Cato")
)
# So many forms make a burst in a world, which has few.
LIMITS = {"BURSTS": settings.BURSTS | {"forms": len(FORMS)}}


def send_burst(send: Callable[[DemoPerson], Referral], *, by: User, now: dt.datetime) -> None:
    """Send the forms of a burst at one time, and set the first aside."""
    first, *_ = [send(person) for person in FORMS]
    set_aside(referral_ids=[first.pk], reason="The same words three times.", by=by, now=now)


def query_of(name: str) -> str:
    """Return the query with which the page `name` shows a burst, or an empty text."""
    if name not in {BURST, ASIDE}:
        return ""
    user = User.objects.get(username="coordinator")
    found = [burst for burst, _ in bursts(user)]
    if not found:
        return ""
    query = burst_url(found[0].start, found[0].end).partition("?")[2]
    if name == BURST:
        return f"?{query}"
    groups = grouped(forms_between(user, found[0].start, found[0].end))
    chosen = [("group", group.key) for group in groups if not group.why]
    return f"?{query}&{urlencode(chosen)}"
