"""Techniques that turn to the database server: its catalogues, its files, its other databases."""

from urllib.parse import urlsplit

import psycopg2

from tests.proofs.stolen.loot import Loot
from tests.proofs.stolen.queries import ENVELOPES, _all_tables, _ask
from tests.proofs.stolen.scoring import Find

ROLES = ("portal_app", "portal_owner", "safeguarding_app", "safeguarding_opener",
         "safeguarding_owner", "portal_backup", "safeguarding_backup", "postgres", "safeguarding",
         "portal")  # fmt: skip
MOST_WORDS = 8


def _each(loot: Loot, find: Find, *statements: str) -> None:
    with loot.database() as cursor:
        for statement in statements:
            _ask(cursor, find, "server", statement)


def sizes_in_the_catalogue(loot: Loot, find: Find) -> None:
    _each(
        loot, find,
        "SELECT relname, relpages, reltuples, pg_total_relation_size(oid) FROM pg_class",
        f"SELECT pg_table_size('{ENVELOPES}'), pg_indexes_size('{ENVELOPES}')",
        "SELECT datname, pg_database_size(oid) FROM pg_database",
        "SELECT spcname, pg_tablespace_size(oid) FROM pg_tablespace",
    )  # fmt: skip


def statistics_of_tables(loot: Loot, find: Find) -> None:
    _each(
        loot, find,
        "SELECT * FROM pg_stat_all_tables", "SELECT * FROM pg_statio_all_tables",
        "SELECT * FROM pg_stat_all_indexes", "SELECT * FROM pg_stat_database",
        "SELECT * FROM pg_stat_bgwriter", "SELECT * FROM pg_stat_wal",
    )  # fmt: skip


def samples_in_column_statistics(loot: Loot, find: Find) -> None:
    _each(
        loot, find, "SELECT tablename, attname, n_distinct, most_common_vals::text,"
        " histogram_bounds::text FROM pg_stats", "SELECT * FROM pg_statistic",
        "SELECT * FROM pg_stats_ext", "SELECT * FROM pg_statistic_ext_data",
    )  # fmt: skip


def queries_of_others(loot: Loot, find: Find) -> None:
    _each(
        loot, find, "SELECT * FROM pg_stat_activity", "SELECT * FROM pg_stat_statements",
        "SELECT * FROM pg_prepared_xacts", "SELECT * FROM pg_cursors", "SELECT * FROM pg_locks",
        "SELECT * FROM pg_prepared_statements", "SELECT * FROM pg_stat_ssl",
    )  # fmt: skip


def passwords_of_roles(loot: Loot, find: Find) -> None:
    _each(
        loot, find, "SELECT * FROM pg_authid", "SELECT * FROM pg_shadow",
        "SELECT * FROM pg_user_mapping", "SELECT * FROM pg_hba_file_rules",
        "SELECT * FROM pg_db_role_setting", "SELECT * FROM pg_settings",
    )  # fmt: skip


def source_of_everything_stored(loot: Loot, find: Find) -> None:
    _each(
        loot, find, "SELECT proname, prosrc FROM pg_proc WHERE prolang > 14",
        "SELECT description FROM pg_description WHERE objoid > 16383",
        "SELECT pg_get_viewdef(oid) FROM pg_class WHERE relkind = 'v' AND oid > 16383",
        "SELECT * FROM pg_trigger", "SELECT * FROM pg_event_trigger", "SELECT * FROM pg_seclabels",
    )  # fmt: skip


def files_of_the_server(loot: Loot, find: Find) -> None:
    _each(
        loot, find, "SELECT pg_read_file('postgresql.conf')", "SELECT pg_read_binary_file('PG_VERSION')",
        "SELECT pg_ls_dir('base')", "SELECT * FROM pg_stat_file('PG_VERSION')",
        "SELECT * FROM pg_ls_waldir()", "SELECT * FROM pg_ls_logdir()", "SELECT pg_ls_tmpdir()",
    )  # fmt: skip


def programs_on_the_server(loot: Loot, find: Find) -> None:
    _each(
        loot, find, "COPY (SELECT 1) TO PROGRAM 'id'", "CREATE TEMP TABLE said (line text)",
        "COPY said FROM PROGRAM 'cat /etc/passwd'", "COPY said FROM '/etc/passwd'",
        "SELECT lo_export(0, '/tmp/x')",
    )  # fmt: skip


def large_objects(loot: Loot, find: Find) -> None:
    _each(
        loot, find, "SELECT lo_import('/etc/passwd')", "SELECT * FROM pg_largeobject",
        "SELECT lo_get(oid) FROM pg_largeobject_metadata",
    )  # fmt: skip


def links_to_other_databases(loot: Loot, find: Find) -> None:
    _each(
        loot, find, "CREATE EXTENSION dblink", "CREATE EXTENSION postgres_fdw",
        "CREATE EXTENSION file_fdw", "CREATE EXTENSION pageinspect", "CREATE EXTENSION plpython3u",
        "CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw", "SELECT * FROM pg_foreign_server",
    )  # fmt: skip


def what_was_written_before(loot: Loot, find: Find) -> None:
    _each(
        loot, find, "SELECT pg_create_logical_replication_slot('mine', 'test_decoding')",
        "SELECT pg_create_physical_replication_slot('mine')", "SELECT * FROM pg_replication_slots",
        "CREATE PUBLICATION mine FOR ALL TABLES", "SELECT pg_current_wal_lsn()", "SELECT pg_switch_wal()",
        f"SELECT get_raw_page('{ENVELOPES}', 0)", "SELECT pg_backup_start('mine')",
    )  # fmt: skip


def listen_to_others(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        for channel in ("portal", "safeguarding", "sealing", "celery"):
            cursor.execute(f"LISTEN {channel}")
        cursor.connection.poll()
        for note in cursor.connection.notifies:
            find.text(f"{note.channel} {note.payload}")


def every_other_database_of_this_server(loot: Loot, find: Find) -> None:
    with loot.database() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        names = [name for (name,) in cursor.fetchall()]
    base, _, here = loot.address.rpartition("/")
    for name in names:
        if name != here:
            _read_all(loot, find, f"{base}/{name}")


def other_roles_with_every_password_at_hand(loot: Loot, find: Find) -> None:
    where = urlsplit(loot.address)
    for role in ROLES:
        for word in loot.words[:MOST_WORDS] if role not in loot.address else ():
            _try_word(loot, find, role, word, f"{where.hostname}:{where.port}{where.path}")


def the_far_sides_database_with_every_password_at_hand(loot: Loot, find: Find) -> None:
    for role in ROLES:
        for word in loot.words[:MOST_WORDS]:
            _try_word(loot, find, role, word, loot.far_database)


def every_database_address_in_the_environment(loot: Loot, find: Find) -> None:
    for value in list(loot.secrets.values()):
        if value.startswith("postgres") and value != loot.address:
            _read_all(loot, find, value)


def _try_word(loot: Loot, find: Find, role: str, word: str, where: str) -> None:
    address = psycopg2.extensions.make_dsn(
        user=role, password=word, host=where.split(":", maxsplit=1)[0],
        port=where.split(":")[1].split("/", maxsplit=1)[0], dbname=where.rsplit("/", 1)[1],
    )  # fmt: skip
    _read_all(loot, find, address)


def _read_all(loot: Loot, find: Find, address: str) -> None:
    try:
        with loot.database(address=address) as cursor:
            _all_tables(cursor, find)
    except psycopg2.Error as refusal:
        find.refusals.append(str(refusal).strip().splitlines()[0])
