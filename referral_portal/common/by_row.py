"""Ask a condition about other rows of one row at a time.

PostgreSQL likes to answer "exists" and "in" for all rows at once. It guesses that a list needs them all,
although the list stops after a page, and then reads whole tables.
"""

from django.db.models import Exists, OuterRef, QuerySet


class ByRow(Exists):
    """Whether a queryset has a row; asked only of the rows that a list comes to."""

    # An offset, even of nothing, keeps PostgreSQL from joining or hashing the subquery.
    template = "EXISTS(%(subquery)s OFFSET 0)"


def refers_to(column: str, rows: QuerySet) -> ByRow:
    """Return the condition that the foreign key `column` has one of `rows`, asked row by row."""
    return ByRow(rows.filter(pk=OuterRef(column)))
