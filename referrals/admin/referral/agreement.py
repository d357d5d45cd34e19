"""What the participant agreed to, in the words that were read to them, and how we know it.

The form keeps the sentence word for word. When the partners who share information change, the
sentence changes, and an earlier agreement does not name the new ones.
"""

import datetime as dt

from referral_portal.common.dates import local_today
from referral_portal.common.fields import NOT_KNOWN
from referrals.admin.referral.reading import Reading
from referrals.assessment import by_name
from referrals.forms.agreement import EXTRAS, NO_AGREEMENT, SharingForm
from referrals.forms.base import Setting
from referrals.models import Referral

AGREES = {True: "Yes", False: "No", NOT_KNOWN: "Not known"}


def shown(reading: Reading) -> dict:
    """Return the rows on the agreement, and whether its wording has changed since."""
    given = by_name(reading.referral.answers)
    terms = given.get("sharing_terms", "")
    now = SharingForm(setting=Setting(today=reading.today)).terms() if terms else ""
    return {
        "agreement": agreement_rows(reading.referral, given),
        "terms": terms,
        "terms_today": now if now != terms else "",
    }


def agreement_rows(referral: Referral, given: dict) -> list[dict]:
    """Return the question and the answer of each part of the agreement that was asked."""
    on = local_today(referral.submitted_at)
    rows = [("Agrees that the core team shares information", agrees_words(given))]
    if "sharing_terms" in given:
        rows.append(("Version", f"As read on {on:%-d %B %Y}"))
    if how := how_words(given) or read_out_words(referral, given):
        rows.append(("How they agreed", how))
    if "understands_limits" in given:
        understood = given.get("understands_contact") and given["understands_limits"]
        rows.append(("Understands when we tell others", "Yes" if understood else "No"))
    if "extra_sharing" in given:
        extras = dict(EXTRAS)
        names = [extras.get(code, code) for code in given["extra_sharing"] if code != "none"]
        rows.append(("Who else we may talk to", ", ".join(names) or "Nobody else"))
    return [{"key": key, "value": value} for key, value in rows]


def agrees_words(given: dict) -> str:
    """Return whether they agree, in words; no answer is not a yes."""
    return AGREES.get(given.get("agrees_sharing"), "Not answered")


def how_words(given: dict) -> str:
    """Return how a referrer knows of the agreement, or an empty text for a self-referral."""
    match given.get("agreed_how"):
        case "signed":
            return f"They signed on {_day(given.get('signed_on'))}"
        case "verbal":
            told = given.get("verbal_to") or "a worker"
            return f"They told {told} on {_day(given.get('verbal_on'))}"
        case "statutory":
            return f"They did not. The reason: {given.get('statutory_reason', '')}"
        case str(code) if code == NO_AGREEMENT:
            return "They have not, or not yet"
        case _:
            return ""


def read_out_words(referral: Referral, given: dict) -> str:
    """Return that a coordinator read the agreement out, or an empty text where the participant read it."""
    if not given.get("read_out") or referral.filled_in_by is None:
        return ""
    on = local_today(referral.submitted_at)
    words = f"{referral.filled_in_by} read it out on the telephone on {on:%-d %B %Y}"
    if language := given.get("spoken_language"):
        words += f", through an interpreter ({language})"
    return words


def _day(text: str | None) -> str:
    return f"{dt.date.fromisoformat(text):%-d %B %Y}" if text else "a day that is not known"
