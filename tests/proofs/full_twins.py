"""`./dev prove twins`: the twin worlds, the time it takes to tell, and the handbacks' dressing."""

import time

import pytest

from tests.proofs.figures import Figures, conclude
from tests.proofs.twins import answering, timing
from tests.proofs.twins.answering import Dressing
from tests.proofs.twins.harness import Size, run

FULL = Size(group=8, waiting=6, rows=5, papers=300, questions=11_000)
MIN_PAIRS = 20_000
PAGES_AT_A_LOOK = 60


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_twins(tmp_path):
    started = time.monotonic()
    result = run(size=FULL, folder=tmp_path)
    timed = timing.run(asked=PAGES_AT_A_LOOK, folder=tmp_path / "timing")
    # With the shares and the moments that the product comes with.
    held = answering.run(declared=Dressing.worn(), messages=400, people=32)
    few = [f"only {result.pairs:,} pairs"] if result.pairs <= MIN_PAIRS else []
    conclude(
        Figures(
            name="twins",
            figure=f"{len(result.found)} differences between worlds with and without a victim, "
            f"also in {result.rows:,} rows and {result.mails} mails of the portal; "
            f"{len(timed.found)} differences between telling after 3 s, 31 s, 3 h and not at all, "
            f"in {timed.pairs:,} pages and {timed.rows:,} rows; "
            f"{len(held.found)} faults in the dressing of {held.answers:,} answers",
            count=result.pairs + timed.pairs,
            counted="pairs of answers",
            seconds=time.monotonic() - started,
            controls=result.controls | timed.controls | held.controls,
            failures=[*few, *map(str, result.found), *map(str, timed.found), *held.found],
        )
    )
