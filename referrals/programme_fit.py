"""How the stored check of the criteria says that each programme fits a referral.

A stored check is one of some earlier day: what it does not name was not worked out. Nothing here
decides; the coordinator may choose every programme of the pathway, some of them with a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from programmes.models import Programme
from referrals import duplicates
from referrals.facts import Fit
from referrals.models import EligibilityCheck, Referral
from referrals.transitions import TransitionNotAllowed

# Fits first. What was not worked out stands before what does not fit.
ORDER = (Fit.YES, Fit.TALK, "", Fit.NO)
WHY_THIS = "Say why you choose a programme that does not fit or was not checked"


@dataclass(frozen=True)
class Offer:
    """One programme that may be chosen: its code and name, how it fits, and that in words.

    `fit` is empty where the check does not name the programme.
    """

    code: str
    name: str
    fit: str
    words: str

    @property
    def needs_reason(self) -> bool:
        """Return whether a coordinator who chooses it says why."""
        return needs_reason(self.fit)


def latest_check(referral: Referral) -> EligibilityCheck | None:
    """Return the newest check of a referral."""
    return referral.eligibility_checks.order_by("-at", "-pk").first()


def fit_of(check: EligibilityCheck | None, code: str) -> str:
    """Return how the programme `code` fits, or "" where the check does not name it."""
    fits = {item["code"]: item["fits"] for item in check.programmes} if check else {}
    return fits.get(code, "")


def needs_reason(fit: str) -> bool:
    """Return whether a coordinator who chooses a programme with this `fit` says why."""
    return fit not in (Fit.YES, Fit.TALK)


def best_first(offers: Sequence[Offer]) -> list[Offer]:
    """Return the programmes with those that fit first, otherwise in the order of the catalogue."""
    return sorted(offers, key=lambda offer: ORDER.index(offer.fit if offer.fit in ORDER else ""))


def chosen_already(offers: Sequence[Offer]) -> str:
    """Return the code of the only programme that fits, or "" where none or more than one does."""
    fitting = [offer.code for offer in offers if offer.fit == Fit.YES]
    return fitting[0] if len(fitting) == 1 else ""


def check_acceptable(referral: Referral, programme: Programme, words: str, *, by) -> None:
    """Raise TransitionNotAllowed unless `by` can accept `referral` for `programme`.

    `words` say why, where the programme needs a reason.
    """
    duplicates.check_decided(referral, by)
    if programme.pathway != referral.pathway:
        raise TransitionNotAllowed("This programme is for the other kind of referral.", "programme")
    if needs_reason(fit_of(latest_check(referral), programme.code)) and not words.strip():
        raise TransitionNotAllowed(f"{WHY_THIS}.", "words")
