"""The transaction that writes to the portal, for the opener and the copier."""

from django.db import transaction


def in_portal() -> transaction.Atomic:
    """Return a transaction on the portal's database; only this folder may use it."""
    return transaction.atomic(using="default", durable=True)
