"""`./dev prove twins`: the whole run over the twin worlds, and the handbacks' dressing."""

import pytest

from tests.proofs.figures import Figures, conclude
from tests.proofs.twins.harness import Size, run

FULL = Size(group=8, waiting=6, rows=5, papers=300, questions=11_000)
MIN_PAIRS = 20_000


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_twins(tmp_path):
    result = run(size=FULL, folder=tmp_path)
    few = [f"only {result.pairs:,} pairs"] if result.pairs <= MIN_PAIRS else []
    conclude(
        Figures(
            name="twins",
            figure=f"{len(result.found)} differences between worlds with and without a victim, "
            f"also in {result.rows:,} rows and {result.mails} mails of the portal",
            count=result.pairs,
            counted="pairs of answers",
            seconds=result.seconds,
            controls=result.controls,
            failures=[*few, *map(str, result.found)],
        )
    )
