"""The rights of each role in the safeguarding database.

A table that is not named here stops the deployment. referral_portal/rights grants the rights.
"""

from django.conf import settings

from referral_portal.rights.declaring import ADD, ADDED, FULL, KEPT, READ, Rights, Role

# The web process and the worker of this side.
SERVING = {
    # Access, audit and contacts are added and never changed.
    "safeguarding.AccessRecord": ADDED,
    "safeguarding.SafeguardingEvent": ADDED,
    "safeguarding.ContactNote": ADDED,
    "safeguarding.NotePerson": ADDED,
    "safeguarding.NotTold": ADDED,
    "safeguarding.NobodyToTell": ADDED,
    "safeguarding.ReleaseOverride": ADDED,
    "safeguarding.ConcernStep": ADDED,
    "safeguarding.CaseClosing": ADDED,
    "safeguarding.SealedNote": "r",
    "safeguarding.OpenedEnvelope": READ,
    "safeguarding.Backup": READ,
    "safeguarding.ProtectedErrorReport": FULL,  # for some days
    "safeguarding.ProtectedTimeline": READ,
    "safeguarding.OpenFailure": KEPT,
    "safeguarding.VictimCase": KEPT,
    "safeguarding.Concern": KEPT,
    "safeguarding.PersonAtRisk": KEPT,
    "safeguarding.PersonOnCase": KEPT,
    "safeguarding.PersonJoin": KEPT,
    "safeguarding.SafeContact": KEPT,
    "safeguarding.Handback": KEPT,
    "safeguarding.Alert": KEPT,
    "safeguarding.ProtectedMessage": KEPT,
    "safeguarding.PullCursor": KEPT,
    # Synthetic referrals, until their time is over.
    "safeguarding.SyntheticCase": FULL,
    # Hashes, which are made again from the case.
    "safeguarding.SearchWord": FULL,
    "safeguarding.CaseOpening": KEPT,
    "safeguarding.Exclusion": KEPT,
    "safeguarding.Cover": KEPT,
    # Pages that have made their change, for a day.
    "safeguarding.UsedPage": FULL,
    # Signing in.
    "safeguarding.Worker": KEPT,
    "safeguarding.WorkerSession": FULL,
    "safeguarding.RecoveryCode": FULL,
    "safeguarding.WorkerTry": FULL,
    "safeguarding.WorkerInvitation": FULL,
    "safeguarding.TypedPage": FULL,
}

# The opener stores what it opened and raises alerts; it reads no notes and no sign-ins.
OPENING = {
    "safeguarding.OpenedEnvelope": ADDED,
    "safeguarding.Backup": READ,
    "safeguarding.ProtectedErrorReport": ADDED,
    "safeguarding.OpenFailure": KEPT,
    "safeguarding.VictimCase": KEPT,
    "safeguarding.Concern": ADDED,
    "safeguarding.SealedNote": ADD,
    "safeguarding.SyntheticCase": ADDED,
    "safeguarding.Alert": KEPT,
    "safeguarding.Handback": ADDED,
    "safeguarding.ProtectedMessage": ADDED,
    "safeguarding.SafeguardingEvent": ADD,
}

# -- Which rows -------------------------------------------------------------------------------
# NULLIF: a connection that once had the setting then gives "", which is not a number.
WORKER = "nullif(current_setting('app.worker', true), '')::bigint"
EVERYONE = "coalesce(current_setting('app.everyone', true), '') = 'yes'"
CASE = "safeguarding_victimcase"
OWN = f"""{EVERYONE} OR (
    {WORKER} IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM safeguarding_exclusion x
        WHERE x.case_id = {CASE}.id AND x.worker_id = {WORKER} AND x.ended_at IS NULL
    )
    AND (
        owner_id IS NULL
        OR owner_id = {WORKER}
        OR EXISTS (SELECT FROM safeguarding_worker w WHERE w.id = {WORKER} AND w.is_manager)
        OR EXISTS (
            SELECT FROM safeguarding_caseopening o
            WHERE o.case_id = {CASE}.id AND o.worker_id = {WORKER} AND o.expires_at > now()
        )
        OR EXISTS (
            SELECT FROM safeguarding_cover v
            WHERE v.covered_id = {CASE}.owner_id AND v.colleague_id = {WORKER}
            AND v.ended_at IS NULL AND v.starts_at <= now() AND v.ends_at > now()
        )
    )
)"""  # noqa: S608 - no part of it comes from outside
# Rows of a case are reached through it: the inner query obeys the policy of the cases. OFFSET 0 keeps
# PostgreSQL from reading every case first, to compare all rows with them.
OF_CASE = f"EXISTS (SELECT FROM {CASE} c WHERE c.id = case_id OFFSET 0)"
CHILDREN = tuple(
    f"safeguarding_{name}"
    for name in (
        "safecontact", "contactnote", "sealednote", "concern", "alert", "handback", "searchword",
        "persononcase", "nottold", "nobodytotell", "releaseoverride", "concernstep", "caseclosing",
    )
)  # fmt: skip
# A person is seen through the cases they are on, and a join by those who see both people.
PERSON = "safeguarding_personatrisk"
OF_LINK = (
    f"EXISTS (SELECT FROM safeguarding_persononcase l WHERE l.person_id = {PERSON}.id OFFSET 0)"
)
OF_BOTH = " AND ".join(
    f"EXISTS (SELECT FROM {PERSON} p WHERE p.id = {name}_id OFFSET 0)"
    for name in ("first", "second")
)
OF_NOTE = "EXISTS (SELECT FROM safeguarding_contactnote n WHERE n.id = note_id OFFSET 0)"
# A person is added before their first case is named.
NEW_PERSON = f"{EVERYONE} OR added_by_id = {WORKER}"
OPENED = (
    CASE,
    *(f"safeguarding_{name}" for name in ("sealednote", "concern", "alert", "handback")),
)


def policy(
    table: str, name: str, role: str, rule: str, *, added: str | None = None
) -> tuple[str, ...]:
    """Return the statements of one policy; each may be repeated.

    With `added`, new rows obey that rule instead.
    """
    turned_on = f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    again = f"DROP POLICY IF EXISTS {name} ON {table}"
    if added is None:
        made = f"CREATE POLICY {name} ON {table} TO {role} USING ({rule}) WITH CHECK ({rule})"
        return (turned_on, again, made)
    return (
        turned_on,
        again,
        f"DROP POLICY IF EXISTS {name}_read ON {table}",
        f"DROP POLICY IF EXISTS {name}_added ON {table}",
        f"CREATE POLICY {name} ON {table} FOR UPDATE TO {role} USING ({rule}) WITH CHECK ({rule})",
        f"CREATE POLICY {name}_read ON {table} FOR SELECT TO {role} USING ({rule})",
        f"CREATE POLICY {name}_added ON {table} FOR INSERT TO {role} WITH CHECK ({added})",
    )


ROWS = (
    *policy(CASE, "of_worker", settings.READER_ROLE, OWN),
    *(
        line
        for table in CHILDREN
        for line in policy(table, "of_worker", settings.READER_ROLE, OF_CASE)
    ),
    *policy(PERSON, "of_worker", settings.READER_ROLE, OF_LINK, added=NEW_PERSON),
    *policy("safeguarding_personjoin", "of_worker", settings.READER_ROLE, OF_BOTH),
    *policy("safeguarding_noteperson", "of_worker", settings.READER_ROLE, OF_NOTE),
    # The opener finds the case of every envelope; OPENING says what it may read.
    *(
        line
        for table in OPENED
        for line in policy(table, "of_opener", settings.OPENER_ROLE, "true")
    ),
)

RIGHTS = Rights(
    rows=ROWS,
    roles=(
        Role(settings.READER_ROLE, tables=SERVING, sees_migrations=True),
        Role(
            settings.OPENER_ROLE,
            tables=OPENING,
            # What an INSERT returns.
            columns={
                "safeguarding.SafeguardingEvent": {"r": ("id",)},
                "safeguarding.OpenedEnvelope": {"w": ("blanked_at",)},
            },
        ),
        # It copies the whole database by replication, and says here what a backup holds.
        Role(
            settings.BACKUP_ROLE,
            tables={"safeguarding.Backup": KEPT, "safeguarding.OpenedEnvelope": READ},
            columns={"safeguarding.OpenedEnvelope": {"w": ("backup_id",)}},
        ),
    ),
)
