"""The form in which rights in a database are declared: what each role may do with each table.

referral_portal/rights/granting.py turns declarations into SQL. No table is named here.
"""

from dataclasses import dataclass, field

# One letter for each right, as PostgreSQL prints it: read, append, write and delete.
RIGHTS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
READ, ADD, ADDED, KEPT, FULL = "r", "a", "ra", "raw", "rawd"
EVERYTHING = "*"


@dataclass(frozen=True)
class Role:
    """A role of a serving process: what it may do with tables, and what it sees through views.

    `tables`: model label → letters. `columns`: model label → letters → names of the only columns
    the right holds for. `views`: labels of models that it reads through a view. `functions`: what it
    may call, with the types of the arguments. `sees_migrations`: whether it may read which migrations
    have run, as /readyz does.
    """

    name: str
    tables: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    views: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    sees_migrations: bool = False


@dataclass(frozen=True)
class Rights:
    """All rights in one database.

    `views`: model label → the fields that its view shows. The view also has the other columns, but
    empty, so that the model can be read through it. `schema`: the schema of the views, which have
    the names of their tables. `extracts`: model label → field → names; of answers by page and name,
    the view shows only those with one of the names. `rows`: repeatable statements for row level
    security.
    """

    roles: tuple[Role, ...]
    views: dict[str, tuple[str, ...] | str] = field(default_factory=dict)
    extracts: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    schema: str = "pulled"
