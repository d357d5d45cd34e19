"""A link worker reads what happened, whatever step was taken or message waits."""

import re

import pytest

from referral_portal.outbox.enums import Audience
from referrals.enums import MessageEvent
from referrals.transition_table import TABLE
from safeguarding.access.break_glass import PAGE
from safeguarding.casework.wording import (
    OTHER_NEWS,
    PAGES,
    alert_colour,
    event_words,
    page_words,
)
from safeguarding.enums import URGENCY
from safeguarding.models import Alert
from tests import source

# These leave at once, so that no link worker meets them.
NEVER_WAIT = {
    MessageEvent.RECEIPT,
    MessageEvent.ALERT,
    MessageEvent.CALL_BACK,
    MessageEvent.HANDED,
}


@pytest.mark.parametrize("step", TABLE, ids=lambda step: step.verb)
def test_a_step_has_the_words_of_the_table_by_its_verb_and_by_its_message(step):
    assert event_words(step.verb) == step.news
    for audience in Audience.values if step.event else ():
        assert event_words(f"{step.event}_{audience}") == step.news


def test_every_message_that_can_wait_has_words():
    of_steps = {step.event for step in TABLE if step.event}
    assert of_steps | set(OTHER_NEWS) | NEVER_WAIT == set(MessageEvent)
    for event, words in OTHER_NEWS.items():
        assert event_words(f"{event}_{Audience.PARTICIPANT}") == words


def test_every_page_of_a_case_has_words_in_the_access_history():
    named = {
        page
        for file in source.python_files("safeguarding")
        for page in re.findall(r'case_page\("([^"]+)"', file.read_text())
    }
    assert named
    assert named | {PAGE, "check", "opening"} == set(PAGES)
    assert page_words("card") == "Share information with staff"


def test_the_more_urgent_an_alert_the_warmer_its_tag():
    colours = [alert_colour(Alert(urgency=urgency)) for urgency in sorted(URGENCY.values())]
    assert colours == [
        *["red"] * 5, *["orange"] * 4, *["yellow"] * 4, *["purple"] * 2, "",
    ]  # fmt: skip
