"""Referrals as the desk meets them: one call makes the person, the envelope and the referral.

Dates count from NOW, a Tuesday morning.
"""

import datetime as dt
import itertools
import uuid

from programmes.enums import Pathway
from referral_portal.accounts.models import User
from referral_portal.common.dates import end_of_day
from referral_portal.sealing.boxes import seal_envelope
from referrals.enums import PAUSED, Route, Status
from referrals.models import EligibilityCheck, Participant, Referral, Referrer, Task
from referrals.to_do import add_task
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.people import make_participant
from tests.factories.programmes import DistrictFactory

NOW = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
NUMBERS = itertools.count(1)
PARTS = ("person",)


def staff(**role):
    """Make an account with a role that has its permissions, for example staff(coordinator=True)."""
    return UserFactory(**role)


def make_person(name="Invented Person", **fields) -> Participant:
    """Make a participant with an email address and a telephone of their own."""
    number = next(NUMBERS)
    defaults = {
        "born_on": dt.date(1985, 3, 27),
        "email": f"person-{number}@example.org",
        "phone": f"01632960{number % 1000:03}",
        "postcode": "ME14 1XX",
    }
    return make_participant(name=name, **defaults | fields)


def make_referrer(*, account_id=1, agency=None, **fields) -> Referrer:
    """Make the referrer of one referral, of an agency of their own unless one is given."""
    return Referrer.objects.create(
        account_id=account_id,
        agency=agency or AgencyFactory(),
        name="Invented Worker",
        job_title="Social worker",
        email="worker@example.org",
        phone="01632960900",
        **fields,
    )


def make_referral(*, person=None, name="Invented Person", agency=False, **fields) -> Referral:
    """Make a self-referral that waits for a decision, or with agency=True a worker's referral."""
    referral_id = fields.pop("id", None) or uuid.uuid4()
    submitted_at = fields.pop("submitted_at", NOW)
    district = fields.pop("district", None) or DistrictFactory()
    if agency:
        fields["referrer"] = make_referrer()
    defaults = {
        "route": Route.AGENCY if agency else Route.SELF,
        "pathway": Pathway.DOMESTIC_ABUSE,
        "due_on": submitted_at.date() + dt.timedelta(days=2),
        "status_at": submitted_at,
    } | fields
    defaults.setdefault("due_at", end_of_day(defaults["due_on"]))
    if defaults.get("status") == Status.AWAITING_ALLOCATION:
        defaults.setdefault("turn_at", submitted_at)
    if defaults.get("status") in PAUSED:
        defaults.setdefault("review_on", defaults["due_on"])
    person = person or make_person(name)
    return Referral.objects.create(
        id=referral_id,
        participant=person,
        sort_name=person.search_name,
        district=district,
        envelope=seal_envelope(
            referral_id=referral_id, kind="referral", parts={}, names=PARTS, now=submitted_at
        ),
        submitted_at=submitted_at,
        **defaults,
    )


def hold(referral: Referral, *, now=NOW) -> User:
    """Give `referral` to a coordinator of its own; return the coordinator."""
    referral.assigned_to, referral.assigned_at = UserFactory(coordinator=True), now
    referral.save(update_fields=["assigned_to", "assigned_at"])
    return referral.assigned_to


def make_task(referral: Referral, words="Ask for the order", *, by, now=NOW, **fields) -> Task:
    """Add a task that is due on the day of `now`, for anyone at the desk."""
    given = {"due_on": now.date()} | fields
    return add_task(referral_id=referral.pk, words=words, by=by, now=now, **given)


def make_check(referral: Referral, *codes: str) -> EligibilityCheck:
    """Store a check in which one criterion needs a conversation and programme `codes` fit."""
    return EligibilityCheck.objects.create(
        referral=referral,
        at=NOW,
        criteria=[
            {
                "code": "substance_managed",
                "outcome": "needs_conversation",
                "reason": "Would rather talk about drink or drugs on the phone.",
            }
        ],
        programmes=[
            {"code": code, "name": "Invented Groupwork", "fits": "yes", "reasons": ["It fits."]}
            for code in codes
        ],
        versions={},
    )


def risk_held(now: dt.datetime = NOW) -> dict:
    """Return the arguments of a decline at `now` that say who holds the risk and until when."""
    return {
        "risk_holder": "A. Worker, Example",
        "risk_review_on": now.date() + dt.timedelta(days=7),
    }


def risk_typed(now: dt.datetime = NOW) -> dict:
    """Return the fields that a browser sends at `now`: who holds the risk after a decline, and until when."""
    until = risk_held(now)["risk_review_on"]
    parts = {f"risk_review_on-{part}": getattr(until, part) for part in ("day", "month", "year")}
    return {"risk_holder": "A. Worker, Example"} | parts
