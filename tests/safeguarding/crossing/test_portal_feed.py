"""The puller: what happened in the portal reaches the worklist, once, and nothing is missed."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from cohorts.enums import Mark
from cohorts.models import Attendance
from referral_portal.outbox.enums import MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.enums import EndingCode, Status
from referrals.models import StatusChange
from referrals.transition_table import TABLE
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import is_something_new, pull
from safeguarding.models import Alert, PullCursor, VictimCase
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.safeguarding import decide, make_case, make_referral, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def alerts(*kinds):
    return Alert.objects.filter(kind__in=kinds).order_by("pk")


def change_of(referral_id, verb, to, *, number=2, code="", at=None):
    return StatusChange.objects.create(
        referral_id=referral_id,
        number=number,
        verb=verb,
        to_status=to,
        code=code,
        at=at or timezone.now(),
    )


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


def test_a_decision_whose_message_waits_is_to_be_told_first():
    case = make_case()
    _, message = decide(case.referral_id)
    for _ in range(3):
        pull(now=timezone.now())
    alert = alerts("tell_first").get()
    assert (alert.case, alert.detail["messages"]) == (case, [str(message.pk)])


def test_a_decision_without_a_message_is_to_be_told_first_too():
    case = make_case()
    change_of(case.referral_id, "accept", Status.AWAITING_ALLOCATION)
    pull(now=timezone.now())
    pull(now=timezone.now())
    assert alerts("tell_first").get().detail["messages"] == []


# An ending without a message is an alert of its own kind.
TOLD_WITHOUT_A_MESSAGE = {
    "accept",
    "allocate",
    "correct",
    "hold",
    "lose_cohort",
    "resume",
    "overturn",
    "return_to_waiting_list",
    "suspend",
}


def test_the_steps_that_are_told_first_though_nothing_is_sent():
    cases = {}
    for step in TABLE:
        cases[step.verb] = make_case()
        change_of(cases[step.verb].referral_id, step.verb, step.moves[0].target)
    pull(now=timezone.now())
    told = set(alerts("tell_first").values_list("case_id", flat=True))
    ended = set(alerts("ending").values_list("case_id", flat=True))
    assert {verb for verb, case in cases.items() if case.pk in told} == TOLD_WITHOUT_A_MESSAGE
    assert {verb for verb, case in cases.items() if case.pk in ended} == {
        "complete",
        "decline",
        "remove",
        "withdraw",
    }
    assert {alert.detail["event"] for alert in alerts("tell_first")} == TOLD_WITHOUT_A_MESSAGE


def test_two_messages_of_one_decision_are_one_alert():
    case, now = make_case(), timezone.now()
    decide(case.referral_id, now=now)
    _, second = decide(case.referral_id, now=now, verb="other")
    pull(now=now)
    assert str(second.pk) in alerts("tell_first").get().detail["messages"]
    assert len(alerts("tell_first").get().detail["messages"]) == 2


def test_an_ending_appears_once():
    case = make_case()
    change_of(case.referral_id, "remove", Status.REMOVED, code=EndingCode.REMOVED_RISK)
    pull(now=timezone.now())
    pull(now=timezone.now())
    assert alerts("ending").get().detail == {"status": "removed", "code": "removed_risk"}


def test_ordinary_steps_raise_nothing():
    case = make_case()
    change_of(case.referral_id, "submit", Status.AWAITING_TRIAGE, number=1)
    change_of(case.referral_id, "request_information", Status.INFORMATION_REQUESTED)
    pull(now=timezone.now())
    assert set(Alert.objects.values_list("kind", flat=True)) == {"new_case"}


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Mark.ABSENT, "absence"),
        (Mark.ABSENT_AGREED, "absence"),
        (Mark.TOO_LATE, "absence"),
        (Mark.LEFT_EARLY, "left"),
        (Mark.ASKED_TO_LEAVE, "left"),
        (Mark.ATTENDED, None),
        (Mark.LATE, None),
        (Mark.CANCELLED_BY_US, None),
    ],
)
def test_marks(enrolment, value, kind):
    mark(enrolment, value)
    pull(now=timezone.now())
    found = list(alerts("absence", "left").values_list("kind", flat=True))
    assert found == ([kind] if kind else [])


def test_a_correction_settles_what_nobody_was_told(enrolment):
    mark(enrolment, Mark.ABSENT)
    pull(now=timezone.now())
    mark(enrolment, Mark.ATTENDED, number=2)
    pull(now=timezone.now())
    assert alerts("absence").get().outcome == "withdrawn"
    assert not alerts("corrected").exists()


def test_a_correction_of_what_somebody_was_told_is_told_too(enrolment):
    mark(enrolment, Mark.ABSENT)
    pull(now=timezone.now())
    alerts("absence").update(handled_at=timezone.now(), outcome="told", handled_by=make_worker())
    mark(enrolment, Mark.ATTENDED, number=2)
    pull(now=timezone.now())
    pull(now=timezone.now())
    assert alerts("corrected").get().detail["mark"] == "attended"


def test_only_the_mark_that_counts_is_raised(enrolment):
    mark(enrolment, Mark.ABSENT)
    mark(enrolment, Mark.ATTENDED, number=2)
    pull(now=timezone.now())
    assert not alerts("absence").exists()


def test_what_was_committed_late_is_still_found(enrolment, settings):
    settings.PULL_OVERLAP_MINUTES = 15
    mark(enrolment, Mark.ATTENDED, session=2)
    pull(now=timezone.now())
    # A slow transaction shows its lower number only now.
    PullCursor.objects.filter(pk="marks").update(position=10**6)
    mark(enrolment, Mark.ABSENT, at=timezone.now() - dt.timedelta(minutes=10))
    pull(now=timezone.now())
    assert alerts("absence").exists()


def test_rows_with_an_old_date_are_found_by_their_number(enrolment):
    pull(now=timezone.now())
    mark(enrolment, Mark.ABSENT, at=timezone.now() - dt.timedelta(days=400))
    pull(now=timezone.now())
    assert alerts("absence").exists()


def test_a_page_reads_the_portal_only_when_something_is_new(enrolment, django_assert_num_queries):
    OutgoingMessage.objects.update(created_at=timezone.now())
    pull(now=timezone.now())
    assert not is_something_new()
    _, message = decide(enrolment.referral_id)
    assert is_something_new()
    pull(now=timezone.now())
    assert not is_something_new()
    # A message that no decision sends, and a mark.
    OutgoingMessage.objects.create(
        **{
            field.name: getattr(message, field.name)
            for field in OutgoingMessage._meta.concrete_fields
            if field.name not in {"id", "key", "created_at"}
        },
        key="test:moved",
        created_at=timezone.now(),
    )
    assert is_something_new()
    pull(now=timezone.now())
    with django_assert_num_queries(1):
        assert not is_something_new()
    mark(enrolment, Mark.ABSENT)
    assert is_something_new()


def test_a_long_pile_is_read_in_steps(enrolment):
    for session in range(1, 8):
        mark(enrolment, Mark.ABSENT, session=session)
    while pull(now=timezone.now(), limit=2):
        pass
    assert alerts("absence").count() == 7


def test_something_happens_before_the_envelope_is_opened():
    referral = make_referral()
    change_of(referral.pk, "withdraw", Status.WITHDRAWN, code=EndingCode.SELF_WITHDREW)
    pull(now=timezone.now())
    case = VictimCase.objects.get(referral_id=referral.pk)
    assert case.contents is None
    assert set(case.alerts.values_list("kind", flat=True)) == {"new_case", "ending"}
    open_waiting(now=timezone.now())
    case.refresh_from_db()
    assert case.contents["person"]
    assert VictimCase.objects.count() == 1


def test_an_override_says_that_he_may_know():
    case = make_case()
    _, message = decide(case.referral_id)
    pull(now=timezone.now())
    MessageRelease.objects.create(
        message_id=message.pk,
        basis=ReleaseBasis.OVERRIDE,
        not_before=timezone.now(),
        released_at=timezone.now(),
    )
    pull(now=timezone.now())
    pull(now=timezone.now())
    assert alerts("tell_first").get().outcome == "overtaken"
    assert alerts("overtaken").get().case == case


def test_a_long_pile_of_waiting_messages_hides_no_new_decision(monkeypatch):
    monkeypatch.setattr("safeguarding.crossing.handbacks.NEWEST", 2)
    now = timezone.now()
    for number in range(4):
        decide(make_case().referral_id, now=now + dt.timedelta(minutes=number))
    old = make_case()
    decide(old.referral_id, now=now - dt.timedelta(days=3))
    pull(now=now)
    assert old.alerts.filter(kind="tell_first").exists()


def test_a_cancelled_message_needs_nobody():
    case = make_case()
    _, message = decide(case.referral_id)
    pull(now=timezone.now())
    type(message).objects.filter(pk=message.pk).update(status=MessageStatus.CANCELLED)
    pull(now=timezone.now())
    assert alerts("tell_first").get().handled_at
    assert not alerts("overtaken").exists()


def test_a_message_about_nobody_we_know_stops_nothing(enrolment):
    case = make_case()
    _, message = decide(case.referral_id)
    type(message).objects.filter(pk=message.pk).update(referral_id=uuid.uuid4())
    mark(enrolment, Mark.ABSENT)
    pull(now=timezone.now())
    assert alerts("absence").exists()


def test_the_pull_never_writes_to_the_portal(enrolment, django_assert_num_queries):
    mark(enrolment, Mark.ABSENT)
    decide(enrolment.referral_id)
    # The second also asks about the alert that the first has raised.
    for count in (11, 13):
        with django_assert_num_queries(count, using="default") as queries:
            pull(now=timezone.now())
        assert all(query["sql"].startswith("SELECT") for query in queries)
