"""Multiply the invented rows inside PostgreSQL, so that a million referrals load in minutes.

Constraints are checked again after the copying, see `bare_tables`. Copies have ids, references, contact
details, accounts and venues of their own; they keep their times, and their messages the reference in
the text. An encrypted value is bound to its row, so a copied one has its true size but cannot be
decrypted. Cases without a link worker, which every link worker sees, are encrypted anew; those of the
measured link worker are invented, not copied.
"""

import contextlib
import datetime as dt
import os
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth import get_user_model
from django.db import connections, models, router, transaction
from psycopg2.extras import execute_values

from benchmarks import casework, delivery, desk, far_side
from benchmarks.bare_tables import bare
from benchmarks.copied_columns import (
    DIGIT_AT,
    DIGITS,
    INVENTED_DIGIT,
    OWN,
    Columns,
    rows,
)
from benchmarks.far_side import CASES_PER_WORKER, workers
from benchmarks.reference import accounts, venues
from programmes.models import Venue
from referral_portal.accounts.roles import Role
from safeguarding.models import VictimCase, Worker

SIDES = ("default", "safeguarding")
OWN_ROLES = (Role.COORDINATOR, Role.FACILITATOR)
MODELS = (*desk.MODELS, *casework.MODELS, *delivery.MODELS, *far_side.MODELS)


def multiply(copies: int, now: dt.datetime) -> Counter:
    """Copy every invented row `copies` times; return the number of new rows of each table."""
    last = {model: _last(model) for model in MODELS}
    own = _accounts_and_venues(copies, now)
    # Refuse before the first row is copied.
    for model in MODELS:
        Columns(last, 1).of(model)
    for alias in SIDES:
        with connections[alias].cursor() as cursor:
            cursor.execute("ANALYZE")
    with contextlib.ExitStack() as without:
        for alias in SIDES:
            without.enter_context(bare(alias, [model._meta.db_table for model in _models(alias)]))
        # A copy never refers to another copy, so several can be made at once.
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as copier:
            jobs = [
                copier.submit(_copy_side, alias, Columns(last, copy), own)
                for copy in range(1, copies + 1)
                for alias in SIDES
            ]
        return sum((job.result() for job in jobs), Counter())


def _models(alias: str) -> list[type[models.Model]]:
    return [model for model in MODELS if router.db_for_write(model) == alias]


def _last(model: type[models.Model]) -> int | None:
    """Return the highest number of a model, or None if its rows have ids instead."""
    if isinstance(model._meta.pk, models.UUIDField):
        return None
    return model.objects.aggregate(last=models.Max("pk"))["last"] or 0


def _accounts_and_venues(copies: int, now: dt.datetime) -> list[tuple[str, int, int, int]]:
    """Make as many of each for each copy as the invented rows have."""
    link_workers, rooms = Worker.objects.count(), Venue.objects.count()
    every = copies + 1
    found = [
        *((get_user_model(), _more_accounts(role, every)) for role in OWN_ROLES),
        (Venue, [venue.pk for venue in venues(rooms * every)]),
        (Worker, workers(link_workers * every * CASES_PER_WORKER, now)),
    ]
    own = []
    for model, keys in found:
        size = len(keys) // every
        for place, key in enumerate(keys[size:], start=size):
            copy, at = divmod(place, size)
            own.append((model._meta.db_table, keys[at], copy, key))
    return own


def _more_accounts(role: Role, times: int) -> list[int]:
    """Make `times` as many accounts of a role as there are; return the ids of all of them."""
    return accounts(role.value, role, len(accounts(role.value, role, 0)) * times)


def _copy_side(alias: str, columns: Columns, own: list[tuple]) -> Counter:
    """Make one copy of one database's rows, in one transaction and in a thread of its own."""
    counts: Counter = Counter()
    here = _models(alias)
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")  # that of the pages is too short
            cursor.execute(
                f"CREATE TEMPORARY TABLE {OWN} (model text, original bigint, copy integer,"
                " id bigint, PRIMARY KEY (model, copy, original)) ON COMMIT DROP"
            )
            execute_values(cursor.cursor, f"INSERT INTO {OWN} VALUES %s", own)
            cursor.execute(f"ANALYZE {OWN}")
            for model in here:
                cursor.execute(_statement(model, columns))
                counts[model._meta.db_table] += cursor.rowcount
            if VictimCase in here:
                _encrypt_untaken(cursor, columns.copy)
    finally:
        connections[alias].close()
    return counts


def _statement(model: type[models.Model], columns: Columns) -> str:
    names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    values = ", ".join(columns.of(model))
    return f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} {rows(model, columns)}'


def _encrypt_untaken(cursor, copy: int) -> None:
    """Encrypt what the form said for the copied cases that have no link worker."""
    field = VictimCase._meta.get_field("contents")
    new = []
    for case in VictimCase.objects.filter(owner=None):
        text = str(case.pk)
        if text[DIGIT_AT - 1] == INVENTED_DIGIT:
            plain = case.contents
            case.pk = uuid.UUID(f"{text[: DIGIT_AT - 1]}{DIGITS[copy - 1]}{text[DIGIT_AT:]}")
            new.append((case.pk.hex, bytes(field.sealed(plain, case))))
    execute_values(
        cursor.cursor,
        f'UPDATE "{VictimCase._meta.db_table}" c SET contents = new.contents FROM (VALUES %s)'
        " AS new (id, contents) WHERE c.id = new.id::uuid",
        new,
    )
