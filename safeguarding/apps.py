"""Start the safeguarding app without a trace of its label in the portal's database.

Django writes the content types and permissions of every app into `default`, even with a router; the
wrappers below leave this app out.
"""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate

LABEL = "safeguarding"
PERMISSIONS_UID = "django.contrib.auth.management.create_permissions"


# At module level: receivers are held by weak references.
def content_types_of_others(app_config, **kwargs):
    """Create content types for every app but this one."""
    if app_config.label != LABEL:
        create_contenttypes(app_config, **kwargs)


def permissions_of_others(app_config, **kwargs):
    """Create permissions for every app but this one."""
    if app_config.label != LABEL:
        create_permissions(app_config, **kwargs)


def is_of_this_side(view: str) -> bool:
    """Return whether an error in a view or task belongs into this side's database."""
    return not settings.HAS_PORTAL or view.startswith(LABEL)


class SafeguardingConfig(AppConfig):
    name = LABEL
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Replace Django's receivers; this app is last in INSTALLED_APPS, so they are all there."""
        if not (
            post_migrate.disconnect(create_contenttypes)
            and post_migrate.disconnect(dispatch_uid=PERMISSIONS_UID)
        ):
            raise RuntimeError("Django's post_migrate receivers have moved; read this module.")
        post_migrate.connect(content_types_of_others)
        post_migrate.connect(permissions_of_others, dispatch_uid=PERMISSIONS_UID)
        from referral_portal.audit.reports import Keeper, keepers  # noqa: PLC0415
        from safeguarding.models import ProtectedErrorReport  # noqa: PLC0415

        # In a process of both zones, each has its own.
        keepers.insert(0, Keeper(ProtectedErrorReport, is_of_this_side))
