"""Read the first rows of a long list, and how many it has, with one statement that is built once.

The parts of a list, one for each index, are walked side by side; the database puts them into one order.
What the rows are, and who may see them, is for the caller.
"""

from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from referral_portal.common.kept_rows import Columns
from referral_portal.common.paging import Column, first_of
from referral_portal.common.statements import Given, KeptStatement


class ListStatement:
    """The statement of a list in one order, from one place on or from its beginning.

    `shown` are the columns of a row. `counted` is a queryset with a limit, whose rows are counted.
    """

    def __init__(
        self,
        parts: Sequence[QuerySet],
        *,
        shown: Sequence[str],
        columns: Sequence[Column],
        has_place: bool,
        most: int,
        counted: QuerySet | None,
        using: str,
    ) -> None:
        self.using = using
        self.names = list(dict.fromkeys([*shown, *(column.name for column in columns)]))
        self.id_at = self.names.index(parts[0].model._meta.pk.name) + 1
        place = self._place(parts[0], columns) if has_place else None
        firsts = [first_of(part, columns, place, most) for part in parts]
        heads, params = self._parts([first.values_list(*self.names) for first in firsts])
        if not heads:
            self.kept = None
            return
        number, more = "SELECT 1 WHERE FALSE", ()
        if counted is not None:
            number, more = counted.query.get_compiler(using).as_sql()
        order = ", ".join(
            f"found.c{self.names.index(column.name)}{' DESC' if column.falls else ''}"
            for column in columns
        )
        rows = " UNION ALL ".join(f"SELECT * FROM p{at}" for at in range(len(heads)))  # noqa: S608
        self.kept = KeptStatement(
            # No value stands in it.
            f"WITH {', '.join(heads)} SELECT counted.n, found.* "  # noqa: S608
            f"FROM (SELECT count(*) AS n FROM ({number}) AS one) AS counted "
            f"LEFT JOIN ({rows}) AS found ON TRUE ORDER BY {order} LIMIT {most}",
            [*params, *more],
        )

    def _place(self, rows: QuerySet, columns: Sequence[Column]) -> list[Given]:
        fields = [rows.model._meta.get_field(column.name) for column in columns]
        return [Given(f"place{number}", field) for number, field in enumerate(fields)]

    def _parts(self, parts: list[QuerySet]) -> tuple[list[str], list]:
        heads, params = [], []
        columns = ", ".join(f"c{number}" for number in range(len(self.names)))
        for part in parts:
            compiler = part.query.get_compiler(self.using)
            try:
                sql, more = compiler.as_sql()
            except EmptyResultSet:  # a part that can have no rows
                continue
            self.columns = Columns(compiler)
            heads.append(f"p{len(heads)} ({columns}) AS ({sql})")
            params += more
        return heads, params

    def read(self, place: Sequence | None, **given: object) -> tuple[list[dict], int]:
        """Return the rows as `values()` does, and how many the list has up to the limit.

        Without `counted`, that is 0.
        """
        if self.kept is None:
            return [], 0
        given |= {f"place{number}": value for number, value in enumerate(place or ())}
        with connections[self.using].cursor() as cursor:
            self.kept.execute(cursor, connections[self.using], given)
            found = cursor.fetchall()
        number = found[0][0]
        # An empty list is one row with the number alone.
        rows = [row[1:] for row in found if row[self.id_at] is not None]
        rows = self.columns.converted(rows)
        return [dict(zip(self.names, row, strict=True)) for row in rows], number
