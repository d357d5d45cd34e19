"""Who may change the catalogue.

| role          | read | write a draft | publish |
|---------------|------|---------------|---------|
| administrator | yes  | yes           | yes     |
| coordinator, manager, auditor | yes | no | no  |

SYSTEM loads the catalogue's data files. No role may change a published version.
"""

from django.core.exceptions import PermissionDenied

from referral_portal.accounts.roles import Role
from referral_portal.audit.recorder import SYSTEM


def can_write_catalogue(by) -> bool:
    """Return whether `by`, an account or SYSTEM, may write and publish versions."""
    return by == SYSTEM or (by.is_active and by.has_role(Role.ADMINISTRATOR))


def check_can_write_catalogue(by) -> None:
    """Raise PermissionDenied unless `by` may write and publish versions."""
    if not can_write_catalogue(by):
        raise PermissionDenied("Only an administrator can change the catalogue.")
