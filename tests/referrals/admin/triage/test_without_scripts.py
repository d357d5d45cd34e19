"""Forty referrals decided one after the other without scripts: only links and buttons of the pages.

`test_page_browser.py` does the same in Chromium, by keys, and looks at each kind of page.
"""

import html
import re

import pytest
from django.urls import reverse

from referrals.enums import Status
from referrals.models import Referral
from tests.factories.typed import HOST, Browser, Fields
from tests.referrals.admin.triage.pages import START, in_turn
from tests.referrals.admin.triage.test_decisions import DECISIONS

pytestmark = pytest.mark.django_db
MANY, MOST_CLICKS = 40, 80
# Of each ten, in this order: the decision, the link to it unless it stands open, and a field of its form.
TURNS = (
    *[("accept", "", "programme")] * 7,
    ("ask", "Ask for information", "question"),
    ("hold", "Put on hold", "words"),
    ("decline", "Decline", "words"),
)


class Coordinator(Browser):
    """A browser without scripts that stands on one page and counts what is clicked."""

    def __init__(self, url: str):
        super().__init__()
        self.clicks, self.url, self.page = 0, url, ""

    def look(self, url: str) -> None:
        """Open an address, and follow where it leads."""
        answer = self.get(url, follow=True)
        assert answer.status_code == 200
        self.url = answer.redirect_chain[-1][0] if answer.redirect_chain else url
        self.page = html.unescape(answer.content.decode())

    def follow(self, words: str) -> None:
        """Click the link with these words."""
        (found,) = set(re.findall(rf'<a\s[^>]*href="([^"]*)"[^>]*>{words} <kbd>', self.page))
        self.clicks += 1
        self.look(found.partition("#")[0])

    def press(self, holding: str, **typed: str) -> None:
        """Click the button of the form with the field `holding`, with what the page has ticked."""
        forms = [(action, held) for action, held in Fields(self.page).forms if holding in held]
        ((action, held),) = forms
        self.clicks += 1
        answer = self.send(action or self.url, held | typed)
        assert answer.status_code == 302, answer.content.decode()
        self.look(answer["Location"].removeprefix(HOST))


def test_forty_are_decided_without_scripts(coordinator, groupwork):
    referrals = in_turn(MANY, groupwork)
    browser = Coordinator(reverse(START))
    browser.force_login(coordinator)
    browser.look(browser.url)

    for turn, referral in enumerate(referrals):
        decision, link, field = TURNS[turn % len(TURNS)]
        assert f">{referral.reference}" in browser.page
        typed = {} if decision == "accept" else DECISIONS[decision][1]
        if link:
            browser.follow(link)
        browser.press(field, **typed)
        assert f"{referral.reference} " in browser.page  # the page says what was done

    assert "Nothing left to decide" in browser.page
    assert browser.clicks <= MOST_CLICKS
    expected = {"accept": Status.AWAITING_ALLOCATION} | {
        name: after for name, (_, _, after) in DECISIONS.items()
    }
    statuses = dict(Referral.objects.values_list("reference", "status"))
    assert statuses == {
        referral.reference: expected[TURNS[turn % len(TURNS)][0]]
        for turn, referral in enumerate(referrals)
    }
