"""Techniques of an attacker who owns all tables of `default`: reading, measuring, setting traps."""

import time

from tests.proofs.stolen.loot import Loot
from tests.proofs.stolen.queries import ENVELOPES, _all_tables, _ask
from tests.proofs.stolen.scoring import Find

NEAR = "interval '2 seconds'"


def own_every_table(loot: Loot, find: Find) -> None:
    with loot.database(owner=True) as cursor:
        _all_tables(cursor, find)


def own_sizes_and_times_of_envelopes(loot: Loot, find: Find) -> None:
    with loot.database(owner=True) as cursor:
        _ask(
            cursor, find, "measured",
            f"SELECT id, octet_length(blob), pg_column_size(e.*), sealed_at, opened_at,"
            f" xmin::text::bigint AS xmin, extract(epoch FROM opened_at - sealed_at)::float AS took,"
            f" row_number() OVER (ORDER BY ctid) AS place FROM {ENVELOPES} e",
        )  # fmt: skip


def own_counts_of_notes(loot: Loot, find: Find) -> None:
    """Envelopes of no referral, next to what the audit says of the same moment."""
    with loot.database(owner=True) as cursor:
        _ask(
            cursor, find, "notes",
            f"SELECT a.target_id AS id, count(*) AS near FROM audit_auditevent a JOIN {ENVELOPES} e"
            f" ON e.sealed_at BETWEEN a.at - {NEAR} AND a.at + {NEAR} GROUP BY a.target_id",
        )  # fmt: skip
        _ask(
            cursor, find, "notes", f"SELECT count(*) FROM {ENVELOPES}"
            " WHERE id NOT IN (SELECT envelope_id FROM referrals_referral)",
        )  # fmt: skip


def own_times_of_answers(loot: Loot, find: Find) -> None:
    """How long each answer took, and in which order they were written."""
    with loot.database(owner=True) as cursor:
        _ask(
            cursor, find, "released",
            "SELECT m.referral_id, r.released_at, r.not_before, r.sequence,"
            " extract(epoch FROM r.released_at - m.created_at)::float"
            " AS took, row_number() OVER (ORDER BY r.ctid) AS place FROM outbox_messagerelease r"
            " JOIN outbox_outgoingmessage m ON m.id = r.message_id",
        )  # fmt: skip
        _ask(
            cursor, find, "cards",
            "SELECT referral_id, released_at, sequence, row_number() OVER (ORDER BY ctid) AS place,"
            " xmin::text::bigint AS xmin FROM referrals_releasedcard",
        )  # fmt: skip


def own_old_versions_of_rows(loot: Loot, find: Find) -> None:
    with loot.database(owner=True) as cursor:
        for statement in (
            "CREATE EXTENSION pageinspect", f"SELECT get_raw_page('{ENVELOPES}', 0)",
            "CREATE EXTENSION pg_visibility", f"SELECT * FROM heap_page_items('{ENVELOPES}')",
            "SELECT * FROM pg_ls_waldir()", "SELECT pg_read_binary_file('pg_wal')",
        ):  # fmt: skip
            _ask(cursor, find, "old", statement)


def own_statistics_of_envelopes(loot: Loot, find: Find) -> None:
    with loot.database(owner=True) as cursor:
        for statement in (
            f"ANALYZE {ENVELOPES}",
            f"SELECT * FROM pg_stats WHERE tablename = '{ENVELOPES}'",
            f"SELECT * FROM pg_stat_all_tables WHERE relname = '{ENVELOPES}'",
            "SELECT * FROM pg_stat_activity",
        ):
            cursor.execute(statement)
            if cursor.description:
                find.text(str(cursor.fetchall()))


def own_a_trap_where_the_far_side_reads(loot: Loot, find: Find):
    """A view that notes what is asked of it, by whom and in which words."""
    with loot.database(owner=True) as cursor:
        cursor.execute(
            "CREATE TABLE trapped (who text, asked text, at timestamptz);"
            "CREATE FUNCTION trap() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
            " INSERT INTO public.trapped VALUES (session_user, current_query(), now());"
            " RETURN true; END $$; GRANT EXECUTE ON FUNCTION trap() TO PUBLIC;"
        )
        cursor.execute("SELECT pg_get_viewdef('pulled.referrals_referral'::regclass)")
        definition = cursor.fetchone()[0].rstrip().rstrip(";")
        cursor.execute(
            "CREATE OR REPLACE VIEW pulled.referrals_referral AS "
            f"SELECT r.* FROM ({definition}) r, (SELECT public.trap() AS yes OFFSET 0) t WHERE t.yes"
        )
    yield
    with loot.database(owner=True) as cursor:
        _ask(cursor, find, "trapped", "SELECT * FROM trapped")
        cursor.execute(f"CREATE OR REPLACE VIEW pulled.referrals_referral AS {definition}")


def own_a_trap_where_the_far_side_writes(loot: Loot, find: Find):
    """A trigger with the rights of the role that empties an envelope or writes an answer."""
    with loot.database(owner=True) as cursor:
        cursor.execute(
            "CREATE TABLE caught (who text, asked text, row text, at timestamptz);"
            "GRANT INSERT ON caught TO PUBLIC;"
            "CREATE FUNCTION catch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO"
            " public.caught VALUES (session_user, current_query(), OLD::text || NEW::text, now());"
            " RETURN NEW; END $$;"
        )
        for table in (
            ENVELOPES,
            "outbox_heartbeat",
            "outbox_messagerelease",
            "cohorts_concernreceipt",
        ):
            cursor.execute(
                f"CREATE TRIGGER caught BEFORE INSERT OR UPDATE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION catch()"
            )
    yield
    with loot.database(owner=True) as cursor:
        _ask(cursor, find, "caught", "SELECT * FROM caught")


def own_the_time_the_far_side_takes(loot: Loot, find: Find) -> None:
    """Ask for the far side's sign-in page a few times: does the time tell anything of a case?"""
    for _ in range(3):
        started = time.monotonic()
        loot.ask("safeguarding", "/safeguarding/sign-in/")
        find.text(f"{time.monotonic() - started}")
