"""Read rows that depend on the user with a statement that is kept for all users of the same roles.

For a page that makes many short queries. Who sees what is for the querysets: see `AnyUser`.
"""

from collections.abc import Callable, Hashable

from django.db import router
from django.db.models import Model, QuerySet

from referral_portal.accounts.any_user import AnyUser
from referral_portal.common.kept_rows import KeptRows


class KeptFor:
    """A queryset of `values_list`; usable as a decorator of the function `rows` that makes it.

    `rows` takes a user, and what else differs from one statement to the next, such as a status: few
    values that no user chooses. A value that differs from page to page stands in it as a `Given`.
    """

    def __init__(self, rows: Callable[..., QuerySet]) -> None:
        self._rows = rows
        self._kept: dict[tuple, tuple[type[Model], KeptRows]] = {}

    def read(self, user, *fixed: Hashable, **given: object) -> list[tuple]:
        """Return the rows for `user` with one query, from the database that the routers choose."""
        key = (user.roles, *fixed)
        if key not in self._kept:
            found = self._rows(AnyUser(user.roles), *fixed)
            self._kept[key] = found.model, KeptRows(lambda: found)
        model, kept = self._kept[key]
        using = router.db_for_read(model)
        return kept.read(using=using, user=user.pk, agency=user.agency_id, **given)
