"""Suspending, coming again, cancelling: the verbs' rules and their pages, and who is told first."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts import register, suspension
from cohorts.enums import Mark
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.models import OutgoingMessage
from referrals.transitions import TransitionNotAllowed
from safeguarding.casework.wording import alert_words
from safeguarding.models import Alert
from tests.factories.cohorts import IN_FIRST_SESSION, place_somebody

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])

DAY = IN_FIRST_SESSION.date() + dt.timedelta(days=3)


@pytest.fixture
def started(cohort, facilitator, travel):
    """A participant who came to the first session."""
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
