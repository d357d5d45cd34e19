"""Techniques that ask `default` as the role the portal itself has."""

import contextlib

import psycopg2
from psycopg2 import sql

from tests.proofs.stolen.loot import Loot
from tests.proofs.stolen.scoring import Find

ENVELOPES = "sealing_sealedenvelope"
SYSTEM = "('pg_catalog', 'information_schema')"


def _ask(cursor, find: Find, source: str, query, *values) -> list[dict]:
    """Keep every row of a query, or the refusal, and return the rows."""
    try:
        cursor.execute(query, values)
    except (psycopg2.errors.UndefinedColumn, psycopg2.errors.SyntaxError) as mistake:
        raise AssertionError(f"This technique asks nonsense: {mistake}") from mistake
    except psycopg2.Error as refusal:
        find.refusals.append(str(refusal).splitlines()[0])
        return []
    if not cursor.description:
        return []
    names = [column.name for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        find.row(source, row)
    return rows


def _all_tables(cursor, find: Find, columns: str = "*") -> None:
    cursor.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        f" WHERE c.relkind IN ('r', 'v', 'm', 'p') AND n.nspname NOT IN {SYSTEM}"
    )
    for schema, table in cursor.fetchall():
        query = sql.SQL(f"SELECT {columns} FROM {{}}").format(sql.Identifier(schema, table))
        _ask(cursor, find, f"{schema}.{table}", query)


def read_every_table(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        _all_tables(cursor, find)


def read_envelopes(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        for columns in ("*", "blob", "id", "count(*)", "sealed_at, opened_at", "1"):
            _ask(cursor, find, ENVELOPES, f"SELECT {columns} FROM {ENVELOPES}")


def copy_envelopes_out(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        _ask(cursor, find, ENVELOPES, f"COPY {ENVELOPES} TO '/tmp/envelopes'")
        _ask(cursor, find, ENVELOPES, f"COPY (SELECT * FROM {ENVELOPES}) TO '/tmp/envelopes'")


def add_an_envelope_and_have_the_old_one_returned(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        cursor.execute("SELECT envelope_id FROM referrals_referral")
        for (envelope,) in cursor.fetchall()[:3]:
            _ask(
                cursor, find, ENVELOPES,
                f"INSERT INTO {ENVELOPES} VALUES (%s, '', now(), NULL) ON CONFLICT (id)"
                " DO UPDATE SET sealed_at = now() RETURNING *", envelope,
            )  # fmt: skip


def add_envelopes_that_are_there_already(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        cursor.execute("SELECT id, envelope_id FROM referrals_referral")
        for referral, envelope in cursor.fetchall():
            try:
                cursor.execute(f"INSERT INTO {ENVELOPES} VALUES (%s, '', now(), NULL)", [envelope])
            except psycopg2.Error as refusal:
                find.row("probe", {"id": str(referral), "said": refusal.pgcode})


def change_and_delete_envelopes(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        for statement in (
            f"UPDATE {ENVELOPES} SET opened_at = NULL RETURNING *",
            f"DELETE FROM {ENVELOPES} RETURNING *",
            f"TRUNCATE {ENVELOPES}",
            f"LOCK {ENVELOPES} IN ACCESS EXCLUSIVE MODE",
        ):
            _ask(cursor, find, ENVELOPES, statement)


def become_another_role(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        for (role,) in cursor.fetchall():
            for how in ("SET ROLE", "SET SESSION AUTHORIZATION"):
                with contextlib.suppress(psycopg2.Error):
                    cursor.execute(sql.SQL(f"{how} {{}}").format(sql.Identifier(role)))
                    _ask(cursor, find, ENVELOPES, f"SELECT * FROM {ENVELOPES}")
                    _all_tables(cursor, find)
                cursor.execute("RESET ROLE; RESET SESSION AUTHORIZATION")


def grant_oneself_rights(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        for statement in (
            f"GRANT SELECT ON {ENVELOPES} TO PUBLIC",
            "GRANT portal_owner TO portal_app",
            "GRANT pg_read_all_data TO portal_app",
            "ALTER ROLE portal_app SUPERUSER",
            f"ALTER TABLE {ENVELOPES} OWNER TO portal_app",
            "CREATE ROLE thief LOGIN",
        ):
            _ask(cursor, find, "rights", statement)
        _ask(cursor, find, ENVELOPES, f"SELECT * FROM {ENVELOPES}")


def make_a_function_or_a_view(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        for statement in (
            f"CREATE VIEW public.mine AS SELECT * FROM {ENVELOPES}",
            f"CREATE TABLE public.mine AS SELECT * FROM {ENVELOPES}",
            f"CREATE TEMP TABLE mine AS SELECT * FROM {ENVELOPES}",
            "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            f"CREATE RULE mine AS ON INSERT TO {ENVELOPES} DO ALSO NOTIFY mine",
            f"CREATE POLICY mine ON {ENVELOPES} USING (true)",
            "CREATE SCHEMA mine",
            "DO $$ BEGIN PERFORM blob FROM sealing_sealedenvelope; END $$",
        ):
            _ask(cursor, find, "made", statement)


def read_the_far_sides_views(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('pulled')"
        )
        for (view,) in cursor.fetchall():
            _ask(
                cursor, find, view, sql.SQL("SELECT * FROM pulled.{}").format(sql.Identifier(view))
            )
        _ask(cursor, find, "views", "SELECT * FROM pg_views WHERE schemaname = 'pulled'")


def order_of_rows_on_disk(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        for table in ("referrals_referral", "referrals_participant"):
            _ask(
                cursor, find, table,
                "SELECT id, xmin::text::bigint AS xmin, xmax::text::bigint AS xmax,"
                " split_part(ctid::text, ',', 1) AS page, pg_column_size(t.*) AS size"
                f" FROM {table} t",
            )  # fmt: skip
        _ask(
            cursor, find, "order",
            "SELECT id, row_number() OVER (ORDER BY ctid) AS place,"
            " pg_xact_commit_timestamp(xmin) AS at FROM referrals_referral",
        )  # fmt: skip
        _ask(
            cursor, find, "order",
            "SELECT id, row_number() OVER (ORDER BY ctid) AS place FROM referrals_referral",
        )  # fmt: skip
