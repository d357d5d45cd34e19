"""The coordinator's desk: what waits, the queue, one referral, and the pages that decide.

Pages of our own at the admin's addresses: the stock ones count whole tables and know no verbs.
"""

from referrals.admin import registration, work

__all__ = ["registration", "work"]
