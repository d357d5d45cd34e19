"""The restore drill on copies of the test databases, which take half a minute and no server.

Each side goes back to a moment of its own; nobody is lost, nobody doubled, and no letter goes twice.
The same drill without our rules loses people and doubles letters: a guard that went would show here.
"""

import contextlib
import datetime as dt

import pytest
from django.db import DatabaseError, connections
from django.utils import timezone

from deploy.prepare import FAR_SIDE, PORTAL, recognise_on
from referral_portal.outbox import restoring
from referral_portal.outbox.drain import drain
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.models import Referral
from safeguarding.casework.releases import release
from safeguarding.crossing.blanking import blank_backed_up
from safeguarding.crossing.copier import copy_waiting, sweep
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.enums import Basis, HandbackKind
from safeguarding.models import Backup, Handback, OpenedEnvelope, VictimCase
from tests.factories.safeguarding import PERSON, decide, make_referral, make_worker, speak
from tests.patience import A_MINUTE
from tests.proofs.restore.comparing import compare

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
LATER = timezone.now() + dt.timedelta(days=3)  # after every moment at which messages leave
WORD = PERSON["answers"][0]["value"]


@pytest.fixture
def copies():
    """A function that copies a database as it is now, and one that goes back to a copy."""
    made, names = [], {alias: connections[alias].settings_dict["NAME"] for alias in connections}

    def copy(alias: str) -> str:
        connection = connections[alias]
        name = f"{names[alias]}_copy_{len(made)}"
        source = connection.settings_dict["NAME"]
        connection.close()
        with connection._nodb_cursor() as cursor:
            # A thread of an earlier test may have left a connection, and a copy allows none.
            cursor.execute(
                "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE datname = %s",
                [A_MINUTE * 1000, source],
            )
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        made.append((alias, name))
        return name

    def go_back(alias: str, name: str) -> None:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name

    yield copy, go_back
    for alias, name in made:
        go_back(alias, names[alias])
        with connections[alias]._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def left_open():
    """Connections to both databases of another thread, such as live servers of tests leave."""
    others = [connections[alias].copy() for alias in connections]
    for other in others:
        other.connect()
    yield
    for other in others:
        with contextlib.suppress(DatabaseError):
            other.close()


@pytest.fixture
def sent(monkeypatch):
    """The Message-ID of each delivery, in the order in which the mail server took them."""
    found = []
    monkeypatch.setattr(
        "referral_portal.outbox.drain.deliver", lambda email: found.append(email["Message-ID"])
    )
    return found


def work() -> None:
    """Let every process have its turn until nothing is left to do."""
    for step in (open_waiting, blank_backed_up, pull, copy_waiting):
        for _ in range(5):
            step(now=LATER)
    drain(clock=lambda: LATER)


def released_message(worker, referral) -> OutgoingMessage:
    """Decide about a referral, and release what waits for the link worker."""
    message = decide(referral.pk)[1]
    let_go(worker, referral)
    return message


def let_go(worker, referral) -> None:
    """Record that the person at risk was told, and release the message."""
    pull(now=timezone.now())
    VictimCase.objects.filter(referral_id=referral.pk).update(owner=worker)
    case = VictimCase.objects.get(referral_id=referral.pk)
    speak(case, worker)
    release(case_id=case.pk, basis=Basis.TOLD, by=worker, now=timezone.now())


def drill(copies, *, is_confirmed: bool = True) -> dict[str, str]:
    """Work, lose both databases, go back to a different moment on each side; return the truth."""
    copy, go_back = copies
    worker = make_worker(is_manager=True)
    early = [make_referral() for _ in range(3)]
    work()
    backup = Backup.objects.create(started_at=timezone.now())
    OpenedEnvelope.objects.filter(backup=None).update(backup=backup)
    far_side = copy("safeguarding")
    if is_confirmed:
        Backup.objects.filter(pk=backup.pk).update(confirmed_at=timezone.now())
    late = [make_referral() for _ in range(3)]
    work()
    # Three letters: one leaves before the portal's moment. Two leave after it, of which one was
    # released before it.
    first = released_message(worker, early[0])
    work()
    second = released_message(worker, early[1])
    copy_waiting(now=LATER)
    third = decide(early[2].pk)[1]
    portal = copy("default")
    let_go(worker, early[2])
    work()
    left = OutgoingMessage.objects.filter(pk__in=[first.pk, second.pk, third.pk])
    assert {message.status for message in left} == {MessageStatus.SENT}
    go_back("default", portal)
    go_back("safeguarding", far_side)
    return {referral.reference: WORD for referral in [*early, *late]}


def settle() -> None:
    """Do what deploy/prepare does once it recognises the restore of both databases."""
    assert recognise_on("default", PORTAL, force=True, now=LATER)
    assert recognise_on("safeguarding", FAR_SIDE, force=True, now=LATER)


@pytest.mark.usefixtures("left_open")
def test_both_sides_go_back_and_nothing_is_lost_or_doubled(copies, sent, settings):
    settings.KEEPS_BACKUPS = True
    truth = drill(copies)
    assert VictimCase.objects.count() == 3
    settle()
    work()
    sweep(now=LATER)
    work()
    outcome = compare(truth, sent)
    assert outcome.faults == []
    assert Referral.objects.count() == VictimCase.objects.count() == 6
    # What may have left is a user's to decide, and says why.
    uncertain = OutgoingMessage.objects.filter(status=MessageStatus.UNCERTAIN)
    assert set(uncertain.values_list("failure", flat=True)) == {restoring.WHY}
    assert len(sent) == 3


def test_the_naive_way_loses_people_and_doubles_letters(copies, sent, settings):
    """The control: ciphertext deleted at once, and no look at what a restore left open."""
    settings.KEEPS_BACKUPS = False
    truth = drill(copies)
    work()
    outcome = compare(truth, sent)
    assert len(outcome.people_lost) == 3
    assert outcome.letters_doubled


def test_when_only_the_portal_went_back_a_second_release_sends_nothing_again(
    copies, sent, settings
):
    settings.KEEPS_BACKUPS = True
    copy, go_back = copies
    worker, referral = make_worker(is_manager=True), make_referral()
    work()
    message = decide(referral.pk)[1]
    portal = copy("default")
    let_go(worker, referral)
    work()
    assert sent == [message.message_id]
    go_back("default", portal)
    assert not MessageRelease.objects.exists()
    assert recognise_on("default", PORTAL, force=True, now=LATER)
    sweep(now=LATER)
    work()
    assert Handback.objects.get(kind=HandbackKind.RELEASE).applied_at
    assert MessageRelease.objects.count() == 1
    assert len(sent) == 1
    message.refresh_from_db()
    assert (message.status, message.failure) == (MessageStatus.UNCERTAIN, restoring.WHY)
