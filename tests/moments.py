"""The moments at which messages leave, for tests: the next one, or one in every second."""

import datetime as dt

from django.utils import timezone

from referral_portal.common.moments import leaves_from

EVERY_SECOND = tuple(
    dt.time(hour, minute, second)
    for hour in range(24)
    for minute in range(60)
    for second in range(60)
)


def due(now: dt.datetime | None = None) -> dt.datetime:
    """Return the time by which a message released at `now` may leave, if it is not held at random."""
    return leaves_from(now or timezone.now(), waits=True)
