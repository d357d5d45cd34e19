"""Journeys against the running stack of docker-compose.yml: `./dev stack test`.

Through the TLS proxy on both host names, with workers, beats and opener as processes of their own, and
with second factors. Time is real there, so the main job goes as far as the place: sessions are weeks
apart. Not collected by `./dev test`, which has no such stack.
"""

import datetime as dt
import os
from pathlib import Path

import pytest

from tests.journeys import test_call_back, test_declined_letter
from tests.journeys.actors import Coordinator
from tests.journeys.main_job import from_the_form_to_a_place
from tests.journeys.stage import Stage

pytestmark = pytest.mark.browser
A_WEEK = dt.timedelta(days=7)
FRIDAY = 4  # the invented groups meet on other days, with the same people


@pytest.fixture(scope="module")
def kept() -> dict[str, dict]:
    """What people keep from one journey to the next: links not yet used, and their apps."""
    if "STACK_PORTAL" not in os.environ:
        pytest.fail("These journeys need a running stack: ./dev stack test")
    links = os.environ["STACK_INVITATIONS"].splitlines()
    return {"invitations": dict(line.split() for line in links), "apps": {}}


@pytest.fixture
def stage(open_page, kept) -> Stage:
    """The stack whose addresses `./dev stack test` gives."""
    return Stage(
        address=os.environ["STACK_PORTAL"],
        far_address=os.environ["STACK_SAFEGUARDING"],
        open_page=open_page,
        clock=None,
        mail=Path(os.environ["STACK_MAIL"]),
        asks_for_codes=True,
        answers_here=False,
        **kept,
    )


def test_from_the_form_to_a_place(stage):
    soon = dt.date.today() + A_WEEK
    first = soon + dt.timedelta(days=(FRIDAY - soon.weekday()) % 7)

    link_worker, reference = from_the_form_to_a_place(stage, first=first)

    # The link worker's cookie is for her host alone, and the portal has none of her pages.
    link_worker.page.goto(f"{stage.address}/safeguarding/")
    link_worker.does_not_see(reference)
    stranger = Coordinator(stage)
    stranger.go("/safeguarding/")
    stranger.sees("Sign in")
    stranger.does_not_see(reference)
    portal = {cookie["domain"] for cookie in link_worker.page.context.cookies(stage.far_address)}
    assert portal == {"safeguarding.localhost"}
    assert all(cookie["secure"] for cookie in link_worker.page.context.cookies())


# Afterwards: they refer the same man, and the main job counts what he was sent.
test_a_call_leads_to_a_referral = test_call_back.test_a_call_leads_to_a_referral
test_a_declined_referral_has_somebody_named_who_holds_the_risk = (
    test_declined_letter.test_a_declined_referral_has_somebody_named_who_holds_the_risk
)
