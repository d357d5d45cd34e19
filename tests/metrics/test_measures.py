"""How full the disks are and how old the newest copy is, as the backup service wrote it down."""

import datetime as dt
import json
import os
import stat

import pytest

from deploy.backup.measuring import FILE, measure
from deploy.backup.repository import Base, Repository
from deploy.backup.settings import BackupSettings
from referral_portal.metrics.measures import figures
from tests.metrics.reading import NOW, values

AGES = ("x_measured_age_seconds", "x_backup_file_age_seconds")


@pytest.fixture
def service(tmp_path, settings):
    """The settings of a backup service whose file the web process reads."""
    for name in ("backups", "work", "figures", "data"):
        (tmp_path / name).mkdir()
    settings.MEASURES_FILE = tmp_path / "figures" / FILE
    settings.KEEPS_BACKUPS = True
    return BackupSettings(
        address="", recipient="", folder=tmp_path / "backups", work=tmp_path / "work",
        alive=tmp_path / "alive", is_far_side=False, base_every=1, log_every=1, keep_days=1,
        keep_least=1, figures=tmp_path / "figures", watched=tmp_path / "data",
    )  # fmt: skip


def test_the_web_process_reads_what_the_service_measured(service):
    repository = Repository(service.folder)
    repository.make()
    measure(service, repository, NOW - dt.timedelta(seconds=40))
    found = values(figures("x", NOW))
    assert [found[name] for name in AGES] == [40, float("inf")]
    for place in ("data", "backups", "work"):
        # Other processes write on this disk meanwhile.
        size = found[f"x_disk_size_bytes {place}"]
        assert 0 < found[f"x_disk_free_bytes {place}"] < size == _size_of(service.folder)
    begun = NOW - dt.timedelta(hours=5)
    repository.content("a").write_text("")
    repository.add(Base("a", begun, begun, "0" * 24, "0" * 64, 0))
    measure(service, repository, NOW)
    found = values(figures("x", NOW))
    assert [found[name] for name in AGES] == [0, 5 * 3600]


def test_another_user_may_read_the_file_and_it_names_nobody(service):
    repository = Repository(service.folder)
    repository.make()
    before = os.umask(0o077)
    try:
        measure(service, repository, NOW)
    finally:
        os.umask(before)
    file = service.figures / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert list(service.figures.iterdir()) == [file]
    assert json.loads(file.read_text()).keys() == {"at", "backup", "disks"}


def test_without_a_measure_the_age_says_never_unless_no_backups_are_kept(service, settings):
    for content in (None, "", "{", "{}"):
        if content is not None:
            settings.MEASURES_FILE.write_text(content)
        found = values(figures("x", NOW))
        assert found == dict.fromkeys(AGES, float("inf"))
    settings.KEEPS_BACKUPS = False
    assert values(figures("x", NOW)) == dict.fromkeys(AGES, 0)


def _size_of(folder) -> int:
    found = os.statvfs(folder)
    return found.f_blocks * found.f_frsize
