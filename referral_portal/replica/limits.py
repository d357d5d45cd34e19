"""How old a list may be that is read from the replica, and how long to wait for it."""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

REPLICA = "replica"  # the alias of its connection


@dataclass(frozen=True)
class ReplicaLimits:
    """Seconds, each a setting of its own.

    `lag` is the age that a list may have. `own` is how long after a change a user's own lists come from
    the primary. `check` is the time between two measurements of the age, `answer` the longest wait for
    one answer, and `pause` the time without the replica after it has failed.
    """

    lag: int
    own: int
    check: int
    answer: int
    pause: int

    def __post_init__(self) -> None:
        if not 0 < self.check <= self.lag < self.own:
            raise ImproperlyConfigured(
                "REPLICA_CHECK_SECONDS must not be more than REPLICA_LAG_SECONDS, and that must be"
                " less than REPLICA_OWN_SECONDS. Otherwise users would not see their own changes."
            )
