"""The groups with a free place, and those of them that are offered to a participant who waits.

A group that is full, or that a rule about places does not allow, is not offered and not named. A small
share is left out without a cause, so that a group that is not offered tells nothing: see
WAITING_LEFT_OUT_SHARE. Nothing is decided here, because giving the place asks everything again.
"""

import hashlib
import hmac
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Q, QuerySet, UUIDField

from cohorts.enums import CURRENT
from cohorts.keep_apart import kept_apart
from cohorts.models import Cohort, Enrolment
from cohorts.placement import most_of_each
from cohorts.querysets import CohortQuerySet
from cohorts.waiting.fit import Group, GroupFit, Wish, fit, turn_of
from referral_portal.common.kept_rows import GivenMany, KeptRows, OneOf
from referrals.assessment import by_name
from referrals.enums import MANDATED
from referrals.models import Referral

# The columns of a cohort that are compared and shown.
COMPARED = (
    "name", "starts_on", "weekday", "start_time", "venue", "district__name",
    "programme_version__programme", "programme_version__equal_mix", "programme_version__capacity",
)  # fmt: skip
MOST_COHORTS = 200  # among which free places are looked for: those that start last
MOST_COMPARED = 30  # with a free place, that are compared with one page of participants


@dataclass(frozen=True)
class Offers:
    """The cohorts offered to one participant, the best first, and those that do not fit."""

    fitting: list[tuple[Cohort, GroupFit]]
    others: list[tuple[Cohort, GroupFit]]


def with_free_places(
    visible: CohortQuerySet, *, programmes: Collection[int] | None = None
) -> QuerySet[Cohort]:
    """Return those of `visible` that are current and have a free place, the next to start first."""
    current = visible.filter(status__in=CURRENT).order_by("-starts_on", "-id")
    if programmes is not None:
        current = current.filter(programme_version__programme__in=programmes)
    return (
        visible.filter(pk__in=current.values("pk")[:MOST_COHORTS])
        .with_a_free_place()
        .with_places()
        .select_related("programme_version", "district")
        .only(*COMPARED)
        .order_by("starts_on", "id")
    )


def offers_for(referrals: Sequence[Referral], cohorts: Sequence[Cohort]) -> dict[uuid.UUID, Offers]:
    """Return, by referral, which of `cohorts` are offered.

    Makes four queries, whatever applies and however many are asked.
    """
    apart = kept_apart(referrals, cohorts)
    groups = _groups(cohorts)
    of_programme: dict[int, list[tuple[Cohort, Group]]] = {}
    for cohort in cohorts:
        of_this = of_programme.setdefault(cohort.programme_version.programme_id, [])
        of_this.append((cohort, groups[cohort.pk]))
    found = {}
    for referral in referrals:
        wish = wish_of(referral)
        pairs = [
            (cohort, fit(wish, group))
            for cohort, group in of_programme.get(referral.programme_id, ())
            if (referral.pk, cohort.pk) not in apart
            and not is_left_out(referral.participant.person_id, cohort)
        ]
        pairs.sort(key=lambda pair, wish=wish: turn_of(wish, pair[1]))
        found[referral.pk] = Offers(
            fitting=[pair for pair in pairs if pair[1].fits],
            others=[pair for pair in pairs if not pair[1].fits],
        )
    return found


def is_left_out(person_id: uuid.UUID, cohort: Cohort) -> bool:
    """Return whether a cohort is left out for a person without a cause: always, or never.

    As a rule may be about a cohort or about a venue, so may this. A draw that changed would show by
    its changes that it is no rule.
    """
    below = settings.WAITING["left_out_share"] * 2**64
    key = _key(settings.SECRET_KEY)
    person = str(person_id)
    return any(
        int.from_bytes(hmac.digest(key, f"{person} {one}".encode(), "sha256")[:8]) < below
        for one in (cohort.pk, cohort.venue_id)
    )


@lru_cache(maxsize=2)  # a page asks thousands of times
def _key(secret: str) -> bytes:
    """Return the key of Django's `salted_hmac` for these draws."""
    return hashlib.sha256(f"cohorts.waiting.groups{secret}".encode()).digest()


def wish_of(referral: Referral) -> Wish:
    """Return the answers of a form about taking part."""
    given = by_name(referral.answers)
    return Wish(
        district=referral.district.name,
        available=frozenset(given.get("available") or ()),
        travel=given.get("travel") or "",
        meeting=given.get("meeting") or "",
        language=given.get("language") or "",
        needs=frozenset(given.get("needs") or ()),
        is_mandated=referral.attendance_basis in MANDATED,
    )


def _groups(cohorts: Sequence[Cohort]) -> dict[uuid.UUID, Group]:
    counted = _COUNTED.read(cohorts=[one.pk for one in cohorts]) if cohorts else []
    taken = {cohort_id: (mandated, of_all - mandated) for cohort_id, mandated, of_all in counted}
    return {
        one.pk: Group(
            name=one.name,
            district=one.district.name,
            starts_on=one.starts_on,
            weekday=one.weekday,
            start=one.start_time,
            most_of_each=most_of_each(one) if one.programme_version.equal_mix else None,
            mandated=taken.get(one.pk, (0, 0))[0],
            voluntary=taken.get(one.pk, (0, 0))[1],
        )
        for one in cohorts
    }


def _counted() -> QuerySet:
    here = OneOf("place__cohort", GivenMany("cohorts", UUIDField()))
    mandated = Count("pk", filter=Q(referral__attendance_basis__in=MANDATED))
    by_cohort = Enrolment.objects.active().filter(here).values("place__cohort")
    counted = by_cohort.annotate(mandated=mandated, of_all=Count("pk"))
    return counted.values_list("place__cohort", "mandated", "of_all")


_COUNTED = KeptRows(_counted)
