"""How rights in a database are written down: which role may do what with which table.

Words only; referral_portal/rights/granting.py turns them into SQL. What a table is for does not
belong here, nor does any table's name.
"""

from dataclasses import dataclass, field

# One letter a right, as PostgreSQL prints them: read, add (INSERT), write over (UPDATE), delete.
RIGHTS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
READ, ADD, ADDED, KEPT, FULL = "r", "a", "ra", "raw", "rawd"
EVERYTHING = "*"


@dataclass(frozen=True)
class Role:
    """A role that serves: what it may do with tables, and what it sees through views.

    `tables`: model label → letters. `columns`: model label → letters → names of the only columns
    the right holds for. `views`: labels of models that it reads through a view. `sees_migrations`:
    whether it may read which migrations have run, as /readyz does.
    """

    name: str
    tables: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    views: tuple[str, ...] = ()
    sees_migrations: bool = False


@dataclass(frozen=True)
class Rights:
    """All rights in one database.

    `views`: model label → the fields that its view shows; the others are there and empty, so that a
    model can be read through it. `schema`: where the views live, under the names of their tables.
    `rows`: statements that say which rows of a table a role reaches; each may be repeated.
    """

    roles: tuple[Role, ...]
    views: dict[str, tuple[str, ...] | str] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    schema: str = "pulled"
