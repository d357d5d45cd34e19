"""Suspending, coming again, cancelling: the verbs' rules and their pages, and who is told first."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts import cancelling, register, suspension
from cohorts.enums import CohortStatus, Mark, SessionStatus
from cohorts.models import Booking, Cohort
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import EndingCode, Status
from referrals.transitions import TransitionNotAllowed
from safeguarding.casework.wording import alert_words
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert
from tests.factories.cohorts import IN_FIRST_SESSION, place_somebody

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])

DAY = IN_FIRST_SESSION.date() + dt.timedelta(days=3)


@pytest.fixture
def started(cohort, facilitator, travel):
    """Somebody who came to the first session."""
    enrolment = place_somebody(cohort)
    session = cohort.sessions.get(number=1)
    marks = {enrolment.pk: Mark.ATTENDED}
    register.mark(session_id=session.pk, marks=marks, by=facilitator, now=IN_FIRST_SESSION)
    return enrolment


def suspended(enrolment, by, now=IN_FIRST_SESSION, **changes):
    asked = {"review_on": DAY, "reviewer": by, "words": "Missed two."} | changes
    return suspension.suspend(enrolment_id=enrolment.pk, by=by, now=now, **asked)


def typed(day=DAY, **answers):
    boxes = {f"review_on-{part}": getattr(day, part) for part in ("day", "month", "year")}
    return boxes | {"words": "Missed two."} | answers


def first_told():
    alerts = Alert.objects.filter(kind="tell_first").order_by("pk")
    return [alert_words(alert).split(".")[0] for alert in alerts]


def test_suspending_and_coming_again_on_the_pages(client, started, facilitator, cohort, travel):
    client.force_login(facilitator)
    page = reverse("cohorts:suspend", args=[started.pk])
    assert "will be sent" in client.get(page).content.decode()
    client.post(page, typed(reviewer=facilitator.pk))

    started.referral.refresh_from_db()
    assert started.referral.status == Status.SUSPENDED
    assert (started.referral.review_on, started.referral.reviewer) == (DAY, facilitator)
    shown = client.get(reverse("cohorts:detail", args=[cohort.pk])).content.decode()
    assert "Review date 15 January 2027" in shown
    assert reverse("cohorts:resume", args=[started.pk]) in shown

    travel.shift(60)
    client.post(reverse("cohorts:resume", args=[started.pk]), {"words": "Talked."})

    started.refresh_from_db()
    assert started.ended_at is None
    assert started.referral.status == Status.ON_PROGRAMME
    assert started.referral.review_on is None
    pull(now=timezone.now())
    assert "Suspended" in first_told()
    events = ["paused_participant", "restarted_participant"]
    waiting = OutgoingMessage.objects.filter(event__in=events)
    assert {message.status for message in waiting} == {MessageStatus.WAITING_RELEASE}
    assert waiting.count() == 2


@pytest.mark.parametrize("days", [0, 8])
def test_a_review_is_soon_and_not_today(started, facilitator, days):
    with pytest.raises(TransitionNotAllowed, match="review date"):
        suspended(started, facilitator, review_on=IN_FIRST_SESSION.date() + dt.timedelta(days=days))


def test_a_suspension_set_anew_sends_nothing_more(started, facilitator, manager):
    suspended(started, facilitator)
    before = OutgoingMessage.objects.count()
    suspended(started, facilitator, reviewer=manager)
    started.referral.refresh_from_db()
    assert started.referral.reviewer == manager
    assert OutgoingMessage.objects.count() == before


def test_whoever_is_suspended_cannot_be_marked_as_attending(started, facilitator, cohort, client):
    suspended(started, facilitator)
    session = cohort.sessions.get(number=2)
    now = session.starts_at + dt.timedelta(minutes=5)
    with pytest.raises(Refusal, match="suspended"):
        register.mark(session_id=session.pk, marks={started.pk: Mark.LATE}, by=facilitator, now=now)
    register.mark(
        session_id=session.pk, marks={started.pk: Mark.ABSENT_AGREED}, by=facilitator, now=now
    )
    client.force_login(facilitator)
    page = client.get(reverse("cohorts:register", args=[cohort.pk, 2]))
    assert "(suspended)" in page.content.decode()


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


def test_nothing_is_cancelled_twice(started, cohort, manager):
    asked = {"cohort_id": cohort.pk, "by": manager, "now": IN_FIRST_SESSION}
    with pytest.raises(Refusal):
        cancelling.cancel_cohort(reason=" ", **asked)
    cancelling.cancel_cohort(reason="Too few", **asked)
    with pytest.raises(Refusal):
        cancelling.cancel_cohort(reason="Too few", **asked)


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


def test_another_cohort_is_not_there(client, facilitator, other, travel):
    client.force_login(facilitator)
    enrolment = other.places.get(number=1).enrolments.get()
    for name, args in (
        ("suspend", [enrolment.pk]),
        ("resume", [enrolment.pk]),
        ("cancel", [other.pk]),
        ("cancel_session", [other.pk, 1]),
    ):
        assert client.post(reverse(f"cohorts:{name}", args=args)).status_code == 404


def test_a_schedule_that_outlasts_its_funding_is_refused_on_the_page(
    client, cohort, manager, travel
):
    client.force_login(manager)
    response = client.post(
        reverse("cohorts:new"),
        {
            "programme": cohort.programme_version_id,
            "name": "Too late Tuesdays",
            "venue": cohort.venue_id,
            "starts_on-day": "6",
            "starts_on-month": "7",
            "starts_on-year": "2027",
            "start_time": "18:00",
            "first_facilitator": cohort.staffing.order_by("pk")[0].user_id,
            "second_facilitator": cohort.staffing.order_by("pk")[1].user_id,
        },
    )
    assert "of the 12 sessions fit before the funding ends" in response.content.decode()
    assert not Cohort.objects.filter(name="Too late Tuesdays").exists()
