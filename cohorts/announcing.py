"""List a cohort of the district programme on the public page: its district and its month.

The public must not learn the day, the time or the venue: a person who knows them could wait there
for a participant. Two cohorts in the same month and district are one line, for the same reason.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from cohorts.enums import CURRENT
from cohorts.locks import lock_cohort
from cohorts.models import Cohort
from cohorts.permissions import check_can_plan
from programmes.enums import DISTRICT_PROGRAMME
from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal

MOST = 200  # more than thirteen districts with a group a month


@dataclass(frozen=True, order=True)
class AnnouncedGroup:
    """What the public reads about a group. `month` is the first day of the month it starts in."""

    month: dt.date
    district: str
    programme: str


def can_be_announced(cohort: Cohort) -> bool:
    """Return whether this is a planned or running cohort of the district programme."""
    code = cohort.programme_version.programme.code
    return code == DISTRICT_PROGRAMME and cohort.status in CURRENT


def announce(*, cohort_id: uuid.UUID, by, now: dt.datetime) -> Cohort:
    """List a cohort on the public page.

    Raises Refusal for another programme or a cohort that is over, and PermissionDenied.
    """
    check_can_plan(by)
    with transaction.atomic():
        cohort = lock_cohort(cohort_id)
        if not can_be_announced(cohort):
            raise Refusal("Only planned or running groups of the district programme can be listed.")
        if not cohort.announced_at:
            cohort.announced_at = now
            cohort.save(update_fields=["announced_at"])
            record("cohort.announce", actor=by, target=cohort, now=now)
    return cohort


def take_announcement_back(*, cohort_id: uuid.UUID, by, now: dt.datetime) -> Cohort:
    """Remove a cohort from the public page, or raise PermissionDenied."""
    check_can_plan(by)
    with transaction.atomic():
        cohort = lock_cohort(cohort_id)
        if cohort.announced_at:
            cohort.announced_at = None
            cohort.save(update_fields=["announced_at"])
            record("cohort.take_announcement_back", actor=by, target=cohort, now=now)
    return cohort


def announced_group(cohort: Cohort) -> AnnouncedGroup:
    """Return the line of the public page for this cohort."""
    version = cohort.programme_version
    return _group(cohort.starts_on, cohort.district.name, version.name)


def announced_groups() -> list[AnnouncedGroup]:
    """Return the groups on the public page, in order of month and district."""
    rows = Cohort.objects.filter(
        announced_at__isnull=False,
        status__in=CURRENT,
        programme_version__programme__code=DISTRICT_PROGRAMME,
        programme_version__programme__is_active=True,
    ).order_by("-starts_on")
    values = rows.values_list("starts_on", "district__name", "programme_version__name")[:MOST]
    return sorted({_group(*row) for row in values})


def _group(starts_on: dt.date, district: str, programme: str) -> AnnouncedGroup:
    return AnnouncedGroup(starts_on.replace(day=1), district, programme)
