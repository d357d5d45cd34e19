"""Do something for real and take it back, so that it is proved and leaves no row."""

import contextlib
from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connections, transaction


@contextlib.contextmanager
def taken_back(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Undo all that the block writes, after the database has checked it.

    No other connection ever sees it, and what was to happen after the commit does not happen. A
    sequence does not go back. An error in the block is raised, and undoes the block too.
    """
    with transaction.atomic(using=using):
        yield
        # Foreign keys are otherwise checked at the commit, which never comes.
        connections[using].check_constraints()
        transaction.set_rollback(True, using=using)
