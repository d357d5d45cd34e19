"""Backups of a real server: what was written comes back, and no file of it can be read without the key.

A cluster of its own, about twenty seconds in all; the pure rules take none.
"""

import dataclasses
import datetime as dt
import io
import os
import shutil

import pyrage
import pytest

from deploy.backup import bases, restoring
from deploy.backup.keeping import REQUEST, Keeper
from deploy.backup.log import Log
from deploy.backup.repository import Base, Repository
from deploy.backup.sealing import copy_file, seal, unseal
from deploy.backup.settings import BackupSettings, CannotBackUp
from tests.deployment.cluster import PASSWORD, ROLE, Cluster
from tests.patience import eventually
from tests.servers import postgresql_folder

CANARY = "CANARY-of-a-person"
TABLES = f"""
    CREATE ROLE {ROLE} LOGIN REPLICATION PASSWORD '{PASSWORD}';
    CREATE TABLE people (name text);
    CREATE TABLE safeguarding_backup (
        id serial PRIMARY KEY, started_at timestamptz, confirmed_at timestamptz);
    CREATE TABLE safeguarding_openedenvelope (id int, backup_id int);
    GRANT SELECT, INSERT, UPDATE ON safeguarding_backup TO {ROLE};
    GRANT USAGE ON safeguarding_backup_id_seq TO {ROLE};
    GRANT SELECT, UPDATE ON safeguarding_openedenvelope TO {ROLE};
"""


@pytest.fixture
def identity():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def repository(tmp_path):
    made = Repository(tmp_path / "backups")
    made.make()
    return made


@pytest.fixture
def cluster(monkeypatch):
    monkeypatch.setenv("PATH", f"{postgresql_folder()}{os.pathsep}{os.environ['PATH']}")
    made = Cluster()
    made.make()
    made.start()
    made.ask(TABLES)
    yield made
    made.stop()


@pytest.fixture
def settings_of(cluster, tmp_path, identity):
    (tmp_path / "work").mkdir()
    return BackupSettings(
        address=f"postgres://{ROLE}:{PASSWORD}@127.0.0.1:{cluster.port}/postgres",
        recipient=str(identity.to_public()), folder=tmp_path / "backups", work=tmp_path / "work",
        alive=tmp_path / "alive", is_far_side=True, base_every=3600, log_every=0.1, keep_days=30,
        keep_least=2,
    )  # fmt: skip


def add(cluster, *names: str) -> None:
    for name in names:
        cluster.ask(f"INSERT INTO people VALUES ('{name}')")


def names_in(cluster) -> list[str]:
    return [name for (name,) in cluster.ask("SELECT name FROM people ORDER BY name")]


def restored(repository, identity, tmp_path, until=None) -> Cluster:
    into = tmp_path / f"restored-{len(list(tmp_path.iterdir()))}"
    # PostgreSQL's own user must reach it.
    other = Cluster()
    other.data = other._own / into.name
    restoring.restore(repository, str(identity), other.data, until=until)
    other.start()
    return other


def test_what_was_written_comes_back_to_its_end_and_to_a_moment(
    cluster, settings_of, repository, identity, tmp_path
):
    add(cluster, "before")
    cluster.ask("INSERT INTO safeguarding_openedenvelope VALUES (1)")
    log = Log(settings_of, repository)
    log.receive()
    base = bases.make(settings_of, repository)
    assert repository.newest() == base
    assert repository.is_whole(base)
    [(confirmed,)] = cluster.ask(
        "SELECT confirmed_at IS NOT NULL FROM safeguarding_backup b"
        " JOIN safeguarding_openedenvelope e ON e.backup_id = b.id"
    )
    assert confirmed
    add(cluster, "first", CANARY)
    [(moment,)] = cluster.ask("SELECT clock_timestamp()")
    cluster.ask("SELECT pg_switch_wal()")
    add(cluster, "later", "last")

    def has_all() -> bool:
        log.receive()  # at every turn, as the service does: a receiver that ended starts again
        return log.is_received and log.seal() == 0 and _has(log, cluster)

    eventually(has_all, "is received")
    cluster.kill()
    log.stop()
    shutil.rmtree(cluster.data)

    everything = [CANARY, "before", "first", "last", "later"]
    to_the_end = restored(repository, identity, tmp_path)
    assert names_in(to_the_end) == sorted(everything)
    # A new timeline, by which the next preparation recognises the restore.
    [(segment,)] = to_the_end.ask("SELECT pg_walfile_name(pg_current_wal_lsn())")
    assert int(segment[:8], 16) == 2
    assert not (to_the_end.data / restoring.LOG).exists()
    to_the_end.stop()
    to_a_moment = restored(repository, identity, tmp_path, until=moment)
    assert names_in(to_a_moment) == sorted([CANARY, "before", "first"])
    to_a_moment.stop()
    assert not list((settings_of.work / "base").glob("*"))
    for path in repository.folder.rglob("*"):
        assert path.is_dir() or CANARY.encode() not in path.read_bytes()
    with pytest.raises(CannotBackUp, match="does not open"):
        restoring.restore(repository, str(pyrage.x25519.Identity.generate()), tmp_path / "thief")
    _check_changed_file_is_noticed(repository, base, identity, tmp_path)


def _has(log: Log, cluster: Cluster) -> bool:
    """Whether the receiver has all that the server has written."""
    [(is_all,)] = cluster.ask(
        "SELECT coalesce(bool_or(sent_lsn >= pg_current_wal_flush_lsn()), false)"
        " FROM pg_stat_replication"
    )
    return is_all


def _check_changed_file_is_noticed(repository, base, identity, tmp_path) -> None:
    content = repository.content(base.name)
    changed = bytearray(content.read_bytes())
    changed[-5] ^= 1
    content.write_bytes(changed)
    assert not repository.is_whole(base)
    with pytest.raises(CannotBackUp, match="has changed"):
        restoring.restore(repository, str(identity), tmp_path / "changed")


def test_a_damaged_copy_is_neither_kept_nor_confirmed(
    cluster, settings_of, repository, monkeypatch
):
    """pg_verifybackup is the guard: without it the damage would be found on the day of a restore."""
    cluster.ask("INSERT INTO safeguarding_openedenvelope VALUES (1)")
    real = bases.run

    def damaging(settings, program, *arguments):
        real(settings, program, *arguments)
        if program == "pg_basebackup":
            (settings.work / "base" / "PG_VERSION").write_text("14\n")

    monkeypatch.setattr(bases, "run", damaging)
    with pytest.raises(CannotBackUp, match="pg_verifybackup failed"):
        bases.make(settings_of, repository)
    assert repository.newest() is None
    assert cluster.ask("SELECT confirmed_at FROM safeguarding_backup") == [(None,)]
    monkeypatch.undo()
    monkeypatch.setenv("PATH", f"{postgresql_folder()}{os.pathsep}{os.environ['PATH']}")
    _check_service_makes_a_base_and_says_that_it_lives(cluster, settings_of)
    wrong = dataclasses.replace(settings_of, recipient="age1nobody")
    with pytest.raises(CannotBackUp, match="not the public key"):
        bases.make(wrong, repository)


def _check_service_makes_a_base_and_says_that_it_lives(cluster, settings_of) -> None:
    keeper = Keeper(settings_of)

    def is_kept() -> bool:
        keeper.turn()
        return settings_of.alive.exists()

    try:
        assert not settings_of.alive.exists()
        eventually(is_kept, "the service has made its first base")
        keeper.base.join()  # it confirms the base after it has kept it
        # Of the two bases, the failed one counts for nothing: its rows are in the second.
        rows = cluster.ask(
            "SELECT b.id, confirmed_at IS NULL FROM safeguarding_backup b"
            " JOIN safeguarding_openedenvelope e ON e.backup_id = b.id"
        )
        assert rows == [(2, False)]
        _check_request_during_a_base_is_not_forgotten(keeper)
    finally:
        keeper.stop()


def _check_request_during_a_base_is_not_forgotten(keeper) -> None:
    """The base that is being made may not hold what was written before the request."""
    request, real = keeper.settings.work / REQUEST, bases.make
    request.touch()

    def asked_meanwhile(settings, repository):
        base = real(settings, repository)
        os.utime(request, ns=(1, 1))
        return base

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bases, "make", asked_meanwhile)
        keeper._make_base()
        assert request.exists()
    keeper._make_base()
    assert not request.exists()


def test_bases_are_kept_by_age_and_number_and_the_log_goes_with_them(repository):
    now = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    for number, days in enumerate([40, 35, 20, 1]):
        at = now - dt.timedelta(days=days)
        name, first = at.strftime(bases.STAMP), f"{1:08X}{number:016X}"
        repository.content(name).write_bytes(b"x")
        repository.add(Base(name, at, at, first, "", 1))
        repository.segment(first).write_bytes(b"x")
    repository.segment("00000002.history").write_bytes(b"x")
    assert repository.retire(now=now, keep_days=30, keep_least=3) == ["20260422T000000Z"]
    assert [base.name for base in repository.bases()] == [
        "20260427T000000Z", "20260512T000000Z", "20260531T000000Z",
    ]  # fmt: skip
    assert repository.segments() == [*(f"{1:08X}{n:016X}" for n in (1, 2, 3)), "00000002.history"]
    much_later = now + dt.timedelta(days=999)
    assert len(repository.retire(now=much_later, keep_days=30, keep_least=2)) == 1
    assert len(repository.bases()) == 2


def test_the_far_side_does_not_go_back_before_its_newest_base(repository, tmp_path):
    """The portal may have deleted ciphertext because of that base."""
    now = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    for hours in (48, 24):
        at = now - dt.timedelta(hours=hours)
        name = at.strftime(bases.STAMP)
        repository.content(name).write_bytes(b"x")
        repository.add(Base(name, at, at, "0" * 24, "", 1))
    before = now - dt.timedelta(hours=25)
    with pytest.raises(CannotBackUp, match="20260531T000000Z is newer"):
        restoring.restore(repository, "", tmp_path / "x", until=before, loses_people=True)
    for until, loses_people in ((now, True), (before, False)):
        with pytest.raises(CannotBackUp, match="has changed"):  # and so it would have been taken
            restoring.restore(
                repository, "", tmp_path / "x", until=until, loses_people=loses_people
            )


def test_a_partial_segment_gives_way_to_the_whole_one_and_half_a_base_to_none(repository):
    name = "0" * 23 + "1"
    repository.segment(f"{name}.partial").write_bytes(b"x")
    assert repository.segments() == [f"{name}.partial"]
    repository.segment(name).write_bytes(b"x")
    assert repository.segments() == [name]
    repository.content("20260101T000000Z").write_bytes(b"half")
    repository.make()
    assert repository.bases() == []
    assert not (repository.folder / "base" / "20260101T000000Z").exists()


def test_a_stream_is_sealed_and_comes_back_and_its_failure_is_the_one_that_is_raised(
    tmp_path, identity
):
    content, found = os.urandom(3_000_000), io.BytesIO()
    (tmp_path / "in").write_bytes(content)
    target = tmp_path / "out.age"
    seal(copy_file(tmp_path / "in"), target, recipient=str(identity.to_public()))
    unseal(target, lambda pipe: found.write(pipe.read()), identity=f"# a key\n{identity}\n")
    assert found.getvalue() == content
    target.write_bytes(target.read_bytes()[:1_000_000])
    with pytest.raises((CannotBackUp, OSError)):
        unseal(target, lambda pipe: pipe.read(), identity=str(identity))
    with pytest.raises(CannotBackUp, match="no line AGE-SECRET-KEY"):
        unseal(target, lambda pipe: pipe.read(), identity="nothing")
    with pytest.raises(FileNotFoundError):
        seal(copy_file(tmp_path / "none"), target, recipient=str(identity.to_public()))


def test_nothing_is_restored_over_something(repository, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("15")
    with pytest.raises(CannotBackUp, match="not empty"):
        restoring.restore(repository, "", tmp_path / "data")
    with pytest.raises(CannotBackUp, match="time zone"):
        restoring.restore(repository, "", tmp_path / "x", until=dt.datetime(2026, 1, 1))
    with pytest.raises(CannotBackUp, match="no complete base"):
        restoring.restore(repository, "", tmp_path / "x")
