"""Count forms by hour, for each source and for all, and the receipts of an address by day.

The source of a public form is its network, and of an agency's form the account. It is counted as a
digest with a key of that day. One statement counts, exactly, however many come at once. A counter
ends within a day. Nothing here knows what a form says.
"""

import datetime as dt
from enum import StrEnum

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from referral_portal.common.dates import local_today
from referral_portal.common.normal_forms import email_form
from referrals.models import FloodCount

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
ONE = "(%s, 1, %s)"
# Nothing from a source that is above its own limit, so that it cannot bring all others above theirs.
ALL = """(%s, CAST((
    SELECT coalesce(max(count), 0) < %s FROM referrals_floodcount WHERE key = %s) AS integer), %s)"""
COUNT = """
INSERT INTO referrals_floodcount (key, count, ends_at) VALUES {rows}
ON CONFLICT (key) DO UPDATE SET count = referrals_floodcount.count + excluded.count
RETURNING key, count
"""


class Kind(StrEnum):
    """What the public and agencies can do many times."""

    DRAFT = "draft"
    SEND = "send"
    CALL_BACK = "call_back"
    AGENCY_DRAFT = "agency_draft"
    AGENCY_SEND = "agency_send"


def is_above(kind: Kind, *, source: str, now: dt.datetime) -> bool:
    """Count one more of `kind`, and return whether there are now too many in this hour.

    `source` is the network or the account from which it comes.
    """
    most_here, most = settings.FLOOD_LIMITS[kind]
    hour = now.replace(minute=0, second=0, microsecond=0).isoformat()
    here, everywhere = (
        digest(f"{kind} {hour} {place}", now=now) for place in (source, "everywhere")
    )
    ends = connection.ops.adapt_datetimefield_value(now + HOUR)
    # The source first, in every request, so that no two requests wait for each other.
    counts = _count([ONE, ALL], [here, ends, everywhere, most_here, here, ends])
    return counts[here] > most_here or counts[everywhere] > most


def is_first_use(value: str, *, now: dt.datetime) -> bool:
    """Return whether `value` has not been used before, and use it."""
    return _count_for_a_day(f"once {value}", now=now) == 1


def may_have_receipt(address: str, *, now: dt.datetime) -> bool:
    """Count a receipt to an address that nobody has confirmed; return whether it may go today."""
    return _count_for_a_day(f"receipt {email_form(address)}", now=now) <= settings.RECEIPTS_A_DAY


def digest(value: str, *, now: dt.datetime) -> str:
    """Return the digest of `value` with the key of this day."""
    salt = f"referrals.floods {local_today(now)}"
    return salted_hmac(salt, value, algorithm="sha256").hexdigest()


def forget_counts(*, now: dt.datetime) -> int:
    """Delete the counters that have ended, and return how many."""
    return FloodCount.objects.filter(ends_at__lte=now).delete()[0]


def _count_for_a_day(value: str, *, now: dt.datetime) -> int:
    key = digest(value, now=now)
    ends = connection.ops.adapt_datetimefield_value(now + DAY)
    return _count([ONE], [key, ends])[key]


def _count(rows: list[str], values: list) -> dict[str, int]:
    """Add to the counters and return the counts by key, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(rows=", ".join(rows)), values)
        return dict(cursor.fetchall())
