"""The demonstration: told whole, through the real verbs, by the command that `./dev run` calls."""

import io

import pytest
from django.core.management import CommandError, call_command

from cohorts.models import Cohort, Enrolment
from referrals.models import Referral
from safeguarding.enums import AlertKind
from safeguarding.models import Alert, VictimCase
from safeguarding.waiting import waiting_messages

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def seed() -> str:
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    for command in ("sync_roles", "load_programmes"):
        call_command(command, stdout=io.StringIO())
    assert "ready" in seed()


def test_every_part_of_the_main_job_can_be_seen(demo):
    statuses = set(Referral.objects.values_list("status", flat=True))

    assert {
        "awaiting_triage",
        "information_requested",
        "awaiting_allocation",
        "on_programme",
        "declined",
    } <= statuses
    assert VictimCase.objects.count() == Referral.objects.count()
    full = Cohort.objects.get(name="Medway evenings")
    assert Enrolment.objects.filter(place__cohort=full, ended_at=None).count() == 8
    # Somebody waits outside the full group, whose acceptance was released like everyone's.
    waiting = Referral.objects.get(participant__name="Ivor Placeholder")
    assert waiting.status == "awaiting_allocation"
    assert not waiting_messages([waiting.pk])
    kinds = set(Alert.objects.waiting().values_list("kind", flat=True))
    assert {AlertKind.NEW_CASE, AlertKind.TELL_FIRST, AlertKind.ABSENCE} <= kinds


def test_a_second_time_changes_nothing(demo):
    before = Referral.objects.count()

    assert "there already" in seed()
    assert Referral.objects.count() == before


def test_refused_outside_a_demonstration(settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        seed()
