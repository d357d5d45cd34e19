"""Whose cases and alerts a link worker reaches, whichever way they are read."""

import datetime as dt

import pytest
from django.utils import timezone

from safeguarding import querysets
from safeguarding.models import Alert, Exclusion, VictimCase
from tests.factories.safeguarding import make_case, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def reached(worker) -> set[str]:
    """Return the references of this worker's alerts, and check that each part holds its own."""
    alerts = Alert.objects.visible_to(worker)
    whole = sorted(alerts.values_list("pk", flat=True))
    parts = [pk for part in alerts.in_parts(worker) for pk in part.values_list("pk", flat=True)]
    assert sorted(parts) == whole
    cases = set(VictimCase.objects.visible_to(worker).values_list("reference", flat=True))
    assert {case.reference for case in VictimCase.objects.filter(alerts__in=whole)} == cases
    return cases


@pytest.mark.parametrize("many", [0, 500])
def test_a_worker_reaches_own_and_untaken_cases_and_a_blocked_one_nothing(monkeypatch, many):
    monkeypatch.setattr(querysets, "MANY", many)
    worker, colleague, manager = make_worker(), make_worker(), make_worker(is_manager=True)
    make_case(owner=worker, reference="KM-OWN")
    make_case(owner=colleague, reference="KM-THEIRS")
    make_case(reference="KM-UNTAKEN")
    blocked = [make_case(owner=owner, reference=f"KM-BLOCKED-{number}")
               for number, owner in enumerate((worker, None))]  # fmt: skip
    for case in blocked:
        for one in (worker, manager):
            Exclusion.objects.create(
                case=case, worker=one, reason="Knows the family.", added_by=colleague,
                added_at=timezone.now() - dt.timedelta(days=1),
            )  # fmt: skip

    assert reached(worker) == {"KM-OWN", "KM-UNTAKEN"}
    assert reached(manager) == {"KM-OWN", "KM-THEIRS", "KM-UNTAKEN"}
    assert reached(colleague) == {"KM-THEIRS", "KM-UNTAKEN", "KM-BLOCKED-1"}
