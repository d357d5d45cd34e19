"""/readyz: each check says no when its thing has really failed, and the answer tells nothing else."""

import datetime as dt
import json
import socket

import pytest
import redis
from django.conf import settings as project
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from deploy import healthcheck
from referral_portal import embedded
from referral_portal.common import pdf
from referral_portal.outbox.enums import Audience, MessageStatus, Process, ReleaseBasis
from referral_portal.outbox.heartbeat import BEAT, give_beat
from referral_portal.outbox.models import Heartbeat, MessageRelease, OutgoingMessage
from referral_portal.settings import READY_REDIS_SECONDS
from safeguarding.models import Backup, ProtectedMessage
from tests.factories.signs import sign_all
from tests.patience import A_MINUTE

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
NAMES = {
    "database", "migrations", "messages", "delivered", "beat", "answers", "queue", "documents",
}  # fmt: skip
LONG_AGO = dt.timedelta(days=2)


@pytest.fixture(autouse=True)
def ready(settings):
    """Everything this needs: both sides have just signed, and Redis may be slow on a busy machine."""
    settings.READY_REDIS_SECONDS = A_MINUTE
    give_beat(timezone.now())
    sign_all(now=timezone.now())


def asked(client) -> tuple[int, set[str]]:
    """The status, and the names of the checks that say no."""
    response = client.get("/readyz")
    answer = json.loads(response.content)
    wrong = {name for name, is_right in answer["checks"].items() if is_right is not True}
    assert answer["ready"] is (not wrong - {"delivered", "backup"})
    assert answer["state"] == ("green" if not wrong else "amber" if answer["ready"] else "red")
    return response.status_code, wrong


def message(model=OutgoingMessage, *, age=LONG_AGO, **fields):
    at = timezone.now() - age
    extra = {"audience": Audience.PARTICIPANT} if model is OutgoingMessage else {}
    fields = {"created_at": at, "due_at": at, "status": MessageStatus.RENDERED, **extra, **fields}
    return model.objects.create(
        key=f"canary-{model.objects.count()}", to_address="canary@example.org", **fields
    )


def test_a_service_that_can_work_says_yes_to_each_check_and_nothing_else(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert json.loads(response.content) == {
        "ready": True,
        "state": "green",
        "checks": dict.fromkeys(NAMES, True),
    }
    assert "sessionid" not in response.cookies
    assert not response.cookies


@pytest.mark.django_db(databases=["default", "safeguarding"], transaction=True)
def test_a_database_that_does_not_answer(client):
    connection = connections["safeguarding"]
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = "1"
    try:
        # The checks that would ask it say no without waiting for it again.
        assert asked(client) == (
            503,
            {"database", "migrations", "messages", "delivered", "beat", "answers"},
        )
    finally:
        connection.settings_dict["PORT"] = port
    assert asked(client) == (200, set())


@pytest.mark.parametrize(("alias", "app"), [("default", "referrals"), ("safeguarding",) * 2])
def test_a_migration_that_was_not_run(client, alias, app):
    applied = MigrationRecorder(connections[alias]).migration_qs
    last = applied.filter(app=app).order_by("-pk").first()
    applied.filter(pk=last.pk).delete()
    assert asked(client) == (503, {"migrations"})


def test_a_redis_that_takes_the_call_and_never_answers(client, settings, monkeypatch):
    made = redis.Redis.from_url

    def bounded(*given, socket_connect_timeout, socket_timeout, retry, **others):
        # Asked before anybody waits: without bounds this would wait for ever.
        assert socket_connect_timeout + socket_timeout <= READY_REDIS_SECONDS <= 1
        assert retry.get_retries() == 0
        given_on = dict(retry=retry, socket_timeout=socket_timeout, **others)
        return made(*given, socket_connect_timeout=socket_connect_timeout, **given_on)

    monkeypatch.setattr(redis.Redis, "from_url", bounded)
    settings.READY_REDIS_SECONDS = READY_REDIS_SECONDS
    settings.CELERY_EMBEDDED = False
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        assert asked(client) == (503, {"queue"})


def test_a_redis_that_is_not_there(client, settings):
    settings.CELERY_EMBEDDED = False
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert asked(client) == (503, {"queue"})


def test_background_threads_that_do_not_run(client, settings):
    settings.CELERY_EMBEDDED = True
    assert not embedded.is_alive()
    assert asked(client) == (503, {"queue"})


@pytest.mark.parametrize("model", [OutgoingMessage, ProtectedMessage])
@pytest.mark.parametrize(
    "state",
    [
        {},
        {"status": MessageStatus.CLAIMED, "lease_until": timezone.now() - LONG_AGO},
        # Refused again and again: due later each time, and late all the same.
        {"attempts": 3, "due_at": timezone.now() + LONG_AGO},
    ],
)
def test_a_message_that_does_not_leave(client, model, state):
    late = message(model, **state)
    assert asked(client) == (503, {"messages"})
    model.objects.filter(pk=late.pk).update(status=MessageStatus.SENT)
    assert asked(client) == (200, set())


def test_a_message_waiting_for_its_release_is_not_late_until_it_is_released(client):
    waiting = message(status=MessageStatus.WAITING_RELEASE)
    message(age=dt.timedelta(minutes=project.READY_MESSAGE_MINUTES - 1))
    assert asked(client) == (200, set())
    now = timezone.now()
    release = MessageRelease(
        message_id=waiting.pk, basis=ReleaseBasis.OVERRIDE, released_at=now, not_before=now
    )
    release.save()
    assert asked(client) == (200, set()), "it was let go just now"
    release_earlier = MessageRelease(
        message_id=waiting.pk,
        basis=ReleaseBasis.OVERRIDE,
        released_at=now - LONG_AGO,
        not_before=now - LONG_AGO,
    )
    release_earlier.save()
    assert asked(client) == (503, {"messages"})


@pytest.mark.parametrize("model", [OutgoingMessage, ProtectedMessage])
@pytest.mark.parametrize("status", [MessageStatus.FAILED, MessageStatus.UNCERTAIN])
def test_a_message_that_did_not_arrive_is_amber_until_a_user_decides(client, model, status):
    unsent = message(model, age=dt.timedelta(0), status=status)
    assert asked(client) == (200, {"delivered"})
    model.objects.filter(pk=unsent.pk).update(settled_at=timezone.now())
    assert asked(client) == (200, set())


def test_amber_does_not_hide_red(client):
    message(status=MessageStatus.FAILED)
    Heartbeat.objects.filter(pk=BEAT).delete()
    assert asked(client) == (503, {"delivered", "beat"})


@pytest.mark.parametrize(
    "status", sorted(set(MessageStatus) - {MessageStatus.FAILED, MessageStatus.UNCERTAIN})
)
def test_no_other_message_is_amber(client, status):
    message(age=dt.timedelta(0), status=status)
    assert asked(client) == (200, set())


def test_each_zone_shows_only_its_own_undelivered_messages(client, settings):
    settings.HAS_PORTAL = False
    message(age=dt.timedelta(0), status=MessageStatus.FAILED)
    assert asked(client) == (200, set())
    message(ProtectedMessage, age=dt.timedelta(0), status=MessageStatus.FAILED)
    assert asked(client) == (200, {"delivered"})


@pytest.mark.parametrize(
    ("status", "answers", "is_green"), [(None, True, True), (MessageStatus.FAILED, True, False)]
)
@pytest.mark.django_db(databases=["default", "safeguarding"], transaction=True)
def test_monitoring_tells_amber_from_green_by_exit_code(
    live_server, status, answers, is_green, monkeypatch
):
    monkeypatch.setattr(healthcheck, "MOST_SECONDS", A_MINUTE)
    if status:
        message(age=dt.timedelta(0), status=status)
    address = f"{live_server.url}/readyz"
    assert healthcheck.answers(address, "localhost") is answers
    assert healthcheck.is_green(address, "localhost") is is_green
    assert not healthcheck.is_green(f"{live_server.url}/healthz", "localhost")


@pytest.mark.parametrize("age", [None, dt.timedelta(seconds=project.READY_BEAT_SECONDS + 1)])
def test_a_beat_that_has_stopped(client, age):
    # The other side's signs of life are not ours.
    Heartbeat.objects.filter(pk=BEAT).delete()
    if age:
        give_beat(timezone.now() - age)
    assert asked(client) == (503, {"beat"})


@pytest.mark.parametrize("process", Process)
@pytest.mark.parametrize("minutes", [None, project.HEARTBEAT_SILENCE_MINUTES + 1])
def test_one_silent_process_of_the_other_side_turns_both_answers(
    client, settings, process, minutes
):
    Heartbeat.objects.filter(pk=process).delete()
    if minutes:
        at = timezone.now() - dt.timedelta(minutes=minutes)
        Heartbeat.objects.create(pk=process, at=at)
    assert asked(client) == (503, {"answers"}), "the portal does not name it"
    settings.HAS_PORTAL = False
    assert asked(client) == (503, {process.value}), "our own beat does not stand for it"
    Heartbeat.objects.update_or_create(pk=process, defaults={"at": timezone.now()})
    assert asked(client) == (200, set())
    settings.HAS_PORTAL = True
    assert asked(client) == (200, set())


def test_the_other_zone_looks_at_its_own_database_only(client, settings):
    settings.HAS_PORTAL = False
    message()
    MigrationRecorder(connections["default"]).migration_qs.filter(app="referrals").delete()
    assert asked(client) == (200, set())
    message(ProtectedMessage)
    assert asked(client) == (503, {"messages"})


def test_a_safeguarding_side_without_a_fresh_backup_is_amber(client, settings):
    settings.HAS_PORTAL, settings.KEEPS_BACKUPS = False, True
    now = timezone.now()
    backup = Backup.objects.create(started_at=now)
    assert asked(client) == (200, {"backup"}), "It was not confirmed."
    Backup.objects.filter(pk=backup.pk).update(confirmed_at=now)
    assert asked(client) == (200, set())
    old = now - dt.timedelta(hours=settings.READY_BACKUP_HOURS, minutes=1)
    Backup.objects.filter(pk=backup.pk).update(confirmed_at=old)
    assert asked(client) == (200, {"backup"})
    settings.HAS_PORTAL = True
    assert asked(client) == (200, set()), "The portal's answer does not tell of the other side."


def test_documents_that_cannot_be_drawn(client, monkeypatch):
    def refuse(name, *rest):
        raise OSError("cannot load library 'libgobject-2.0-0'")

    pdf._library.cache_clear()
    monkeypatch.setattr(pdf.importlib, "import_module", refuse)
    assert asked(client) == (503, {"documents"})
    pdf._library.cache_clear()
