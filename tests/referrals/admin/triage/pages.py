"""The pages of triage as a test opens and sends them."""

import datetime as dt
import html

from django.urls import reverse

from tests.drawn import opened
from tests.factories.desk import NOW, make_check, make_referral

START = "admin:referrals_referral_triage"


def address(referral, page="one", query=""):
    """The address of a referral in triage, or of one decision about it."""
    return reverse(f"{START}_{page}", args=[referral.pk]) + query


def text(client, url):
    """What a page says."""
    return html.unescape(client.get(url).content.decode())


def in_turn(number, programme=None):
    """Referrals that arrived one hour after the other, and fit `programme`."""
    found = [
        make_referral(submitted_at=NOW - dt.timedelta(hours=number - turn))
        for turn in range(number)
    ]
    if programme:
        for referral in found:
            make_check(referral, programme.code)
    return found


def decided(client, referral, page, answers, query=""):
    """The answer to a decision that is sent from the page of the referral."""
    url = address(referral, page, query)
    return client.post(url, answers | opened(client, url))
