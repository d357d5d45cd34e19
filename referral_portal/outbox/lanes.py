"""The two lanes of the outbox: alerts to our staff, and letters to everyone else.

Each lane is drained by itself and has its own patience with the mail server, so that many or slow
letters never make an alert wait.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q

from referral_portal.outbox.enums import Audience


@dataclass
class Server:
    """What one lane of one process knows about the mail server."""

    failures: int = 0  # in a row
    rests_until: dt.datetime | None = None

    def may_be_asked(self, now: dt.datetime) -> bool:
        """Return whether the pause is over, if there was one."""
        return self.rests_until is None or self.rests_until <= now

    def answered(self) -> None:
        """Note that the server came to a message, whatever it said about it."""
        self.failures, self.rests_until = 0, None

    def failed(self, now: dt.datetime, *, at_once: bool = False) -> None:
        """Note a failure; after some in a row, or `at_once`, leave the server alone for a while.

        One try after the pause shows whether the server is well again.
        """
        most = settings.MAIL_FAILURES_BEFORE_PAUSE
        self.failures = most if at_once else self.failures + 1
        if self.failures >= most:
            self.rests_until = now + dt.timedelta(seconds=settings.MAIL_PAUSE_SECONDS)


@dataclass
class Lane:
    """One lane: which messages it has, and how it treats them."""

    is_for_staff: bool
    server: Server = field(default_factory=Server)

    def of(self, model) -> Q:
        """Return the filter for this lane's rows of `model`."""
        if not hasattr(model, "audience"):
            # The other side writes to its own staff only.
            return Q() if self.is_for_staff else Q(pk__in=[])
        is_alert = Q(audience=Audience.STAFF)
        return is_alert if self.is_for_staff else ~is_alert

    def tries_again(self, attempts: int) -> bool:
        """Return whether a message is tried again after so many attempts."""
        most = settings.ALERT_MAX_ATTEMPTS if self.is_for_staff else settings.MESSAGE_MAX_ATTEMPTS
        return attempts < most

    def wait(self, attempts: int) -> dt.timedelta:
        """Return the wait after so many attempts, which doubles up to a ceiling."""
        most = (
            settings.ALERT_RETRY_MOST_MINUTES
            if self.is_for_staff
            else settings.MESSAGE_RETRY_MOST_MINUTES
        )
        doubled = settings.MESSAGE_RETRY_MINUTES * 2 ** min(attempts - 1, 16)
        return dt.timedelta(minutes=min(doubled, most))


def alerts() -> Lane:
    """Return the lane of the messages to our staff; they may arrive twice, but are never lost."""
    return Lane(is_for_staff=True)


def letters() -> Lane:
    """Return the lane of everyone else's messages, which are never sent twice by themselves."""
    return Lane(is_for_staff=False)
