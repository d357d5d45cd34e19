"""The groups with a free place, and those of them that are offered to a participant who waits.

A group that is full, or that a rule about places does not allow, is not offered and not named. A small
share is left out without a cause, so that a group that is not offered tells nothing: see
WAITING_LEFT_OUT_SHARE. Nothing is decided here, because giving the place asks everything again.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils.crypto import salted_hmac

from cohorts.enums import CURRENT
from cohorts.keep_apart import kept_apart
from cohorts.models import Cohort, Enrolment
from cohorts.placement import most_of_each
from cohorts.waiting.fit import Group, GroupFit, Wish, fit, turn_of
from referral_portal.common.dates import local_today
from referrals.assessment import by_name
from referrals.enums import MANDATED
from referrals.models import Referral

MOST_COHORTS = 200  # that are compared, however many there are


@dataclass(frozen=True)
class Offers:
    """The cohorts offered to one participant, the best first, and those that do not fit."""

    fitting: list[tuple[Cohort, GroupFit]]
    others: list[tuple[Cohort, GroupFit]]


def with_free_places(
    user, now: dt.datetime, *, programmes: Collection[int] | None = None
) -> QuerySet[Cohort]:
    """Return the current cohorts with free places that `user` sees, the next to start first."""
    visible = Cohort.objects.visible_to(user, local_today(now))
    current = visible.filter(status__in=CURRENT).order_by("-starts_on", "-id")
    if programmes is not None:
        current = current.filter(programme_version__programme__in=programmes)
    return (
        visible.filter(pk__in=current.values("pk")[:MOST_COHORTS])
        .with_figures(now)
        .filter(places_taken__lt=F("places_total"))
        .order_by("starts_on", "id")
    )


def offers_for(referrals: Sequence[Referral], cohorts: Sequence[Cohort]) -> dict[uuid.UUID, Offers]:
    """Return, by referral, which of `cohorts` are offered.

    Makes four queries, whatever applies and however many are asked.
    """
    apart = kept_apart(referrals, cohorts)
    groups = _groups(cohorts)
    found = {}
    for referral in referrals:
        wish = wish_of(referral)
        pairs = [
            (cohort, fit(wish, groups[cohort.pk]))
            for cohort in cohorts
            if cohort.programme_version.programme_id == referral.programme_id
            and (referral.pk, cohort.pk) not in apart
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
    share = settings.WAITING["left_out_share"]
    drawn = (
        salted_hmac("cohorts.waiting.groups", f"{person_id} {key}", algorithm="sha256").digest()
        for key in (cohort.pk, cohort.venue_id)
    )
    return any(int.from_bytes(one[:8]) < share * 2**64 for one in drawn)


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
    active = Enrolment.objects.active().filter(place__cohort__in=[one.pk for one in cohorts])
    mandated = Count("pk", filter=Q(referral__attendance_basis__in=MANDATED))
    counted = active.values("place__cohort").annotate(mandated=mandated, of_all=Count("pk"))
    taken = {
        cohort_id: (mandated, of_all - mandated)
        for cohort_id, mandated, of_all in counted.values_list(
            "place__cohort", "mandated", "of_all"
        )
    }
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
