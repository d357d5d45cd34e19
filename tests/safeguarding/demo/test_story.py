"""The demonstration: told whole on any day of the year, once, and only where DEMO is on."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from cohorts.announcing import announced_groups
from cohorts.concern_levels import ConcernLevel
from cohorts.models import Attendance, Enrolment
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.danger_signs import Level
from referrals.enums import Status
from referrals.models import Complaint, DecisionReview, Referral, StatusChange
from safeguarding.demo.accounts import PASSWORD
from safeguarding.models import Alert, VictimCase
from safeguarding.sign_in.sessions import sign_in

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
DAYS = [pytest.param("2026-12-26", marks=pytest.mark.sqlite), "2027-03-29", "2028-02-29"]


@pytest.fixture
def catalogue(settings):
    settings.DEMO, settings.SECOND_FACTOR = True, False
    call_command("sync_roles", stdout=io.StringIO())
    call_command("load_programmes", stdout=io.StringIO())


@pytest.mark.parametrize("day", DAYS)
def test_it_can_be_told_on_any_day_and_once(catalogue, day):
    with time_machine.travel(dt.datetime.fromisoformat(f"{day}T23:30:00+00:00")):
        call_command("seed_demo", stdout=io.StringIO())

        statuses = set(Referral.objects.values_list("status", flat=True))
        assert {
            Status.AWAITING_TRIAGE,
            Status.INFORMATION_REQUESTED,
            Status.AWAITING_ALLOCATION,
            Status.ON_PROGRAMME,
            Status.ON_HOLD,
            Status.SUSPENDED,
            Status.DECLINED,
        } <= statuses
        # The desk's queue shows each level of danger.
        waits = Referral.objects.filter(status=Status.AWAITING_TRIAGE)
        assert set(waits.values_list("danger_level", flat=True)) == set(Level)
        # And so does the worklist, in its order.
        alerts = list(Alert.objects.waiting())
        levels = [alert.level for alert in alerts]
        assert levels == sorted(levels)
        assert {alert.case.danger_level for alert in alerts} == set(Level)
        # Each concern ranks by its own level.
        concerns = [alert for alert in alerts if "concern" in alert.detail]
        # The link worker reads of the review and of the complaint.
        assert sum("note" in alert.detail for alert in alerts) == 2
        assert [alert.level for alert in concerns] == list(ConcernLevel)
        assert [alert.detail["level"] for alert in concerns] == list(ConcernLevel)
        assert Enrolment.objects.filter(ended_at=None).count() == 17
        assert StatusChange.objects.filter(verb="allocate").exclude(words="").count() == 1
        assert [group.district for group in announced_groups()] == ["Thanet"]
        assert Attendance.objects.exists()
        assert (DecisionReview.objects.open().count(), Complaint.objects.open().count()) == (1, 1)
        assert VictimCase.objects.count() == Referral.objects.count()
        assert set(Alert.objects.values_list("kind", flat=True)) >= {"new_case", "tell_first"}
        # The agencies of participants who have begun are told so.
        begun = Referral.objects.filter(status=Status.ON_PROGRAMME).exclude(referrer=None)
        progress = OutgoingMessage.objects.filter(
            event="progress_referrer", referral_id__in=begun.values("pk")
        )
        assert progress.exists()
        assert not progress.exclude(pk__in=MessageRelease.objects.values("message_id")).exists()
        for role in Role:
            user = User.objects.get(username=role.value)
            assert user.has_role(role)
            assert user.check_password(PASSWORD)
        for worker in ("link-worker", "link-manager"):
            assert sign_in(username=worker, password=PASSWORD, network="n", now=timezone.now())

        people = Referral.objects.values_list("participant__phone", "participant__email")
        assert len({phone for phone, _ in people}) == len(people), "somebody looks like another"
        assert len({email for _, email in people}) == len(people)

        before = Referral.objects.count()
        call_command("seed_demo", stdout=io.StringIO())
        assert Referral.objects.count() == before, "a second time changes nothing"
