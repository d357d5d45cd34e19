"""Check that the access history is complete and unchanged.

Only reads: every digest is computed again and compared. Records that were cut off at the end show
only against heads kept outside the database: `manage.py verify_access --heads FILE`.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from referral_portal.common.chain import START
from safeguarding.models import AccessRecord, VictimCase

CHUNK = 2000


@dataclass(frozen=True)
class ChainState:
    """The state of one chain; `broken_at` is the first number that does not match, or None."""

    name: str
    length: int
    head: str
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        """Whether every record is present, in order and unchanged."""
        return self.broken_at is None


def case_chain(case: VictimCase) -> ChainState:
    """Return the state of one case's access history, in one query."""
    records = AccessRecord.objects.filter(case=case).order_by("number", "pk")
    return _state(_name(case.pk, 0), records)


def all_chains() -> Iterator[ChainState]:
    """Return the state of every chain, one after the other."""
    records = AccessRecord.objects.order_by("case", "worker", "number", "pk")
    cases = records.filter(case__isnull=False).order_by("case", "number", "pk")
    lists = records.filter(case__isnull=True).order_by("worker", "number", "pk")
    for rows in (cases, lists):
        for name, chain in groupby(rows.iterator(chunk_size=CHUNK), key=_chain_of):
            yield _state(name, chain)


def head_at(name: str, number: int) -> str:
    """Return the digest of one record of the chain `name`, or ""."""
    kind, _, key = name.partition(":")
    chain = {"case_id": key} if kind == "case" else {"case": None, "worker_id": key}
    found = AccessRecord.objects.filter(**chain, number=number).values_list("digest", flat=True)
    return found.first() or ""


def _state(name: str, records: Iterable[AccessRecord]) -> ChainState:
    number, head, broken_at = 0, START, None
    for record in records:
        number += 1
        fits = (record.number, record.previous) == (number, head)
        if broken_at is None and not (fits and record.digest == record.expected_digest()):
            broken_at = number
        head = record.digest
    return ChainState(name, number, head, broken_at)


def _chain_of(record: AccessRecord) -> str:
    return _name(record.case_id, record.worker_id)


def _name(case_id: uuid.UUID | None, worker_id: int) -> str:
    return f"case:{case_id}" if case_id else f"worker:{worker_id}"
