"""Who may do what in the safeguarding database. A table that is not named here stops the deployment.

How rights are granted belongs in referral_portal/rights.
"""

from django.conf import settings

from referral_portal.rights.declaring import ADD, ADDED, FULL, KEPT, Rights, Role

# The web and the worker of this side.
SERVING = {
    # Who looked at what, and what was said, is added to and never changed.
    "safeguarding.AccessRecord": ADDED,
    "safeguarding.SafeguardingEvent": ADDED,
    "safeguarding.ContactNote": ADDED,
    "safeguarding.SealedNote": "r",
    "safeguarding.OpenedEnvelope": "r",
    "safeguarding.OpenFailure": KEPT,
    "safeguarding.VictimCase": KEPT,
    "safeguarding.Concern": KEPT,
    "safeguarding.SafeContact": KEPT,
    "safeguarding.Handback": KEPT,
    "safeguarding.Alert": KEPT,
    "safeguarding.ProtectedMessage": KEPT,
    "safeguarding.PullCursor": KEPT,
    # Hashes, made anew from the case.
    "safeguarding.SearchWord": FULL,
    # Signing in.
    "safeguarding.Worker": KEPT,
    "safeguarding.WorkerSession": FULL,
    "safeguarding.RecoveryCode": FULL,
    "safeguarding.WorkerTry": FULL,
    "safeguarding.WorkerInvitation": KEPT,
}

# It stores what it opened and raises alerts; it reads no notes and no sign-ins.
OPENING = {
    "safeguarding.OpenedEnvelope": ADDED,
    "safeguarding.OpenFailure": KEPT,
    "safeguarding.VictimCase": KEPT,
    "safeguarding.Concern": ADDED,
    "safeguarding.SealedNote": ADD,
    "safeguarding.Alert": KEPT,
    "safeguarding.Handback": ADDED,
    "safeguarding.ProtectedMessage": ADDED,
    "safeguarding.SafeguardingEvent": ADD,
}

RIGHTS = Rights(
    roles=(
        Role(settings.READER_ROLE, tables=SERVING, sees_migrations=True),
        Role(
            settings.OPENER_ROLE,
            tables=OPENING,
            # What an INSERT gives back.
            columns={"safeguarding.SafeguardingEvent": {"r": ("id",)}},
        ),
    )
)
