"""Techniques that write what the far side will read, or pretend to be the far side."""

import datetime as dt
import itertools
import uuid

import psycopg2
from django.contrib.auth.hashers import make_password

from referral_portal.sealing.boxes import seal_envelope, seal_part
from tests.proofs.stolen.loot import Loot
from tests.proofs.stolen.queries import ENVELOPES, _all_tables, _ask
from tests.proofs.stolen.scoring import Find

NOW = dt.datetime.now(dt.UTC)
PARTS = ("awareness", "person", "others", "children", "risk")
SOME = 40  # referrals a forged row is tried on


def _referrals(loot: Loot, limit: int = SOME) -> list[tuple]:
    with loot.database(owner=True) as cursor:
        cursor.execute(f"SELECT id, envelope_id FROM referrals_referral ORDER BY id LIMIT {limit}")
        return [(uuid.UUID(str(one)), uuid.UUID(str(other))) for one, other in cursor.fetchall()]


def _forge(referral_id, kind: str, names: tuple[str, ...]) -> uuid.UUID:
    part = seal_part({"page": "Forged", "answers": []})
    return seal_envelope(
        referral_id=referral_id, kind=kind, parts=dict.fromkeys(names, part), names=names, now=NOW
    ).pk


def _look(loot: Loot, find: Find, made: dict) -> None:
    """Note what became of forged envelopes, by referral."""
    with loot.database(owner=True) as cursor:
        for referral, envelope in made.items():
            cursor.execute(
                f"SELECT octet_length(blob), opened_at FROM {ENVELOPES} WHERE id = %s",
                [str(envelope)],
            )
            size, opened = cursor.fetchone() or (None, None)
            find.row("forged", {"id": str(referral), "size": size, "opened": opened})
        _ask(cursor, find, "receipts", "SELECT * FROM cohorts_concernreceipt")


def forge_a_second_form_about_each(loot: Loot, find: Find):
    made = {referral: _forge(referral, "referral", PARTS) for referral, _ in _referrals(loot)}
    yield
    _look(loot, find, made)


def forge_a_note_about_each(loot: Loot, find: Find):
    made = {referral: _forge(referral, "note", ("note",)) for referral, _ in _referrals(loot)}
    yield
    _look(loot, find, made)


def forge_a_concern_about_each(loot: Loot, find: Find):
    made = {referral: _forge(referral, "concern", ("concern",)) for referral, _ in _referrals(loot)}
    yield
    _look(loot, find, made)


def move_an_envelope_to_another_referral(loot: Loot, find: Find):
    """Each referral of the sample gets its neighbour's envelope, as it was before it was emptied."""
    pairs, old = _referrals(loot), loot.envelopes()
    made = {}
    with loot.database(owner=True) as cursor:
        for (referral, _), (_, others) in itertools.pairwise(pairs):
            made[referral] = uuid.uuid4()
            cursor.execute(
                f"INSERT INTO {ENVELOPES} (id, blob, sealed_at) VALUES (%s, %s, now())",
                [str(made[referral]), old.get(str(others), b"")],
            )
            cursor.execute(
                "UPDATE referrals_referral SET envelope_id = %s WHERE id = %s",
                [str(made[referral]), str(referral)],
            )
    yield
    _look(loot, find, made)
    with loot.database(owner=True) as cursor:
        for referral, envelope in pairs:
            cursor.execute(
                "UPDATE referrals_referral SET envelope_id = %s WHERE id = %s",
                [str(envelope), str(referral)],
            )


def send_old_envelopes_once_more(loot: Loot, find: Find):
    old = loot.envelopes()
    made = {}
    with loot.database(owner=True) as cursor:
        for referral, envelope in _referrals(loot):
            made[referral] = envelope
            cursor.execute(
                f"UPDATE {ENVELOPES} SET blob = %s, opened_at = NULL WHERE id = %s",
                [old.get(str(envelope), b""), str(envelope)],
            )
    yield
    _look(loot, find, made)


def forge_answers_of_the_far_side(loot: Loot, find: Find):
    """Rows as the far side writes them: a card that asks for a reply, a stranger's release."""
    with loot.database() as cursor:
        for statement in (
            "INSERT INTO referrals_releasedcard SELECT * FROM referrals_releasedcard",
            "INSERT INTO referrals_keepapart DEFAULT VALUES",
            "INSERT INTO cohorts_sessioncheck DEFAULT VALUES",
            "INSERT INTO outbox_heartbeat VALUES ('copier', 1, now())",
        ):
            _ask(cursor, find, "forged", statement)
    with loot.database(owner=True) as cursor:
        cursor.execute("SELECT array_agg(id) FROM referrals_releasedcard")
        known = cursor.fetchone()[0] or []
        cursor.execute(
            "CREATE TEMP TABLE one AS SELECT * FROM referrals_releasedcard LIMIT 1;"
            "UPDATE one SET id = gen_random_uuid(), asks_reply = true;"
            "INSERT INTO referrals_releasedcard SELECT * FROM one"
        )
    yield
    with loot.database(owner=True) as cursor:
        _ask(
            cursor, find, "cards",
            "SELECT * FROM referrals_releasedcard WHERE NOT id = ANY(%s::uuid[])", known,
        )  # fmt: skip
        _ask(cursor, find, "heartbeats", "SELECT * FROM outbox_heartbeat")


def take_answers_away_and_see_what_comes_back(loot: Loot, find: Find):
    with loot.database(owner=True) as cursor:
        cursor.execute("DELETE FROM referrals_releasedcard")
        cursor.execute("UPDATE outbox_messagerelease SET not_before = now()")
    yield
    with loot.database(owner=True) as cursor:
        _ask(cursor, find, "back", "SELECT * FROM referrals_releasedcard")
        _ask(cursor, find, "back", "SELECT * FROM outbox_messagerelease")


def write_text_that_the_far_side_might_run(loot: Loot, find: Find):
    """Markup and templates where a link worker reads: names, references, messages."""
    words = (
        "{% debug %}{{ settings.SECRET_KEY }}<script>fetch('/safeguarding/')</script>' OR 1=1 --"
    )
    with loot.database(owner=True) as cursor:
        cursor.execute("SELECT id, name FROM referrals_participant ORDER BY id LIMIT 5")
        rows = cursor.fetchall()
        for key, _ in rows:
            cursor.execute(
                "UPDATE referrals_participant SET name = %s WHERE id = %s", [words[:100], key]
            )
    yield
    with loot.database(owner=True) as cursor:
        for key, name in rows:
            cursor.execute("UPDATE referrals_participant SET name = %s WHERE id = %s", [name, key])
        _all_tables(cursor, find)


def add_a_link_worker(loot: Loot, find: Find) -> None:
    """A row of the far side's kind in `default`, then that user name and password at its door."""
    word = "a passphrase of the thief"
    with loot.database(owner=True) as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS safeguarding_worker (id serial, username text, name text,"
            " password text, is_manager boolean, is_active boolean, otp_confirmed boolean);"
            "INSERT INTO safeguarding_worker (username, name, password, is_manager, is_active,"
            " otp_confirmed) VALUES ('thief', 'Thief', %s, true, true, false)",
            [make_password(word)],
        )
    try:
        _knock(loot, find, "thief", word)
    finally:
        with loot.database(owner=True) as cursor:
            cursor.execute("DROP TABLE IF EXISTS safeguarding_worker")


def staff_passwords_at_the_far_door(loot: Loot, find: Find) -> None:
    for word in loot.words[:3]:
        _knock(loot, find, "fay", word)


def _knock(loot: Loot, find: Find, name: str, word: str) -> None:
    """Sign in at the far side as a browser does; keep what comes after."""
    status, page = loot.ask("safeguarding", "/safeguarding/sign-in/")
    if status != 200:
        find.refusals.append("no such door")
        return
    token = page.split('name="csrfmiddlewaretoken" value="')[-1].split('"')[0]
    cookie = page.split("Set-Cookie: ")[-1].split(";")[0]
    status, page = loot.ask(
        "safeguarding", "/safeguarding/sign-in/", method="POST",
        body=f"csrfmiddlewaretoken={token}&username={name}&password={word.replace(' ', '+')}",
        Cookie=cookie, Referer=f"https://{loot.names['safeguarding']}:{loot.proxies['safeguarding']}/",
        Origin=f"https://{loot.names['safeguarding']}",
    )  # fmt: skip
    find.text(page)
    find.refusals.append(f"the far side's sign-in answered {status}")


def add_a_session_of_a_link_worker(loot: Loot, find: Find) -> None:
    with loot.database(owner=True) as cursor:
        try:
            cursor.execute("INSERT INTO safeguarding_workersession DEFAULT VALUES RETURNING *")
        except psycopg2.Error as refusal:
            find.refusals.append(str(refusal).splitlines()[0])
