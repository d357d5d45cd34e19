"""Nothing is ever sent to a participant who has died, even if written before and released after."""

import datetime as dt
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from cohorts import enrolment as verbs
from referral_portal.common.refusals import Refusal
from referral_portal.outbox import drain as draining
from referral_portal.outbox.enums import Audience, MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.outcomes import Refused
from referral_portal.outbox.release import override_release
from referrals import workflow
from referrals.enums import EndingCode
from safeguarding.casework.releases import release
from safeguarding.crossing.copier import copy_waiting, sweep
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import VictimCase
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.desk import make_person, make_referral, staff
from tests.factories.programmes import ProgrammeVersionFactory
from tests.factories.safeguarding import make_worker
from tests.moments import due

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
HIS = "somebody@example.org"


@pytest.fixture(autouse=True)
def _no_dressing(settings):
    settings.RANDOM_HOLD_SHARE = settings.RANDOM_REARRANGE_SHARE = 0


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


@pytest.fixture
def worker():
    return make_worker()


def accepted(coordinator, *, agency=False, **person):
    """Return a referral whose acceptance waits for release."""
    referral = make_referral(person=make_person(**{"email": HIS, **person}), agency=agency)
    programme = ProgrammeVersionFactory(group=True).programme
    workflow.accept(
        referral_id=referral.pk,
        programme=programme,
        words="Agreed.",
        by=coordinator,
        now=timezone.now(),
    )
    return referral


def dies(referral, coordinator):
    workflow.withdraw(
        referral_id=referral.pk,
        code=EndingCode.DIED,
        words="His sister called.",
        by=coordinator,
        now=timezone.now(),
    )


def let_go(referral, worker):
    """Release, as the link worker, whatever waits about `referral`."""
    open_waiting(now=timezone.now())
    pull(now=timezone.now())
    case = VictimCase.objects.get(referral_id=referral.pk)
    VictimCase.objects.filter(pk=case.pk).update(owner=worker)
    release(case_id=case.pk, basis="not_applicable", by=worker, now=timezone.now())


def everything_runs():
    """Let the answers, the sweeper and the mail run, now and in two days."""
    copy_waiting(now=due())
    sweep(now=due())
    copy_waiting(now=due())
    pull(now=timezone.now())
    draining.drain(clock=due)
    draining.drain(clock=lambda: timezone.now() + dt.timedelta(days=2))


def written_to(settings) -> list[str]:
    """Return the addresses of the mail that has left."""
    folder = Path(urlsplit(settings.EMAIL_URL).path)
    lines = [line for file in folder.glob("*.eml") for line in file.read_text().splitlines()]
    return sorted(line.removeprefix("To: ") for line in lines if line.startswith("To: "))


def states(audience) -> set[str]:
    return set(OutgoingMessage.objects.filter(audience=audience).values_list("status", flat=True))


def test_a_decision_that_waits_is_cancelled_and_the_agency_is_told(settings, coordinator, worker):
    referral = accepted(coordinator, agency=True)
    dies(referral, coordinator)

    let_go(referral, worker)
    everything_runs()

    assert states(Audience.PARTICIPANT) == {MessageStatus.CANCELLED}
    assert written_to(settings) == ["worker@example.org"]  # of the ending, which is true now


@pytest.mark.parametrize("arrives", ["before", "after"])
def test_a_release_on_its_way_lets_nothing_go(settings, coordinator, worker, arrives):
    referral = accepted(coordinator)
    let_go(referral, worker)
    if arrives == "before":
        copy_waiting(now=due())
    dies(referral, coordinator)

    everything_runs()

    assert MessageRelease.objects.filter(basis=ReleaseBasis.TOLD).exists()
    assert written_to(settings) == []


def test_a_manager_cannot_let_it_go_either(settings, coordinator):
    dies(accepted(coordinator), coordinator)
    later = timezone.now() + dt.timedelta(hours=settings.RELEASE_OVERRIDE_HOURS + 1)

    with pytest.raises(Refusal, match="no longer waiting"):
        override_release(
            why="Late.",
            message_id=OutgoingMessage.objects.get().pk,
            by=staff(manager=True),
            now=later,
        )


def test_a_question_that_has_not_left_is_cancelled(settings, coordinator):
    referral = make_referral(person=make_person(email=HIS))
    workflow.request_information(
        referral_id=referral.pk, question="When?", by=coordinator, now=timezone.now()
    )
    asked = {"referral_id": referral.pk, "code": EndingCode.DIED, "words": "His sister called."}
    workflow.decline(**asked, by=coordinator, now=timezone.now())

    everything_runs()

    assert written_to(settings) == []


def test_the_desk_is_not_asked_to_post_a_letter(settings, coordinator, worker):
    referral = accepted(coordinator, agency=True, email="", address="1 Example Street")
    dies(referral, coordinator)

    let_go(referral, worker)
    everything_runs()

    assert states(Audience.STAFF) == {MessageStatus.CANCELLED}
    assert written_to(settings) == ["worker@example.org"]


def test_the_message_about_a_place_is_cancelled(settings, coordinator, worker):
    enrolment = place_somebody(make_cohort(), by=coordinator)
    let_go(enrolment.referral, worker)
    verbs.withdraw(
        enrolment_id=enrolment.pk,
        code=EndingCode.DIED,
        words="His sister called.",
        by=coordinator,
        now=timezone.now(),
    )

    everything_runs()

    assert states(Audience.PARTICIPANT) == {MessageStatus.CANCELLED}
    assert written_to(settings) == []


@pytest.mark.parametrize("arrived", [False, True])
def test_a_message_in_the_middle_of_being_sent_is_not_tried_again(
    settings, monkeypatch, coordinator, worker, arrived
):
    referral = accepted(coordinator)
    let_go(referral, worker)
    copy_waiting(now=due())
    deliver = draining.deliver

    def die_meanwhile(email):
        dies(referral, coordinator)
        if not arrived:
            raise Refused("450")
        deliver(email)

    monkeypatch.setattr(draining, "deliver", die_meanwhile)
    draining.drain(clock=due)
    monkeypatch.undo()

    everything_runs()

    # The row says what happened: it left before anybody could know, or never.
    assert states(Audience.PARTICIPANT) == {
        MessageStatus.SENT if arrived else MessageStatus.CANCELLED
    }
    assert written_to(settings) == ([HIS] if arrived else [])
