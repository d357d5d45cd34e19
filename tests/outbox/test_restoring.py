"""After a restore nothing that may have left goes again, and new rows get new numbers.

Each test takes well under a second.
"""

import datetime as dt
import uuid

import pytest
from django.db import connections
from django.utils import timezone

from referral_portal.outbox import restoring
from referral_portal.outbox.drain import claim, may_leave
from referral_portal.outbox.enums import Audience, MessageStatus, ReleaseBasis
from referral_portal.outbox.models import (
    MessageRelease,
    OutgoingMessage,
    PortalTimeline,
)
from referral_portal.outbox.restoring import WHY, recognise, settle, skip_numbers
from referrals.models import StatusChange
from safeguarding.models import Handback, ProtectedMessage
from safeguarding.router import ALIAS
from safeguarding.tasks import may_leave as far_may_leave

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
HOUR = dt.timedelta(hours=1)


def message(status, *, due, model=OutgoingMessage, **fields):
    now = timezone.now()
    if model is OutgoingMessage:
        fields = {"audience": Audience.PARTICIPANT, "event": "x"} | fields
    return model.objects.create(
        key=str(uuid.uuid4()), template="x", to_address="a@example.org", subject="x", body="x",
        status=status, created_at=now - 2 * HOUR, due_at=now + due, **fields,
    )  # fmt: skip


def release(of, *, not_before) -> None:
    now = timezone.now()
    MessageRelease.objects.create(
        message_id=of.pk, basis=ReleaseBasis.TOLD, not_before=now + not_before, released_at=now
    )


def restore(monkeypatch, timeline: int, **options) -> bool:
    """Prepare the portal's database on a server of this timeline."""
    monkeypatch.setattr(restoring, "_timeline", lambda using: timeline)
    monkeypatch.setattr(restoring, "skip_numbers", lambda using: None)
    return recognise(
        timelines=PortalTimeline, messages=OutgoingMessage, ready=may_leave, using="default",
        now=timezone.now(), **options,
    )  # fmt: skip


def status_of(one) -> tuple[str, str]:
    one.refresh_from_db()
    return one.status, one.failure


@pytest.mark.sqlite
def test_what_may_have_left_since_the_backup_is_uncertain_and_nothing_else_changes():
    due = message(MessageStatus.RENDERED, due=-HOUR)
    being_sent = message(MessageStatus.CLAIMED, due=-HOUR)
    released = message(MessageStatus.WAITING_RELEASE, due=-HOUR)
    release(released, not_before=-HOUR)
    later = message(MessageStatus.RENDERED, due=HOUR)
    released_for_later = message(MessageStatus.WAITING_RELEASE, due=-HOUR)
    release(released_for_later, not_before=HOUR)
    sent = message(MessageStatus.SENT, due=-HOUR)
    before = {one.pk: one.status for one in (later, released_for_later, sent)}
    settle(messages=OutgoingMessage, ready=may_leave, using="default", now=timezone.now())
    for one in (due, being_sent, released):
        assert status_of(one) == (MessageStatus.UNCERTAIN, WHY)
    assert {one.pk: status_of(one)[0] for one in (later, released_for_later, sent)} == before


@pytest.mark.sqlite
def test_the_other_sides_own_messages_do_not_go_again():
    due = message(MessageStatus.RENDERED, due=-HOUR, model=ProtectedMessage)
    later = message(MessageStatus.RENDERED, due=HOUR, model=ProtectedMessage)
    settle(messages=ProtectedMessage, ready=far_may_leave, using=ALIAS, now=timezone.now())
    assert status_of(due)[0] == MessageStatus.UNCERTAIN
    assert status_of(later)[0] == MessageStatus.RENDERED


def test_a_new_timeline_is_a_restore_and_the_first_one_and_a_known_one_are_not(monkeypatch):
    open_one = message(MessageStatus.RENDERED, due=-HOUR)
    assert not restore(monkeypatch, 1)
    assert not restore(monkeypatch, 1)
    assert status_of(open_one)[0] == MessageStatus.RENDERED
    assert restore(monkeypatch, 2)
    assert status_of(open_one)[0] == MessageStatus.UNCERTAIN
    written_since = message(MessageStatus.RENDERED, due=-HOUR)
    assert not restore(monkeypatch, 2)
    assert status_of(written_since)[0] == MessageStatus.RENDERED
    assert restore(monkeypatch, 2, force=True), "A dump leaves the timeline as it was."
    assert status_of(written_since)[0] == MessageStatus.UNCERTAIN


def test_a_release_that_comes_a_second_time_sends_nothing_a_second_time(monkeypatch):
    """The portal lost the release with the restore; the other side hands it back once more."""
    may_have_left = message(MessageStatus.WAITING_RELEASE, due=-HOUR)
    released_for_later = message(MessageStatus.WAITING_RELEASE, due=-HOUR)
    restore(monkeypatch, 1)
    restore(monkeypatch, 2)
    release(may_have_left, not_before=-HOUR)
    release(released_for_later, not_before=HOUR / 60)
    written_since = message(MessageStatus.WAITING_RELEASE, due=-HOUR)
    OutgoingMessage.objects.filter(pk=written_since.pk).update(created_at=timezone.now())
    release(written_since, not_before=-HOUR)
    now = timezone.now() + HOUR
    claimed = set()
    while one := claim(model=OutgoingMessage, ready=may_leave, using="default", now=now):
        claimed.add(one.pk)
    assert claimed == {released_for_later.pk, written_since.pk}
    assert status_of(may_have_left) == (MessageStatus.UNCERTAIN, WHY)


def test_running_numbers_go_on_above_all_that_the_other_side_knows(settings):
    """A number given out twice would hide an ending: alerts are known by the portal's numbers."""
    last = _next_number("default", StatusChange)
    far = _next_number(ALIAS, Handback)
    skip_numbers("default")
    skip_numbers(ALIAS)
    gap = settings.RESTORE_NUMBER_GAP
    assert _next_number("default", StatusChange) == last + gap + 1
    assert _next_number(ALIAS, Handback) > far + gap


def _next_number(alias, model) -> int:
    sequence = f"{model._meta.db_table}_{model._meta.pk.column}_seq"
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        return cursor.fetchone()[0]


def test_the_timeline_is_the_servers_own():
    assert restoring._timeline("default") == restoring._timeline(ALIAS) == 1
