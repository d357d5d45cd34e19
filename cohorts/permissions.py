"""Decide who may do what with a cohort: `can_…` returns it, `check_…` raises PermissionDenied.

Coordinators and managers see all cohorts, facilitators the cohorts that they deliver today, and a
colleague with access that cohort. A user who sees a cohort may raise a concern about a participant
in it and write to the link worker. The constants say which roles may do what to it.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied

from cohorts.models import Cohort
from referral_portal.accounts.roles import Role

SEES = (Role.COORDINATOR, Role.MANAGER, Role.FACILITATOR, Role.CO_FACILITATOR)
PLANS = (Role.MANAGER,)
ALLOCATES = (Role.COORDINATOR, Role.MANAGER)
TAKES_REGISTER = (Role.MANAGER, Role.FACILITATOR, Role.CO_FACILITATOR)
ENDS = (Role.MANAGER, Role.FACILITATOR)
BOOKS = (Role.COORDINATOR, Role.MANAGER, Role.FACILITATOR)


def _check(allowed: bool, sentence: str) -> None:
    if not allowed:
        raise PermissionDenied(sentence)


def _sees(by, cohort_id, today: dt.date) -> bool:
    return Cohort.objects.visible_to(by, today).filter(pk=cohort_id).exists()


def can_plan(by) -> bool:
    """Return whether `by` may plan cohorts and give colleagues access to them."""
    return by.has_role(*PLANS)


def check_can_plan(by) -> None:
    """Raise PermissionDenied unless `by` may plan cohorts and give access."""
    _check(can_plan(by), "Only a programme manager can plan cohorts.")


def can_allocate(by) -> bool:
    """Return whether `by` may give places and take them back."""
    return by.has_role(*ALLOCATES)


def check_can_allocate(by) -> None:
    """Raise PermissionDenied unless `by` may give places and take them back."""
    _check(can_allocate(by), "Only a coordinator or a programme manager can give places.")


def can_override_mix(by) -> bool:
    """Return whether `by` may override the mix with a written reason."""
    return by.has_role(*PLANS)


def check_can_override_mix(by) -> None:
    """Raise PermissionDenied unless `by` may override the mix."""
    _check(can_override_mix(by), "Only a programme manager can override the mix.")


def can_take_register(by, cohort_id, today: dt.date) -> bool:
    """Return whether `by` may mark and correct the registers of this cohort on `today`."""
    return by.has_role(*TAKES_REGISTER) and _sees(by, cohort_id, today)


def check_can_take_register(by, cohort_id, today: dt.date) -> None:
    """Raise PermissionDenied unless `by` may take the registers of this cohort."""
    _check(can_take_register(by, cohort_id, today), "You cannot take this register.")


def can_end(by, cohort_id, today: dt.date) -> bool:
    """Return whether `by` may complete and remove participants of this cohort on `today`."""
    return by.has_role(*ENDS) and _sees(by, cohort_id, today)


def check_can_end(by, cohort_id, today: dt.date) -> None:
    """Raise PermissionDenied unless `by` may complete and remove participants of this cohort."""
    _check(
        can_end(by, cohort_id, today),
        "Only the facilitators of this cohort or a programme manager can do this.",
    )


def can_book(by, cohort_id, today: dt.date) -> bool:
    """Return whether `by` may book single sessions of this cohort on `today`."""
    return by.has_role(*BOOKS) and _sees(by, cohort_id, today)


def check_can_book(by, cohort_id, today: dt.date) -> None:
    """Raise PermissionDenied unless `by` may book single sessions of this cohort."""
    _check(can_book(by, cohort_id, today), "You cannot book sessions for this participant.")


def can_raise_concern(by, cohort_id, today: dt.date) -> bool:
    """Return whether `by` may raise a concern about a participant of this cohort."""
    return _sees(by, cohort_id, today)


def check_can_raise_concern(by, cohort_id, today: dt.date) -> None:
    """Raise PermissionDenied unless `by` may raise a concern about a participant of this cohort."""
    _check(
        can_raise_concern(by, cohort_id, today), "This participant is not in one of your cohorts."
    )
