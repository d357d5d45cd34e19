"""The far side's email about errors says neither what, where nor when."""

import datetime as dt

import pytest

from referral_portal.topics import topics_in
from safeguarding.casework.error_notices import notice_errors
from safeguarding.models import ProtectedErrorReport, ProtectedMessage
from tests.metrics.reading import NOW

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def report(kind: str = "ValueError", *, minutes: int = 0) -> None:
    ProtectedErrorReport.objects.create(
        at=NOW - dt.timedelta(minutes=minutes), kind=kind, view="safeguarding.tick"
    )


def test_every_email_is_the_same_whatever_failed(settings):
    settings.DUTY_EMAIL = "duty@example.org"
    assert notice_errors(now=NOW) == 0
    assert not ProtectedMessage.objects.exists()
    report()
    notice_errors(now=NOW)
    for _ in range(3):
        report("KeyError")
    notice_errors(now=NOW + dt.timedelta(minutes=59))
    notice_errors(now=NOW + dt.timedelta(minutes=60))
    first, second = ProtectedMessage.objects.order_by("created_at")
    assert (first.subject, first.body) == (second.subject, second.body)
    assert not topics_in(first.subject + first.body)
    assert not any(one in first.body for one in ("ValueError", "tick", "1", "3"))


def test_without_an_address_nothing_is_sent_and_old_reports_go(settings):
    settings.DUTY_EMAIL = ""
    report(minutes=60 * 24 * settings.ERROR_DAYS + 1)
    report()
    notice_errors(now=NOW)
    assert ProtectedErrorReport.objects.count() == 1
    assert not ProtectedMessage.objects.exists()
