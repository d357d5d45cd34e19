"""Whether any row has changed, without those that only say that a user has looked; and taking back."""

import contextlib
from collections.abc import Iterator

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connections, transaction

from referral_portal.accounts.models import SignInTry
from referral_portal.audit.models import AuditEvent
from referrals.models import RecentLook
from safeguarding.models import AccessRecord, PullCursor, SafeguardingEvent, WorkerSession

ALIASES = ("default", "safeguarding")
# What opening a page writes: that a user opened it, and how far the other side has read.
LOOKING = (
    AuditEvent,
    Session,
    RecentLook,
    AccessRecord,
    SafeguardingEvent,
    WorkerSession,
    PullCursor,
    SignInTry,
)


def everything_kept() -> dict[str, int]:
    """Return a number for each table that changes when a row of it does."""
    return {
        model._meta.label: hash(str(sorted(map(_told, model.objects.values_list()))))
        for model in apps.get_models()
        if model not in LOOKING and model._meta.app_label != "contenttypes"
    }


def _told(row: tuple) -> str:
    return str([bytes(value) if isinstance(value, memoryview) else value for value in row])


def changed(before: dict[str, int]) -> list[str]:
    """Return the tables that are no longer as `everything_kept` found them."""
    after = everything_kept()
    return [label for label, was in before.items() if after[label] != was]


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    """Transactions on both databases around the transactions of several tests."""
    blocks = [transaction.atomic(using=alias) for alias in ALIASES]
    for block in blocks:
        block._from_testcase = True  # as Django's own test cases: a durable block may stand inside
        block.__enter__()
    try:
        yield
    finally:
        for alias, block in reversed(list(zip(ALIASES, blocks, strict=True))):
            if connections[alias].in_atomic_block:
                transaction.set_rollback(True, using=alias)
                block.__exit__(None, None, None)
