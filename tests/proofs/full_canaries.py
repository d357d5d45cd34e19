"""`./dev prove canaries`: the whole sweep, every address failing in every way."""

import pytest

from tests.proofs.canaries.harness import Run, Size
from tests.proofs.figures import Figures, conclude

FULL = Size(group=4, questions=2500, papers=20, rows=2, failures=1.0)


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_canaries(tmp_path):
    result = Run(size=FULL, folder=tmp_path).run()
    search = result.search
    conclude(
        Figures(
            name="canaries",
            figure=f"{len(result.found)} of {result.tokens} tokens outside the far side, in "
            f"{search.places:,} places ({search.size:,} bytes) after {result.asked:,} requests and "
            f"{sum(result.failures.values()):,} forced failures",
            count=result.tokens * search.places,
            counted="tokens looked for, times places searched",
            seconds=result.seconds,
            controls=result.controls,
            failures=[
                *map(str, result.found),
                *(f"{name} never reached the link worker" for name in sorted(result.unseen)),
                *(f"nothing failed in this way: {way}" for way in sorted(result.unbroken)),
            ],
        )
    )
