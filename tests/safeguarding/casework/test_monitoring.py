"""The far side's figures: each says how old the oldest waiting thing is, and the portal's say nothing."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from referral_portal.metrics.portal import figures as portal_figures
from referral_portal.outbox.enums import MessageStatus, Process
from safeguarding.casework.monitoring import figures
from safeguarding.crossing.signs import give_sign_of_life
from safeguarding.enums import AlertKind, FailureReason, HandbackKind
from safeguarding.models import Alert, Backup, Handback, OpenFailure, SyntheticCase
from tests.factories.messages import unsent_email
from tests.factories.safeguarding import make_case, make_worker
from tests.factories.signs import sign_all
from tests.metrics.reading import NOW, values

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
BUDGET = 18  # with the transaction that sees every case


def before(minutes: int) -> dt.datetime:
    return NOW - dt.timedelta(minutes=minutes)


@pytest.fixture
def case():
    found = make_case(owner=make_worker())
    Alert.objects.all().update(handled_at=NOW, outcome="taken")
    return found


def alert(case, kind, minutes, **fields):
    return Alert.objects.create(
        kind=kind,
        source=uuid.uuid4().hex,
        case=case,
        urgency=10,
        raised_at=before(minutes),
        **fields,
    )


def handback(case, minutes, **fields):
    return Handback.objects.create(
        kind=HandbackKind.CHECK, payload={}, case=case, created_at=before(minutes), **fields
    )


def test_without_any_row_nothing_is_old_and_there_is_no_sign_and_no_backup():
    # Without the counts of requests, which earlier tests of this process have made.
    found = {name: value for name, value in values(figures(NOW)).items() if "_request" not in name}
    missing = {name for name, value in found.items() if value == float("inf")}
    assert missing == {
        "safeguarding_backup_age_seconds",
        *(f"safeguarding_heartbeat_age_seconds {name}" for name in Process.values),
    }
    # Requests and wake-ups are those of this process, which may have had some.
    others = {name for name in found.keys() - missing if not re.search("_request|_queue_", name)}
    assert {found[name] for name in others} == {0}


def test_the_oldest_alerts(case):
    handled = {"handled_at": NOW, "outcome": "taken"}
    for kind, minutes in (
        (AlertKind.TELL_FIRST, 7),
        (AlertKind.CHECK, 8),
        (AlertKind.CHECK_LATE, 9),
    ):
        alert(case, kind, minutes)
        alert(case, kind, minutes - 1)
        alert(case, kind, 60, **handled)
    alert(case, AlertKind.ABSENCE, 90)
    found = values(figures(NOW))
    assert found["safeguarding_tell_first_oldest_seconds"] == 420
    assert found["safeguarding_check_oldest_seconds worklist"] == 480
    assert found["safeguarding_check_oldest_seconds manager"] == 540


def test_the_other_case_of_the_same_age_changes_nothing(case):
    alert(case, AlertKind.TELL_FIRST, 7)
    one = values(figures(NOW))
    for _ in range(3):
        alert(make_case(owner=make_worker()), AlertKind.TELL_FIRST, 7)
    assert values(figures(NOW)) == one


def test_handbacks(case):
    handback(case, 4)
    handback(case, 3)
    handback(case, 50, applied_at=NOW)
    handback(case, 60, failed_at=before(30))
    handback(case, 60, failed_at=before(24 * 60 + 1))
    found = values(figures(NOW))
    assert found["safeguarding_handback_oldest_seconds"] == 240
    assert found["safeguarding_handbacks_failed_last_day"] == 1


def test_closed_envelopes_messages_signs_and_backups():
    for minutes, settled in ((5, None), (4, None), (50, NOW)):
        OpenFailure.objects.create(
            id=uuid.uuid4(),
            reason=FailureReason.values[0],
            failed_at=before(minutes),
            settled_at=settled,
        )
    unsent_email(now=before(6), key="a", status=MessageStatus.FAILED)
    unsent_email(now=before(2), key="b")
    sign_all(now=before(1))
    give_sign_of_life(of=Process.OPENER, now=before(3))
    Backup.objects.create(started_at=before(600), confirmed_at=before(590))
    Backup.objects.create(started_at=before(60), confirmed_at=before(50))
    Backup.objects.create(started_at=before(10))
    found = values(figures(NOW))
    assert found["safeguarding_envelope_oldest_unopened_seconds"] == 300
    assert found["safeguarding_message_oldest_seconds failed"] == 360
    assert found["safeguarding_message_oldest_seconds uncertain"] == 120
    assert found["safeguarding_heartbeat_age_seconds opener"] == 180
    assert found["safeguarding_heartbeat_age_seconds copier"] == 60
    assert found["safeguarding_backup_age_seconds"] == 3000


def test_the_portal_learns_nothing_of_it(case):
    """The control is the far side's own answer, which changes with each of these."""
    for add in (
        lambda: alert(case, AlertKind.TELL_FIRST, 7),
        lambda: alert(case, AlertKind.CHECK_LATE, 7),
        lambda: handback(case, 7),
        lambda: unsent_email(now=before(6)),
    ):
        portal, far = values(portal_figures(NOW)), values(figures(NOW))
        add()
        assert values(figures(NOW)) != far
        assert values(portal_figures(NOW)) == portal


def test_a_scrape_costs_the_same_with_few_rows_and_with_many(case):
    costs = []
    for many in (1, 100):
        for number in range(many):
            for kind in (AlertKind.TELL_FIRST, AlertKind.CHECK):
                alert(case, kind, number)
            handback(case, number)
            handback(case, number, failed_at=before(1))
        with (
            CaptureQueriesContext(connections["safeguarding"]) as far,
            CaptureQueriesContext(connections["default"]) as near,
        ):
            list(figures(NOW))
        costs.append(len(far) + len(near))
    assert costs[0] == costs[1] <= BUDGET


def test_a_synthetic_referral_is_in_no_figure_but_its_own(settings):
    settings.SYNTHETIC_MINUTES = 60
    before_it = values(figures(NOW))
    at = before(3)
    row = {"pk": uuid.uuid4(), "reference": "KM-SYNT-HE7C", "contents": {}, "opened_at": at}
    SyntheticCase.objects.create(**row)
    rows, step = SyntheticCase.objects.all(), "safeguarding_synthetic_step"
    for fields, stands in (({}, "worklist"), ({"seen_at": at}, "handback")):
        rows.update(**fields or {"seen_at": None})
        now = values(figures(NOW))
        assert {name for name in now if now[name] != before_it[name]} == {f"{step} {stands}"}
    rows.update(returned_at=at)
    now = values(figures(NOW))
    changed = {name for name in now if now[name] != before_it[name]}
    assert changed == {f"{step} whole", "safeguarding_synthetic_age_seconds"}
    assert now["safeguarding_synthetic_age_seconds"] == 180
