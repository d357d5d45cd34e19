"""Loads invented referrals, whole and consistent, in blocks that each stand on their own.

Both databases keep every constraint on while they are filled. Rows of the queue's neighbours (audit,
messages, alerts) are there too, because an empty table is fast whatever its index.
"""

import datetime as dt
from collections import Counter

from django.db import connections, transaction

from benchmarks.delivery import Delivery
from benchmarks.desk import Desk
from benchmarks.far_side import FarSide, note_how_far
from benchmarks.invented import Inventor
from benchmarks.lives import FATES, WITH_PLACE, Life, fates, moments_without_place, write_steps
from benchmarks.reference import reference
from referral_portal.outbox.models import Heartbeat

BLOCK = 5_000
AGENCY_SHARE = 0.4
PROGRAMMES = {
    "da-groupwork": 45,
    "da-one-to-one": 20,
    "district-community": 20,
    "cobi": 15,
}


def load(*, already: int, total: int, inventor: Inventor, now: dt.datetime) -> Counter:
    """Load referrals until there are `total`; return how many rows each table got."""
    found = reference(referrals=total, now=now)
    desk = Desk(found, inventor, now)
    delivery = Delivery(found, inventor, now)
    far_side = FarSide(total, inventor, now)
    for start in range(already, total, BLOCK):
        lives = _lives(min(BLOCK, total - start), inventor, now)
        delivery.place(lives)
        for life in lives:
            envelope = desk.write(life)
            far_side.write(life, envelope, desk)
        far_side.write_absences(delivery)
        desk.forget()
        with transaction.atomic():
            for table in (*desk.tables.values(), *delivery.tables.values()):
                table.copy()
        with transaction.atomic(using="safeguarding"):
            for table in far_side.tables.values():
                table.copy()
    note_how_far()
    Heartbeat.objects.update_or_create(name="safeguarding", defaults={"at": now})
    for alias in ("default", "safeguarding"):
        with connections[alias].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    tables = (*desk.tables.values(), *delivery.tables.values(), *far_side.tables.values())
    return Counter({table.model._meta.db_table: table.total for table in tables})


def _lives(count: int, inventor: Inventor, now: dt.datetime) -> list[Life]:
    """Return so many lives; those with a place get their dates from their cohort later."""
    lives: list[Life] = []
    seen: set[str] = set()
    for fate in fates(count, inventor):
        decided = "accept" in FATES[fate][1]
        programme = inventor.pick(PROGRAMMES) if decided else ""
        # Every block has a decision of today, so that no table is empty where others have rows.
        is_first = fate not in seen
        seen.add(fate)
        submitted, moments = moments_without_place(fate, now, inventor, is_recent=is_first)
        is_stalking = programme == "cobi" or (not decided and inventor.random.random() < 0.15)
        life = Life(
            fate=fate, id=inventor.uuid(), reference=inventor.reference(), programme=programme,
            pathway="stalking" if is_stalking else "domestic_abuse",
            is_agency=inventor.random.random() < AGENCY_SHARE, submitted_at=submitted,
        )  # fmt: skip
        if fate not in WITH_PLACE:
            write_steps(life, moments, inventor)
        lives.append(life)
    return lives
