"""Put a stored eligibility check into words for the coordinator.

The words report the answers and decide nothing. A code that this module does not know is shown as
it is, because old checks must stay readable.
"""

from referrals.facts import Criterion, Fit, Outcome
from referrals.models import EligibilityCheck

CRITERIA = {
    Criterion.ACCEPTS_RESPONSIBILITY: "Accepts some responsibility",
    Criterion.SUBSTANCE_MANAGED: "Drink and drugs are managed",
    Criterion.MENTAL_HEALTH_MANAGED: "Mental health is managed",
    Criterion.AGREES_TO_SHARING: "Agrees to information sharing",
    Criterion.NOT_ON_ORDER: "No order or sentence now or soon",
}
OUTCOMES = {
    Outcome.MET: ("Met", "green"),
    Outcome.NEEDS_CONVERSATION: ("Needs a conversation", "yellow"),
    Outcome.NOT_MET: ("Not met", "red"),
}
FITS = {
    Fit.YES: ("Fits", "green"),
    Fit.TALK: ("Needs a conversation", "yellow"),
    Fit.NO: ("Does not fit", "red"),
}


def criteria_rows(check: EligibilityCheck) -> list[dict]:
    """Return title, outcome, colour and reason of each criterion."""
    return [
        _row(CRITERIA.get(item["code"], _spoken(item["code"])), OUTCOMES, item["outcome"])
        | {"reasons": [item["reason"]]}
        for item in check.criteria
    ]


def programme_rows(check: EligibilityCheck) -> list[dict]:
    """Return name, fit, colour and reasons of each programme."""
    return [
        _row(item.get("name") or _spoken(item["code"]), FITS, item["fits"])
        | {"reasons": item["reasons"]}
        for item in check.programmes
    ]


def fit_words(check: EligibilityCheck | None, code: str) -> str:
    """Return how the programme `code` fits, with the reasons, in one line."""
    for item in check.programmes if check else ():
        if item["code"] == code:
            label, _ = FITS.get(item["fits"], (_spoken(item["fits"]), ""))
            return f"{label}. {' '.join(item['reasons'])}".strip()
    return "This programme was not checked when the form arrived."


def _row(title: str, words: dict, value: str) -> dict:
    label, colour = words.get(value, (_spoken(value), "grey"))
    return {"title": title, "label": label, "colour": colour}


def _spoken(code: str) -> str:
    return str(code).replace("_", " ").replace("-", " ").capitalize()
