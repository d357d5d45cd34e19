"""The demonstration of November 2026 stays whole when today's version takes it over.

The archive beside this file holds the two databases and the keys that `./dev run` made then. All its
people are invented, and its keys open nothing else.
"""

import sqlite3
import tarfile
from pathlib import Path

import pytest

from tooling.base import PYTHON, ROOT, VAR, run
from tooling.prepare import settings_for

ARCHIVE = Path(__file__).parent / "demonstration_2026_11.tar.xz"
# Django writes these itself; a migration may rename a permission.
OF_DJANGO = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
# Columns whose values a migration changes on purpose, and what must hold for them instead.
CHANGED = {("referrals_participant", "search_name")}  # in the newer normal form
# Tables and columns that have another name now.
RENAMED = {"referrals_callattempt": "referrals_contactlog"}
RENAMED_COLUMNS = {
    ("referrals_callattempt", "outcome"): "result",
    ("referrals_callattempt", "note"): "words",
}


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """Return the folders of the demonstration before and after the upgrade."""
    before, after = (tmp_path_factory.mktemp(name) for name in ("before", "after"))
    for folder in (before, after):
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(folder, filter="data")
    manage(after, "portal", "migrate")
    manage(after, "safeguarding", "migrate", "safeguarding", "--database=safeguarding")
    return before, after


def manage(folder, zone, *words):
    """Run a management command of `zone` on the databases and keys in `folder`."""
    env = {name: value.replace(str(VAR), str(folder)) for name, value in settings_for(zone).items()}
    run([PYTHON, ROOT / "manage.py", *words], env=env)


def rows(database, table):
    """Return the rows of a table by key, each with its columns by name."""
    database.row_factory = sqlite3.Row
    keys = [column["name"] for column in database.execute(f'PRAGMA table_info("{table}")')
            if column["pk"]]  # fmt: skip
    found = database.execute(f'SELECT * FROM "{table}"')
    return {tuple(row[key] for key in keys): dict(row) for row in found}


@pytest.mark.parametrize("name", ["portal", "safeguarding"])
def test_no_row_is_lost_and_no_value_is_changed(upgraded, name):
    old, new = (sqlite3.connect(folder / f"{name}.sqlite3") for folder in upgraded)
    tables = {
        row[0] for row in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    } - OF_DJANGO
    compared = 0
    for table in sorted(tables):
        kept = rows(new, RENAMED.get(table, table))
        for key, row in rows(old, table).items():
            assert key in kept, f"{table} {key} is lost"
            for column, value in row.items():
                name = RENAMED_COLUMNS.get((table, column), column)
                if name in kept[key] and (table, column) not in CHANGED:
                    assert kept[key][name] == value, f"{table}.{column} of {key}"
                    compared += 1
    assert compared > 1000
    assert old.execute("PRAGMA foreign_key_check").fetchall() == []
    assert new.execute("PRAGMA foreign_key_check").fetchall() == []


def test_every_participant_and_place_has_its_person(upgraded):
    database = sqlite3.connect(upgraded[1] / "portal.sqlite3")
    count = "SELECT count(*), count(person_id), count(DISTINCT person_id) FROM "
    people, with_person, distinct = database.execute(count + "referrals_participant").fetchone()
    assert people == with_person == distinct > 20
    places, with_person, _ = database.execute(count + "cohorts_enrolment").fetchone()
    assert places == with_person > 5
    apart = database.execute(
        "SELECT count(*) FROM cohorts_enrolment e JOIN referrals_referral r ON r.id = e.referral_id"
        " JOIN referrals_participant p ON p.id = r.participant_id WHERE p.person_id <> e.person_id"
    )
    assert apart.fetchone() == (0,)


def test_what_was_encrypted_can_still_be_read_and_the_chains_hold(upgraded):
    folder = upgraded[1]
    manage(folder, "safeguarding", "verify_access")
    read = (
        "from safeguarding.models import ContactNote, SafeContact, VictimCase;"
        "from safeguarding.transactions import seeing_all\n"
        "with seeing_all():\n"
        "    cases = [case.contents for case in VictimCase.objects.all()]\n"
        "    contacts = [row.value for row in SafeContact.objects.all()]\n"
        "    notes = [row.note for row in ContactNote.objects.all()]\n"
        "assert sum(map(bool, cases)) > 10, len(cases)\n"
        "assert contacts and all(contacts) and notes, (len(contacts), len(notes))"
    )
    manage(folder, "safeguarding", "shell", "--command", read)
