"""The pages that cancel a cohort or one session."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts import register
from cohorts.enums import CohortStatus, Mark, SessionStatus
from cohorts.models import Booking, Cohort
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import EndingCode, Status
from safeguarding.casework.wording import alert_words
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert
from tests.factories.cohorts import IN_FIRST_SESSION, place_somebody

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture
def started(cohort, facilitator, travel):
    """A participant who came to the first session."""
    enrolment = place_somebody(cohort)
    session = cohort.sessions.get(number=1)
    marks = {enrolment.pk: Mark.ATTENDED}
    register.mark(session_id=session.pk, marks=marks, by=facilitator, now=IN_FIRST_SESSION)
    return enrolment


def first_told():
    alerts = Alert.objects.filter(kind="tell_first").order_by("pk")
    return [alert_words(alert).split(".")[0] for alert in alerts]


def test_cancelling_a_cohort_on_its_page(client, started, cohort, manager):
    waiting = place_somebody(cohort)
    client.force_login(manager)
    page = reverse("cohorts:cancel", args=[cohort.pk])
    assert "This cancels 11 sessions" in client.get(page).content.decode()
    client.post(page, {"reason": "Too few people"})

    assert Cohort.objects.get(pk=cohort.pk).status == CohortStatus.CANCELLED
    assert cohort.sessions.filter(status=SessionStatus.HELD).count() == 1
    assert cohort.sessions.filter(status=SessionStatus.CANCELLED).count() == 11
    assert Booking.objects.filter(session__status=SessionStatus.CANCELLED).count() == 0
    for enrolment in (started, waiting):
        enrolment.refresh_from_db()
        assert enrolment.ending_code == EndingCode.PROGRAMME_CANCELLED
        assert enrolment.referral.status == Status.AWAITING_ALLOCATION
        change = enrolment.referral.status_changes.order_by("number").last()
        assert (change.code, change.words) == (EndingCode.PROGRAMME_CANCELLED, "Too few people")
    pull(now=timezone.now())
    assert first_told().count("The cohort is cancelled: back on the waiting list") == 2
    assert (
        "Too few people" in client.get(reverse("cohorts:detail", args=[cohort.pk])).content.decode()
    )


def test_cancelling_one_session_on_its_page(client, started, cohort, facilitator):
    client.force_login(facilitator)
    page = reverse("cohorts:cancel_session", args=[cohort.pk, 2])
    assert "Cancel session 2?" in client.get(page).content.decode()
    client.post(page, {"reason": "Snow"})

    session = cohort.sessions.get(number=2)
    assert (session.status, session.cancelled_because) == (SessionStatus.CANCELLED, "Snow")
    assert not session.bookings.exists()
    message = OutgoingMessage.objects.get(event="meeting_participant")
    assert message.status == MessageStatus.WAITING_RELEASE
    held = client.post(reverse("cohorts:cancel_session", args=[cohort.pk, 1]), {"reason": "Snow"})
    assert "This session was held" in held.content.decode()
