"""Announcing a cohort of the district programme to the public: its district and its month.

Nothing else about it is ever told: who knows the day, the hour or the house could wait there for
somebody. Two cohorts of one month in one district are one line, for the same reason.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from cohorts.enums import CohortStatus
from cohorts.locks import lock_cohort
from cohorts.models import Cohort
from cohorts.permissions import check_can_plan
from programmes.enums import DISTRICT_PROGRAMME
from referral_portal.audit.recorder import record

CURRENT = (CohortStatus.PLANNED, CohortStatus.RUNNING)
MOST = 200  # thirteen districts, a group a month and more


class CannotAnnounce(Exception):
    """The cohort cannot be announced; the text is fit for the screen."""


@dataclass(frozen=True, order=True)
class AnnouncedGroup:
    """What the public is told about a group: `month` is the first day of the month it starts in."""

    month: dt.date
    district: str
    programme: str


def can_be_announced(cohort: Cohort) -> bool:
    """Return whether the public may hear of this cohort: of the district programme, not over."""
    code = cohort.programme_version.programme.code
    return code == DISTRICT_PROGRAMME and cohort.status in CURRENT


def announce(*, cohort_id: uuid.UUID, by, now: dt.datetime) -> Cohort:
    """Show a cohort's district and month on the public page.

    Raises CannotAnnounce for another programme or a cohort that is over; PermissionDenied.
    """
    check_can_plan(by)
    with transaction.atomic():
        cohort = lock_cohort(cohort_id)
        if not can_be_announced(cohort):
            raise CannotAnnounce("Only groups of the district programme to come are announced.")
        if not cohort.announced_at:
            cohort.announced_at = now
            cohort.save(update_fields=["announced_at"])
            record("cohort.announce", actor=by, target=cohort, now=now)
    return cohort


def take_announcement_back(*, cohort_id: uuid.UUID, by, now: dt.datetime) -> Cohort:
    """Show a cohort on the public page no more. Raises PermissionDenied."""
    check_can_plan(by)
    with transaction.atomic():
        cohort = lock_cohort(cohort_id)
        if cohort.announced_at:
            cohort.announced_at = None
            cohort.save(update_fields=["announced_at"])
            record("cohort.take_announcement_back", actor=by, target=cohort, now=now)
    return cohort


def announced_group(cohort: Cohort) -> AnnouncedGroup:
    """Return what the public would be told about this cohort."""
    version = cohort.programme_version
    return _group(cohort.starts_on, cohort.district.name, version.name)


def announced_groups() -> list[AnnouncedGroup]:
    """Return what the public is told about the groups announced, by month and district."""
    rows = Cohort.objects.filter(
        announced_at__isnull=False,
        status__in=CURRENT,
        programme_version__programme__code=DISTRICT_PROGRAMME,
        programme_version__programme__is_active=True,
    ).order_by("-starts_on")
    told = rows.values_list("starts_on", "district__name", "programme_version__name")[:MOST]
    return sorted({_group(*row) for row in told})


def _group(starts_on: dt.date, district: str, programme: str) -> AnnouncedGroup:
    return AnnouncedGroup(starts_on.replace(day=1), district, programme)
