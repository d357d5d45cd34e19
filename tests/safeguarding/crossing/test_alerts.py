"""Alerts are raised once for an occurrence, and the duty mailbox hears of them."""

import pytest
from django.utils import timezone

from cohorts.enums import Mark
from cohorts.models import Attendance
from referral_portal.outbox.enums import MessageStatus
from safeguarding.crossing.alerts import Occurrence, raise_alerts, start_case
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.enums import URGENCY, AlertKind
from safeguarding.models import ProtectedMessage, SafeguardingEvent, VictimCase
from safeguarding.tasks import drain_messages
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.safeguarding import make_referral

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture
def enrolment():
    enrolment = place_somebody(make_cohort())
    open_waiting(now=timezone.now())
    return enrolment


def mark(enrolment, value, *, session=1, number=1, at=None):
    return Attendance.objects.create(
        session=enrolment.place.cohort.sessions.get(number=session),
        enrolment=enrolment,
        number=number,
        mark=value,
        reason="Corrected" if number > 1 else "",
        at=at or timezone.now(),
        by=UserFactory(),
    )


def test_the_duty_mailbox_hears_that_something_waits_and_nothing_else(settings, enrolment):
    settings.SAFEGUARDING_EMAIL = "duty@example.org"
    mark(enrolment, Mark.ABSENT)
    mark(enrolment, Mark.ABSENT, session=2)
    pull(now=timezone.now())
    message = ProtectedMessage.objects.get()
    text = message.subject + message.body
    case = VictimCase.objects.get()
    assert case.reference not in text
    assert enrolment.referral.participant.name not in text
    drain_messages()
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT


def test_one_occurrence_raises_one_alert_however_often_it_is_found(settings, case):
    settings.SAFEGUARDING_EMAIL = "duty@example.org"
    now = timezone.now()
    occurrences = [
        Occurrence(AlertKind.CONCERN, f"test:{number}", case.referral_id, now)
        for number in (1, 1, 2)
    ]
    raised = raise_alerts({case.referral_id: case}, occurrences, now=now)
    assert [alert.source for alert in raised] == ["test:1", "test:2"]
    assert {alert.urgency for alert in raised} == {URGENCY[AlertKind.CONCERN]}
    assert ProtectedMessage.objects.filter(key="worklist:test:1").count() == 1
    assert raise_alerts({case.referral_id: case}, occurrences, now=now) == []
    assert not ProtectedMessage.objects.filter(key="worklist:test:2").exists()


def test_a_referral_has_one_case(settings):
    referral = make_referral()
    start = {"referral_id": referral.pk, "reference": referral.reference, "now": timezone.now()}
    case = start_case(**start)
    assert start_case(**start) == case
    assert case.alerts.get().kind == AlertKind.NEW_CASE
    assert SafeguardingEvent.objects.filter(action="case.open").count() == 1
