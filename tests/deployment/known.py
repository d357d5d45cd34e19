"""The figures that both zones give, with a backup service that has measured and a proxy that is there."""

import json
import subprocess

import pytest

from tests.metrics.reading import NOW
from tests.source import ROOT

FOLDER = ROOT / "deploy"


def promtool(*words: str) -> tuple[int, str]:
    """Return the exit code of promtool and its words; `./dev test` installs it."""
    done = subprocess.run(["promtool", *words], capture_output=True, text=True, cwd=FOLDER)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def measured(settings, tmp_path, monkeypatch):
    """A backup service has measured the disks, and a proxy shows a certificate."""
    settings.MEASURES_FILE = tmp_path / "measures.json"
    disks = {place: {"free": 1, "size": 2} for place in ("data", "backups", "work")}
    settings.MEASURES_FILE.write_text(json.dumps({"at": 0, "backup": 0, "disks": disks}))
    settings.CERTIFICATE_ADDRESS = "portal-proxy:8443"
    monkeypatch.setattr("referral_portal.metrics.certificate.end_of", lambda address, name: NOW)


@pytest.fixture
def known(db, measured) -> dict[str, set[tuple[str, str]]]:
    """{figure: its labels with their values}."""
    # Not before the settings are loaded.
    from referral_portal.metrics import portal
    from safeguarding.casework import monitoring

    return {
        sample.name: {pair for one in family.samples for pair in one.labels.items()}
        for module in (portal, monitoring)
        for family in module.figures(NOW)
        for sample in family.samples
    }
