"""What the product must not do, each done on purpose: the same count must find what is lost or doubled."""

import json
import uuid
from types import SimpleNamespace

import redis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from referral_portal.outbox.channels import compose, deliver
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.models import Referral
from tests.proofs.faults.crossing import Draining
from tests.proofs.faults.points import Stage, kill_at_writes
from tests.proofs.faults.sending import Sending
from tests.proofs.restore.sink import Sink

QUEUE = "letters of a control"


class OnlyInRedis(Stage):
    """A wake-up without a row: the letter itself is in the queue, and nowhere else."""

    name = "control: a letter that is only in Redis"

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    def prepare(self) -> str:
        """Put a letter into the queue."""
        name = f"<{uuid.uuid4()}@example.org>"
        self._redis().rpush(QUEUE, json.dumps({"message_id": name, "to_address": "a@example.org"}))
        return name

    def work(self, made: str) -> None:
        """Take each letter off the queue, and send it."""
        queue = self._redis()
        while taken := queue.lpop(QUEUE):
            facts = {"subject": "A receipt", "body": "Words.\n", "created_at": timezone.now()}
            deliver(compose(SimpleNamespace(**facts, **json.loads(taken))))

    finish = work

    def faults(self, made: str) -> list[str]:
        """Return whether the letter is neither delivered nor on a desk."""
        is_known = OutgoingMessage.objects.filter(key=made).exists()
        return [] if made in self.sink.deliveries or is_known else ["a letter is lost"]

    def _redis(self) -> redis.Redis:
        return redis.Redis.from_url(settings.REDIS_URL)


class ClaimedAgain(Draining):
    """What a dead worker was sending is simply sent again."""

    name = "control: a claim is tried again"

    def finish(self, made: Referral) -> None:
        """Make every claim ready to be sent."""
        claimed = OutgoingMessage.objects.filter(status=MessageStatus.CLAIMED)
        claimed.exclude(audience=Audience.STAFF).update(
            status=MessageStatus.RENDERED, lease_until=None
        )
        super().finish(made)


class _Late:
    """An answer to the browser, and the work after it."""

    def __init__(self, application, environ: dict) -> None:
        self.application, self.environ = application, environ

    def __iter__(self):
        return iter([b""])

    def close(self) -> None:
        """Do the work."""
        for _ in self.application(self.environ, lambda *words: None):
            pass


def answers_first(application):
    """Return an application that says "sent" to every form before it looks at it."""

    def answer(environ: dict, start_response):
        sent = environ["PATH_INFO"].replace("/check/", "/sent/")
        start_response("303 See Other", [("Location", sent), ("Content-Length", "0")])
        return _Late(application, environ)

    return answer


def controls(sink: Sink) -> dict[str, bool]:
    """Return each defect put in on purpose, and whether the count has found it."""
    early = Sending("self", sink, application=answers_first(get_wsgi_application()))
    stages = {
        "a wake-up without a row: letters lost": (OnlyInRedis(sink), 1),
        "an acknowledgement before the work: referrals lost": (early, 9),
        # Between the end of a letter and its mark are two writes: the goodbye and the mark.
        "a dead worker's claim tried again: letters doubled": (ClaimedAgain(sink), 2),
    }
    return {
        name: bool(kill_at_writes(stage, every=every, is_control=True).faults)
        for name, (stage, every) in stages.items()
    }
