"""`./dev prove stolen`: a thief with everything the portal has, against a stack of its own."""

import shutil
import tempfile
from pathlib import Path

from tests.proofs.figures import Figures, conclude
from tests.proofs.stolen.harness import drill
from tooling.composition.__main__ import FOR_JOURNEYS, FREE_PORTS, Installation

REFERRALS = 2000  # half of them have a victim
PATIENCE = 12  # seconds; the far side looks every three


def test_stolen():
    home = Path(tempfile.mkdtemp(prefix="portal-installation-"))
    home.chmod(0o711)  # PostgreSQL's own user passes through
    one = Installation(home / "home", **FREE_PORTS, **FOR_JOURNEYS)
    try:
        one.up()
        result = drill(one, referrals=REFERRALS, patience=PATIENCE)
    finally:
        one.down()
        shutil.rmtree(home)
    conclude(
        Figures(
            name="stolen",
            figure=f"{result.recovered} of {result.victims} victims recovered, existence told by"
            f" {len(result.telling)} techniques; {result.referrals:,} referrals",
            count=len(result.outcomes),
            counted="techniques",
            seconds=result.seconds,
            controls=result.controls,
            failures=result.failures,
            details=["", *result.lines()],
        )
    )
