"""What PostgreSQL would do for a list, where a test has too few rows for it to choose as it would."""

from django.db import connection
from django.db.models import QuerySet

from referrals.models import Referral


def plan_with(index: str, rows: QuerySet) -> str:
    """The plan of `rows` with no other index of referrals: with few rows each is as good as this one.

    The test's transaction brings the others back.
    """
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        for other in Referral._meta.indexes:
            if other.name != index:
                cursor.execute(f"DROP INDEX IF EXISTS {other.name}")
    return rows.explain()
