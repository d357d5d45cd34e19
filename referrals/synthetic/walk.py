"""Send one synthetic referral through the public form, page by page, as a visitor would."""

import datetime as dt
import logging
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from referrals.enums import Route
from referrals.models import SyntheticRound
from referrals.synthetic import rounds
from referrals.synthetic.answers import ANSWERS, CHECK, TOPIC
from referrals.synthetic.browser import Browser, Send, Stopped, over_http
from referrals.synthetic.marks import HEADER, make_mark

logger = logging.getLogger(__name__)
MOST_SECONDS = 300  # for the whole form, well within the time for which a mark is good


def run(*, now: dt.datetime, send: Send | None = None) -> bool:
    """Send the referral of a new round if one is due; return whether it has arrived."""
    if not rounds.is_due(now):
        return False
    synthetic = rounds.begin(now)
    url = urlsplit(settings.SYNTHETIC_URL)
    # Inside, where there is no TLS, the web process is asked for its public name, as by the proxy.
    host = url.netloc if url.scheme == "https" else settings.ALLOWED_HOSTS[0]
    send = send or over_http(settings.SYNTHETIC_URL)
    browser = Browser(send, host, {HEADER: make_mark(synthetic.pk)})
    try:
        start(browser)
        if not SyntheticRound.objects.filter(pk=synthetic.pk, referral_id__isnull=False).exists():
            # What followed would be an ordinary referral about an invented person.
            raise Stopped("the mark was not taken")
        answer_all(browser)
    except Stopped as stop:
        logger.warning("synthetic round", extra={"step": rounds.Step.FORM, "reason": str(stop)})
        return False
    finally:
        rounds.drop_draft(synthetic)
    return SyntheticRound.objects.filter(pk=synthetic.pk, sent_at__isnull=False).exists()


def start(browser: Browser) -> None:
    """Choose the form and start it; raise Stopped where that does not work."""
    browser.open(reverse("referrals:refer"))
    first = reverse(f"referrals:{Route.SELF}_start", args=[TOPIC])
    if f'href="{first}"' not in browser.text:
        raise Stopped("the form is not offered")
    browser.open(first)
    browser.submit({})


def answer_all(browser: Browser) -> None:
    """Fill in the form up to its confirmation; raise Stopped where it does not go on."""
    end = reverse(f"referrals:{Route.SELF}_sent", args=[TOPIC])
    ends = time.monotonic() + MOST_SECONDS
    while time.monotonic() < ends:
        if browser.path == end:
            return
        before = browser.path
        slug = before.partition("?")[0].rstrip("/").rpartition("/")[2]
        browser.submit(_answers(browser, slug))
        if browser.path == before:
            raise Stopped(f"no way on from {slug}")
    raise Stopped("too slow")


def _answers(browser: Browser, slug: str) -> dict[str, str | list[str]]:
    if slug == "check":
        return CHECK
    if slug == "area":
        # Any district will do: which ones are open is for the users to decide.
        return {"district": _first(browser.choices("district"))}
    return ANSWERS.get(slug, {})


def _first(choices: list[str]) -> str:
    if not choices:
        raise Stopped("no district to choose")
    return choices[0]


Clock = Callable[[], dt.datetime]


def take_turn(*, clock: Clock = timezone.now) -> None:
    """Finish the rounds that have come back, forget old ones, and run the next one if it is due."""
    if not settings.SYNTHETIC_MINUTES:
        return
    rounds.finish(now=clock())
    rounds.forget(now=clock())
    run(now=clock())
