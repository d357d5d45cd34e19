"""Two participants field by field: what both forms say, what only one says, and what differs.

Values are compared in their normal form, so that a space or an accent is no difference.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.http import Http404

from cohorts.models import Enrolment
from referral_portal.common.dates import local
from referrals.enums import EndingCode
from referrals.models import Participant, Referral

SAME, DIFFERENT, ONE_SIDED = ("Same", "green"), ("Different", "orange"), ("Only one form", "grey")
UNMARKED = ("", "")


@dataclass(frozen=True)
class Side:
    """One participant with the referrals and places that the user may see, the oldest first."""

    participant: Participant
    referrals: list[Referral]
    places: list[Enrolment]

    @property
    def reference(self) -> str:
        """The reference by which staff know this form."""
        return self.referrals[0].reference


@dataclass(frozen=True)
class Row:
    """One field of both sides, with the mark in words and its colour."""

    label: str
    first: str
    second: str
    mark: str
    colour: str
    nothing: str = "Not given"


def sides(pair: tuple[int, int], user, today: dt.date) -> list[Side]:
    """Return both participants of `pair`, the older first.

    Makes two queries. Raises Http404 where the user may see no referral of one of them.
    """
    own, places = defaultdict(list), defaultdict(list)
    found = Referral.objects.visible_to(user).filter(participant__in=pair)
    found = found.select_related("participant", "district", "referrer__agency")
    for referral in found.order_by("submitted_at", "pk"):
        own[referral.participant_id].append(referral)
    held = Enrolment.objects.visible_to(user, today).filter(referral__participant__in=pair)
    held = held.select_related("place__cohort", "referral").order_by("started_at", "pk")
    for enrolment in held:
        places[enrolment.referral.participant_id].append(enrolment)
    if set(own) != set(pair):
        raise Http404
    return [Side(own[pk][0].participant, own[pk], places[pk]) for pk in pair]


def rows(first: Side, second: Side) -> list[Row]:
    """Return the fields of both sides, first those that say who the person is."""
    one, two = first.participant, second.participant
    who = [
        ("Full name", one.name, two.name, one.search_name, two.search_name),
        ("Likes to be called", one.known_as, two.known_as, one.known_as_key, two.known_as_key),
        ("Date of birth", _day(one.born_on), _day(two.born_on), one.born_on, two.born_on),
        ("Telephone", one.phone, two.phone, one.phone_key, two.phone_key),
        ("Email", one.email, two.email, one.email_key, two.email_key),
        ("Address", one.address, two.address, _plain(one.address), _plain(two.address)),
        ("Postcode", one.postcode, two.postcode, one.postcode, two.postcode),
        *((label, *pair, *pair) for label, pair in _both(first, second, COMPARED).items()),
    ]
    marked = [Row(label, a, b, *_mark(key_a, key_b)) for label, a, b, key_a, key_b in who]
    other = _both(first, second, NOT_COMPARED)
    return marked + [Row(label, *pair, *UNMARKED, "None") for label, pair in other.items()]


def _mark(first, second) -> tuple[str, str]:
    if not first and not second:
        return UNMARKED
    if not first or not second:
        return ONE_SIDED
    return SAME if first == second else DIFFERENT


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _day(day) -> str:
    return f"{day:%-d %B %Y}"


def _moment(moment) -> str:
    return _day(local(moment))


def _sent_by(referral: Referral) -> str:
    if referral.referrer is None:
        return referral.get_route_display()
    return f"{referral.referrer.agency.name} ({referral.referrer.name})"


def _ending(referral: Referral) -> str:
    if not referral.ending_code:
        return ""
    return f"{EndingCode(referral.ending_code).label}, {_moment(referral.ended_at)}"


def _place(enrolment: Enrolment) -> str:
    place = enrolment.place
    until = f" until {_moment(enrolment.ended_at)}" if enrolment.ended_at else ""
    return f"{place.cohort.name}, place {place.number}, from {_moment(enrolment.started_at)}{until}"


COMPARED = {"District": lambda side: {one.district.name for one in side.referrals}}
NOT_COMPARED = {
    "Pathway": lambda side: [one.get_pathway_display() for one in side.referrals],
    "Sent by": lambda side: [_sent_by(one) for one in side.referrals],
    "Received": lambda side: [_moment(one.submitted_at) for one in side.referrals],
    "Status": lambda side: [one.get_status_display() for one in side.referrals],
    "How it ended": lambda side: [_ending(one) for one in side.referrals if one.ending_code],
    "Place": lambda side: [_place(one) for one in side.places],
}


def _both(first: Side, second: Side, fields: dict) -> dict[str, tuple[str, str]]:
    return {
        label: ("\n".join(value(first)), "\n".join(value(second)))
        for label, value in fields.items()
    }
