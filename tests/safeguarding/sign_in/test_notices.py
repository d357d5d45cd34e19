"""Security point 20 on the link workers' side: the duty mailbox hears, and no mail names anybody."""

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from referral_portal.outbox.models import OutgoingMessage
from safeguarding.models import ProtectedMessage
from safeguarding.sign_in import notices, second_factor
from tests.factories.safeguarding import PASSWORD, client_of
from tests.safeguarding.helpers import (
    ACCOUNT,
    CODE,
    code_of,
    give_password,
    join,
    with_app,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
MAILBOX = "duty@example.org"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.SAFEGUARDING_EMAIL = MAILBOX
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def told(worker) -> list[str]:
    """What the duty mailbox was told; put away."""
    mails = list(ProtectedMessage.objects.all())
    ProtectedMessage.objects.all().delete()
    assert not OutgoingMessage.objects.exists(), "nothing of this side goes through the portal"
    for mail in mails:
        assert (mail.to_address, mail.subject) == (MAILBOX, notices.SUBJECT)
        for word in (worker.username, worker.name, "victim", "safe", "case"):
            assert word.lower() not in (mail.subject + mail.body).lower()
    kinds = {notices.CHANGED: "changed", notices.BROWSER: "browser"}
    return [kind for mail in mails for text, kind in kinds.items() if text in mail.body]


def sign_in(worker, clock, browser=None) -> Client:
    browser, _ = give_password(worker, client=browser)
    assert browser.post(CODE, {"code": code_of(worker)}).status_code == 302
    clock.shift(60)
    return browser


def test_20_a_browser_that_was_not_used_before_is_told_of_once(clock):
    worker, _ = with_app(clock)
    told(worker)
    browser = sign_in(worker, clock)
    assert told(worker) == ["browser"]
    browser.post("/safeguarding/sign-out/")
    sign_in(worker, clock, browser)
    assert told(worker) == []
    cookie = browser.cookies[notices.cookie_name()]
    assert (cookie["samesite"], cookie["httponly"], cookie["path"]) == (
        "Strict",
        True,
        "/safeguarding/",
    )
    other, _ = with_app(clock)
    told(worker)
    browser.post("/safeguarding/sign-out/")
    sign_in(other, clock, browser)
    assert told(other) == ["browser"]


def test_20_a_changed_password_or_second_factor_is_told_of(clock):
    worker, _ = with_app(clock)
    assert told(worker) == ["changed", "changed"], "the password, then the app"
    client_of(worker).post(ACCOUNT, {"old": PASSWORD, "new": "another invented passphrase"})
    assert told(worker) == ["changed"]
    join(worker)
    assert told(worker) == ["changed"]
    second_factor.remove_second_factor(worker=worker, by=worker, now=timezone.now())
    assert told(worker) == ["changed"]


def test_20_without_a_mailbox_nobody_is_kept_out(clock, settings):
    settings.SAFEGUARDING_EMAIL = ""
    worker, _ = with_app(clock)
    sign_in(worker, clock)
    assert told(worker) == []
