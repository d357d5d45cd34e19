"""Who may do what with a cohort, as pairs: `can_…` asks, `check_…` raises PermissionDenied.

Sessions for one person are booked and moved by coordinators, managers and the own facilitators.

| role           | sees      | plans, grants | gives places | takes registers | completes, removes |
|----------------|-----------|---------------|--------------|-----------------|--------------------|
| coordinator    | all       | no            | yes          | no              | no                 |
| manager        | all       | yes           | yes, also beyond the mix | yes | yes                |
| facilitator    | own       | no            | no           | own             | own                |
| co-facilitator | by a dated grant | no     | no           | by that grant   | no                 |

Whoever sees a cohort may raise a concern about somebody in it and write to the link worker. "Own" means staffed today.
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
    """Return whether `by` may plan cohorts and open them to colleagues of other agencies."""
    return by.has_role(*PLANS)


def check_can_plan(by) -> None:
    """Raise PermissionDenied unless `by` may plan cohorts and grant access."""
    _check(can_plan(by), "Only a programme manager plans cohorts.")


def can_allocate(by) -> bool:
    """Return whether `by` may give places and take them back."""
    return by.has_role(*ALLOCATES)


def check_can_allocate(by) -> None:
    """Raise PermissionDenied unless `by` may give places and take them back."""
    _check(can_allocate(by), "Only a coordinator or a programme manager gives places.")


def can_override_mix(by) -> bool:
    """Return whether `by` may give a place beyond the mix, with a written reason."""
    return by.has_role(*PLANS)


def check_can_override_mix(by) -> None:
    """Raise PermissionDenied unless `by` may give a place beyond the mix."""
    _check(can_override_mix(by), "Only a programme manager goes beyond the mix.")


def can_take_register(by, cohort_id, today: dt.date) -> bool:
    """Return whether `by` may mark and correct the registers of this cohort on `today`."""
    return by.has_role(*TAKES_REGISTER) and _sees(by, cohort_id, today)


def check_can_take_register(by, cohort_id, today: dt.date) -> None:
    """Raise PermissionDenied unless `by` may take the registers of this cohort."""
    _check(can_take_register(by, cohort_id, today), "This register is not yours to take.")


def can_end(by, cohort_id, today: dt.date) -> bool:
    """Return whether `by` may complete and remove people of this cohort on `today`."""
    return by.has_role(*ENDS) and _sees(by, cohort_id, today)


def check_can_end(by, cohort_id, today: dt.date) -> None:
    """Raise PermissionDenied unless `by` may complete and remove people of this cohort."""
    _check(can_end(by, cohort_id, today), "Only its facilitators or a manager can do this.")


def can_book(by, cohort_id, today: dt.date) -> bool:
    """Return whether `by` may book sessions for one person of this cohort on `today`."""
    return by.has_role(*BOOKS) and _sees(by, cohort_id, today)


def check_can_book(by, cohort_id, today: dt.date) -> None:
    """Raise PermissionDenied unless `by` may book sessions for one person of this cohort."""
    _check(can_book(by, cohort_id, today), "This person's sessions are not yours to book.")


def can_raise_concern(by, cohort_id, today: dt.date) -> bool:
    """Return whether `by` may raise a concern about somebody in this cohort."""
    return _sees(by, cohort_id, today)


def check_can_raise_concern(by, cohort_id, today: dt.date) -> None:
    """Raise PermissionDenied unless `by` may raise a concern about somebody in this cohort."""
    _check(can_raise_concern(by, cohort_id, today), "This person is not in a cohort of yours.")
