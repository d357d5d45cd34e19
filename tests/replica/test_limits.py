"""Limits that would hide a user's own change are refused at the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from referral_portal.replica.limits import ReplicaLimits


@pytest.mark.parametrize(
    ("check", "lag", "own", "is_right"),
    [(1, 5, 10, True), (5, 5, 6, True), (1, 5, 5, False), (6, 5, 10, False), (0, 5, 10, False)],
)
def test_which_limits_go_together(check, lag, own, is_right):
    def make():
        return ReplicaLimits(lag=lag, own=own, check=check, answer=5, pause=15)

    if is_right:
        assert make().lag == lag
    else:
        with pytest.raises(ImproperlyConfigured, match="REPLICA_OWN_SECONDS"):
            make()
