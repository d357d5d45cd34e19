"""The pages that cancel a cohort or one session."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts import register
from cohorts.enums import CohortStatus, Mark, SessionStatus
from cohorts.models import Booking, Cohort
from cohorts.single_session_rules import in_words
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import EndingCode, Status
from safeguarding.casework.wording import alert_words
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert
from tests.factories.cohorts import IN_FIRST_SESSION, place_somebody
from tests.factories.desk import make_referral

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


@pytest.mark.parametrize("agency", [True, False])
def test_a_participant_without_email_is_flagged_even_if_the_referrer_is_written_to(
    client, cohort, manager, agency
):
    enrolment = place_somebody(cohort, name="Una Example")
    type(enrolment.referral.participant).objects.update(email="")
    if agency:
        referrer = make_referral(agency=True).referrer
        referrer.pk = None  # one of its own for each referral
        referrer.save()
        type(enrolment.referral).objects.filter(pk=enrolment.referral_id).update(
            route="agency", referrer=referrer
        )
    client.force_login(manager)

    shown = client.get(reverse("cohorts:cancel", args=[cohort.pk])).content.decode()

    assert "Una Example: no email address, so the coordinator tells them" in shown
    assert ("To the referrer" in shown) == agency
    assert "To our staff" in shown


def test_the_page_names_the_session_that_comes_instead(client, cohort, facilitator, travel):
    place_somebody(cohort)
    client.force_login(facilitator)
    shown = client.get(reverse("cohorts:cancel_session", args=[cohort.pk, 2])).content.decode()
    for number in (2, 3):
        assert in_words(cohort.sessions.get(number=number)) in shown


def test_the_page_of_a_session_that_is_over_says_that_nothing_is_sent(
    client, cohort, facilitator, travel
):
    place_somebody(cohort, name="Una Example")
    client.force_login(facilitator)

    shown = client.get(reverse("cohorts:cancel_session", args=[cohort.pk, 1])).content.decode()

    assert "This session has begun or is over, so nothing is sent." in shown
    assert "become free" not in shown
    assert "Una Example" not in shown


def test_the_link_worker_reads_the_same_of_participants_with_and_without_email(
    client, cohort, facilitator, travel
):
    with_email, without = place_somebody(cohort), place_somebody(cohort)
    participant = without.referral.participant
    type(participant).objects.filter(pk=participant.pk).update(email="")
    pull(now=timezone.now())
    Alert.objects.all().delete()
    client.force_login(facilitator)
    client.post(reverse("cohorts:cancel_session", args=[cohort.pk, 2]), {"reason": "Snow"})

    pull(now=timezone.now())

    words = {
        alert.case.referral_id: alert_words(alert)
        for alert in Alert.objects.filter(kind="tell_first").select_related("case")
        if "session" in alert_words(alert)
    }
    assert words == dict.fromkeys(
        (with_email.referral_id, without.referral_id),
        "One session has been cancelled. A message is waiting for you to release it.",
    )
