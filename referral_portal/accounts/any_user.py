"""A user in a query that is built once for all users of the same roles.

The rules of who sees what ask a user for roles, the id and the agency. Here the roles are known, and the
other two are given when the rows are read. A rule that asks for more fails, so nothing is shown.
"""

from dataclasses import dataclass

from django.db.models import IntegerField

from referral_portal.common.statements import Given


@dataclass(frozen=True)
class AnyUser:
    """A user with these roles; `user` and `agency` are given to `Together.read`."""

    roles: frozenset[str]
    pk = Given("user", IntegerField())
    agency_id = Given("agency", IntegerField())

    @property
    def is_active(self) -> bool:
        """Whether the account is open; a closed one has no roles."""
        return bool(self.roles)

    def has_role(self, *roles: str) -> bool:
        """Return whether the user has one of `roles`."""
        return not self.roles.isdisjoint(roles)
