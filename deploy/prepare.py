"""Prepare the database of one zone before its processes start: migrations, rights, turns, restores.

The one-shot services of docker-compose.yml run this as the database's owner on every deployment. Every
step may be repeated. Each zone prepares only its own database. A restore from a backup is recognised;
after one from a dump, say `python -m deploy.prepare --restored`.
"""

import datetime as dt
import sys

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string

RESTORED = "--restored"
# Of each database: its timelines, its messages, and which of them may leave.
PORTAL = (
    "outbox.PortalTimeline",
    "outbox.OutgoingMessage",
    "referral_portal.outbox.drain.may_leave",
)
FAR_SIDE = (
    "safeguarding.ProtectedTimeline",
    "safeguarding.ProtectedMessage",
    "safeguarding.tasks.may_leave",
)


def main(*, restored: bool = False) -> None:
    """Prepare the database of this process's zone; `restored` says that it comes from a dump."""
    django.setup()
    # A view would block a migration. No process reads through the views until they are made again.
    call_command("grant_roles", drop_views=True)
    if settings.HAS_PORTAL:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("sync_roles")
        call_command("load_programmes")
        import_string("referrals.waiting.follow_order_weeks")(now=timezone.now())
    else:
        alias = "safeguarding"
        call_command("migrate", alias, database=alias, interactive=False, verbosity=0)
    call_command("grant_roles")
    recognise_restore(force=restored)


def recognise_restore(*, force: bool) -> None:
    """Settle what a restore of this zone's database left open, before any process starts."""
    alias, names = ("default", PORTAL) if settings.HAS_PORTAL else ("safeguarding", FAR_SIDE)
    if recognise_on(alias, names, force=force, now=timezone.now()):
        sys.stdout.write(
            "Restored: messages that may have left are uncertain; numbers go on higher.\n"
        )


def recognise_on(alias: str, names: tuple[str, ...], *, force: bool, now: dt.datetime) -> bool:
    """Settle a restore of one database; return whether there was one."""
    timelines, messages, ready = names
    return import_string("referral_portal.outbox.restoring.recognise")(
        timelines=apps.get_model(timelines),
        messages=apps.get_model(messages),
        ready=import_string(ready),
        using=alias,
        now=now,
        force=force,
    )


if __name__ == "__main__":
    main(restored=RESTORED in sys.argv[1:])
