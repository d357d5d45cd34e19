"""The duty mailbox is told of errors at once, grouped, once an hour at most, and without a place."""

import datetime as dt

import pytest

from referral_portal.audit.models import ErrorReport
from referral_portal.outbox.error_notices import UNNAMED, notice_errors
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.settings import CELERY_BEAT_SCHEDULE
from referral_portal.topics import topics_in
from tests.metrics.reading import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def duty(settings):
    settings.DUTY_EMAIL = "duty@example.org"


def report(kind: str = "ValueError", *, request: str = "7F3K9Q2DXMZ4", minutes: int = 0) -> None:
    at = NOW - dt.timedelta(minutes=minutes)
    place = "referrals.danger_checks:check:12"
    ErrorReport.objects.create(at=at, kind=kind, place=place, view="referrals:x", request=request)


def body() -> str:
    return OutgoingMessage.objects.latest("created_at").body


def test_the_first_error_is_told_at_once_and_the_next_ones_together_after_an_hour():
    assert notice_errors(NOW) == 0
    report()
    assert notice_errors(NOW) == 1
    for _ in range(3):
        report("KeyError")
    report("OSError")
    for minutes in (0, 30, 59):
        assert notice_errors(NOW + dt.timedelta(minutes=minutes)) == 0
    assert notice_errors(NOW + dt.timedelta(minutes=60)) == 1
    assert "4 errors" in body()
    assert body().index("3 times KeyError") < body().index("1 times OSError")
    assert notice_errors(NOW + dt.timedelta(minutes=200)) == 0


def test_an_email_has_so_many_lines_and_no_topic(settings):
    settings.ERROR_MAIL_LINES = 2
    for kind in ("AError", "AError", "PartnerMissing", "PartnerMissing", "CError", "DError"):
        report(kind)
    notice_errors(NOW)
    message = OutgoingMessage.objects.get()
    assert message.to_address == "duty@example.org"
    assert "2 times AError, last in request 7F3K9Q2DXMZ4" in message.body
    assert f"2 times {UNNAMED}" in message.body
    assert "and 2 more kinds" in message.body
    assert not topics_in(message.subject + message.body)
    assert "referrals" not in message.body


def test_without_an_address_nothing_is_sent_and_old_reports_go(settings):
    settings.DUTY_EMAIL = ""
    report(minutes=60 * 24 * settings.ERROR_DAYS + 1)
    report()
    assert notice_errors(NOW) == 0
    assert ErrorReport.objects.count() == 1
    assert not OutgoingMessage.objects.exists()


def test_the_beat_asks_every_minute():
    assert {"task": "outbox.errors", "schedule": 60.0} in CELERY_BEAT_SCHEDULE.values()
