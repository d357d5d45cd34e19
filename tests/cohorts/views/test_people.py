"""What is done about one person, each on a page of its own."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts import register
from cohorts.enums import Mark
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.sealing.models import SealedEnvelope
from referrals.enums import EndingCode, Status
from referrals.models import Referral
from safeguarding.casework.wording import alert_words
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert
from tests.factories.cohorts import (
    FIRST_DATE,
    IN_FIRST_SESSION,
    make_cohort,
    mark_all,
    place_somebody,
    visitor_of,
)
from tests.factories.programmes import (
    ProgrammeVersionFactory,
)

pytestmark = pytest.mark.django_db


def test_completing_too_early_is_refused_on_the_page(client, travel, cohort, facilitator):
    enrolment = place_somebody(cohort)
    client.force_login(facilitator)

    response = client.post(reverse("cohorts:complete", args=[enrolment.pk]))

    assert "12 sessions have no mark yet" in response.content.decode()


@pytest.mark.parametrize(
    ("attended", "absent", "offered", "said"),
    [
        (0, 0, [], False),
        (1, 0, [], False),  # the others are still to come
        (12, 0, ["facilitator", "manager"], False),
        (3, 9, ["manager"], True),  # fewer than needed: a manager can, with a reason
    ],
)
def test_completing_is_offered_where_the_verb_accepts_it(
    read, travel, cohort, facilitator, manager, attended, absent, offered, said
):
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.ATTENDED] * attended + [Mark.ABSENT_AGREED] * absent)
    page = reverse("cohorts:detail", args=[cohort.pk])
    link = reverse("cohorts:complete", args=[enrolment.pk])

    texts = {"facilitator": read(facilitator, page), "manager": read(manager, page)}

    assert [who for who, text in texts.items() if link in text] == offered
    assert ("A programme manager can complete this" in texts["facilitator"]) == said
    assert all(reverse("cohorts:remove", args=[enrolment.pk]) in text for text in texts.values())


def test_completing_is_not_offered_for_somebody_suspended(read, travel, cohort, facilitator):
    enrolment = place_somebody(cohort)
    mark_all(cohort, enrolment, [Mark.ATTENDED] * 12)
    Referral.objects.update(status=Status.SUSPENDED, review_on=FIRST_DATE, reviewer=facilitator)

    text = read(facilitator, reverse("cohorts:detail", args=[cohort.pk]))

    assert reverse("cohorts:complete", args=[enrolment.pk]) not in text


def test_removing_on_the_page(client, travel, cohort, facilitator):
    enrolment = place_somebody(cohort)
    client.force_login(facilitator)

    client.post(
        reverse("cohorts:remove", args=[enrolment.pk]),
        {"code": "not_engaged", "words": "Three calls without an answer"},
    )

    enrolment.refresh_from_db()
    assert enrolment.ending_code == EndingCode.NOT_ENGAGED


@pytest.mark.parametrize(
    ("what", "status"),
    [("waiting_list", Status.AWAITING_ALLOCATION), ("self_withdrew", Status.WITHDRAWN)],
)
def test_giving_up_a_place_on_the_page(client, travel, cohort, coordinator, what, status):
    enrolment = place_somebody(cohort)
    client.force_login(coordinator)

    client.post(
        reverse("cohorts:give_up", args=[enrolment.pk]), {"what": what, "words": "New shifts"}
    )

    enrolment.referral.refresh_from_db()
    assert enrolment.referral.status == status


def test_the_plan_note_is_for_who_delivers(client, read, travel):
    version = ProgrammeVersionFactory(has_plan_note=True)
    cohort = make_cohort(version=version)
    enrolment = place_somebody(cohort)
    client.force_login(cohort.staffing.get().user)

    client.post(reverse("cohorts:plan_note", args=[enrolment.pk]), {"note": "More on triggers"})

    page = reverse("cohorts:detail", args=[cohort.pk])
    assert "More on triggers" in client.get(page).content.decode()
    visitor = visitor_of(cohort, until=FIRST_DATE)
    assert "More on triggers" not in read(visitor, page)


def test_a_note_to_the_link_worker_is_sealed_and_only_said_to_be_sent(
    client, travel, cohort, facilitator
):
    enrolment = place_somebody(cohort)
    client.force_login(facilitator)
    before = SealedEnvelope.objects.count()
    page = reverse("cohorts:note", args=[enrolment.pk])
    detail = reverse("cohorts:detail", args=[cohort.pk])
    assert page in client.get(detail).content.decode()

    too_long = client.post(page, {"words": "😀" * 2000}).content.decode()
    response = client.post(page, {"words": "CANARY words"})

    assert "This is too long to seal" in too_long
    assert SealedEnvelope.objects.count() == before + 1
    assert response["Location"] == detail
    text = client.get(detail).content.decode()
    assert "Sent to the link worker." in text
    assert "CANARY" not in text
    assert "CANARY" not in client.get(page).content.decode()
    assert "Sent to the link worker." not in client.get(detail).content.decode()


def test_nobody_writes_about_somebody_in_another_cohort(client, travel, other, facilitator):
    enrolment = other.places.filter(enrolments__isnull=False).first().enrolments.get()
    client.force_login(facilitator)

    response = client.post(reverse("cohorts:note", args=[enrolment.pk]), {"words": "CANARY"})

    assert response.status_code == 404


DAY = IN_FIRST_SESSION.date() + dt.timedelta(days=3)


@pytest.fixture
def started(cohort, facilitator, travel):
    """A participant who came to the first session."""
    enrolment = place_somebody(cohort)
    session = cohort.sessions.get(number=1)
    marks = {enrolment.pk: Mark.ATTENDED}
    register.mark(session_id=session.pk, marks=marks, by=facilitator, now=IN_FIRST_SESSION)
    return enrolment


def typed(day=DAY, **answers):
    boxes = {f"review_on-{part}": getattr(day, part) for part in ("day", "month", "year")}
    return boxes | {"words": "Missed two."} | answers


def first_told():
    alerts = Alert.objects.filter(kind="tell_first").order_by("pk")
    return [alert_words(alert).split(".")[0] for alert in alerts]


@pytest.mark.django_db(databases=["default", "safeguarding"])
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
