"""Load invented referrals with all their rows, in blocks that are complete by themselves.

Both databases keep every constraint on. The audit, messages and alerts are loaded too, because an empty
table is fast even without an index.
"""

import datetime as dt
import io
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.db import connections, transaction

from benchmarks.copying import Table
from benchmarks.delivery import Delivery
from benchmarks.desk import Desk
from benchmarks.far_side import FarSide, note_how_far
from benchmarks.invented import Inventor
from benchmarks.lives import FATES, WITH_PLACE, Life, fates, moments_without_place, write_steps
from benchmarks.multiplying import multiply
from benchmarks.reference import reference
from referral_portal.outbox.enums import Process
from referral_portal.outbox.models import Heartbeat

BLOCK = 5_000
AGENCY_SHARE = 0.4
PROGRAMMES = {
    "da-groupwork": 55,
    "da-one-to-one": 10,
    "district-community": 25,
    "cobi": 10,
}


def load(
    *, already: int, total: int, inventor: Inventor, now: dt.datetime, copies: int = 0
) -> Counter:
    """Load referrals until there are `total`, then copy all of them `copies` times.

    Return the number of new rows of each table.
    """
    found = reference(referrals=total, now=now)
    desk = Desk(found, inventor, now)
    delivery = Delivery(found, inventor, now)
    far_side = FarSide(total, inventor, now)
    both_sides = {
        "default": [*desk.tables.values(), *delivery.tables.values()],
        "safeguarding": [*far_side.tables.values()],
    }
    with ThreadPoolExecutor(max_workers=1) as copier:
        waiting = []
        for start in range(already, total, BLOCK):
            lives = _lives(min(BLOCK, total - start), inventor, now)
            delivery.place(lives)
            for life in lives:
                envelope = desk.write(life)
                far_side.write(life, envelope, desk)
            far_side.write_absences(delivery)
            desk.forget()
            # Invent the next block while the server stores this one.
            for done in waiting:
                done.result()
            taken = {
                alias: [(table, table.take()) for table in tables]
                for alias, tables in both_sides.items()
            }
            waiting = [copier.submit(_copy, alias, rows) for alias, rows in taken.items()]
        for done in waiting:
            done.result()
    every = [table for tables in both_sides.values() for table in tables]
    counts = Counter({table.model._meta.db_table: table.total for table in every})
    if copies:
        counts += multiply(copies, now)
    for table in every:
        table.leave_numbers()
    note_how_far()
    for process in Process:
        Heartbeat.objects.update_or_create(name=process, defaults={"at": now})
    with ThreadPoolExecutor() as both:
        list(both.map(_vacuum, both_sides))
    return counts


def _vacuum(alias: str) -> None:
    """Leave one database as autovacuum would, in a thread of its own.

    Long values are left out: they are most of the gigabytes, and no page looks for them.
    """
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # that of the pages is too short
            cursor.execute("VACUUM (ANALYZE, PROCESS_TOAST FALSE)")
    finally:
        connections[alias].close()


def _copy(alias: str, rows: list[tuple[Table, io.StringIO]]) -> None:
    """Copy one block in one transaction, in a thread of its own."""
    try:
        with transaction.atomic(using=alias):
            for table, lines in rows:
                table.copy(lines)
    finally:
        connections[alias].close()


def _lives(count: int, inventor: Inventor, now: dt.datetime) -> list[Life]:
    """Return this many lives; those with a place get their dates from their cohort later."""
    lives: list[Life] = []
    seen: set[str] = set()
    for fate in fates(count, inventor):
        decided = "accept" in FATES[fate][1]
        programme = inventor.pick(PROGRAMMES) if decided else ""
        # Every block has a decision of today, so that no table is empty.
        is_first = fate not in seen
        seen.add(fate)
        submitted, moments = moments_without_place(fate, now, inventor, is_recent=is_first)
        is_stalking = programme == "cobi" or (not decided and inventor.random.random() < 0.15)
        life = Life(
            fate=fate, id=inventor.uuid(), person=inventor.uuid(), reference=inventor.reference(),
            programme=programme,
            pathway="stalking" if is_stalking else "domestic_abuse",
            is_agency=inventor.random.random() < AGENCY_SHARE, submitted_at=submitted,
        )  # fmt: skip
        if fate not in WITH_PLACE:
            write_steps(life, moments, inventor)
        lives.append(life)
    return lives
