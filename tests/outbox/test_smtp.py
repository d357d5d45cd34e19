"""Each way in which a mail server can fail, and what becomes of a letter and of an alert.

The server is a real one on loopback that says what it took. All rows together take a few seconds.
"""

import datetime as dt
import smtplib
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from referral_portal.outbox import smtp
from referral_portal.outbox.channels import compose
from referral_portal.outbox.drain import drain
from referral_portal.outbox.enums import Audience, MessageStatus
from tests.moments import due
from tests.outbox.mail_server import DRIP, DROP, HANG
from tests.outbox.test_drain import queued
from tests.patience import A_MINUTE

pytestmark = pytest.mark.django_db

SENT, LATER, FAILED, UNKNOWN = "sent", "later", "failed", "unknown"
STATUS = {
    SENT: MessageStatus.SENT,
    LATER: MessageStatus.RENDERED,
    FAILED: MessageStatus.FAILED,
    UNKNOWN: MessageStatus.UNCERTAIN,
}
PLAIN, SIGNED_IN, ENCRYPTED, NOBODY = "plain", "signed in", "encrypted", "nobody"


@dataclass(frozen=True)
class Fault:
    """One way to fail: what the server does, and the outcome of a letter."""

    name: str
    outcome: str
    faults: dict[str, str] = field(default_factory=dict)
    how: str = PLAIN


FAULTS = [
    Fault("nothing is wrong", SENT),
    Fault("nothing is wrong, with a password", SENT, {}, SIGNED_IN),
    Fault("nobody listens", LATER, {}, NOBODY),
    Fault("hangs from the start", LATER, {"BANNER": HANG}),
    Fault("its answers never end", LATER, {"BANNER": DRIP}),
    Fault("banner 421", LATER, {"BANNER": "421 busy"}),
    Fault("banner 554", LATER, {"BANNER": "554 no service"}),
    Fault("drop at EHLO", LATER, {"EHLO": DROP}),
    Fault("EHLO and HELO refused", LATER, {"EHLO": "550 no", "HELO": "550 no"}),
    Fault("EHLO unknown, HELO known", SENT, {"EHLO": "502 unknown"}),
    Fault("no STARTTLS", LATER, {"EHLO": "250 here"}, SIGNED_IN),
    Fault("STARTTLS refused", LATER, {"STARTTLS": "454 not now"}, SIGNED_IN),
    Fault("drop at STARTTLS", LATER, {"STARTTLS": DROP}, SIGNED_IN),
    Fault("the handshake after STARTTLS fails", LATER, {}, "no certificate"),
    Fault("the handshake fails", LATER, {}, ENCRYPTED),
    Fault("AUTH 535", LATER, {"AUTH": "535 wrong"}, SIGNED_IN),
    Fault("AUTH 454", LATER, {"AUTH": "454 not now"}, SIGNED_IN),
    Fault("MAIL 451", LATER, {"MAIL": "451 later"}),
    Fault("MAIL 421", LATER, {"MAIL": "421 closing"}),
    Fault("MAIL 530", LATER, {"MAIL": "530 sign in first"}),
    Fault("MAIL 550", FAILED, {"MAIL": "550 no"}),
    Fault("drop at MAIL", LATER, {"MAIL": DROP}),
    Fault("RCPT 450", LATER, {"RCPT": "450 later"}),
    Fault("RCPT 550", FAILED, {"RCPT": "550 nobody here"}),
    Fault("drop at RCPT", LATER, {"RCPT": DROP}),
    Fault("RCPT is answered with nonsense", LATER, {"RCPT": "900 what"}),
    Fault("DATA 451", LATER, {"DATA": "451 later"}),
    Fault("DATA 554", FAILED, {"DATA": "554 no"}),
    Fault("drop at DATA", LATER, {"DATA": DROP}),
    Fault("drop within the text", LATER, {"PART": DROP}),
    Fault("421 within the text", LATER, {"PART": "421 closing"}),
    Fault("552 within the text", FAILED, {"PART": "552 too long"}),
    Fault("QUIT 421", SENT, {"QUIT": "421 closing"}),
    Fault("QUIT 500", SENT, {"QUIT": "500 what"}),
    Fault("drop at QUIT", SENT, {"QUIT": DROP}),
    Fault("hangs at QUIT", SENT, {"QUIT": HANG}),
    Fault("text 451", LATER, {"TEXT": "451 later"}),
    Fault("text 421", LATER, {"TEXT": "421 closing"}),
    Fault("text 554", FAILED, {"TEXT": "554 no"}),
    Fault("drop after the text", UNKNOWN, {"TEXT": DROP}),
    Fault("hangs after the text", UNKNOWN, {"TEXT": HANG}),
    Fault("the text is answered with nonsense", UNKNOWN, {"TEXT": "900 what"}),
]


def set_up(mail, settings, monkeypatch, fault):
    """Let the server fail, and give up soon where nothing can come any more."""
    mail.faults = fault.faults
    if fault.how == NOBODY:
        settings.EMAIL_URL = "smtp://127.0.0.1:9"
    elif fault.how == ENCRYPTED:
        settings.EMAIL_URL = settings.EMAIL_URL.replace("smtp:", "smtps:")
    elif fault.how != PLAIN:
        settings.EMAIL_URL = settings.EMAIL_URL.replace("//", "//us%40er:pa%3Ass@")
    if fault.how == "no certificate":
        mail.certificate = None
    if fault.faults.get("BANNER") in (HANG, DRIP):
        settings.MAIL_SESSION_SECONDS = 0.2
    if fault.faults.get("QUIT") == HANG:
        settings.MAIL_GOODBYE_SECONDS = 0.05
    if "PART" in fault.faults:
        settings.MAIL_LOOK_MILLISECONDS = A_MINUTE * 1000
    if fault.faults.get("TEXT") == HANG:
        send = smtp.Session.send

        def send_and_hurry(session, what):
            send(session, what)
            if what == b".\r\n":
                session.left = lambda: 0.2

        monkeypatch.setattr(smtp.Session, "send", send_and_hurry)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_has_its_outcome_and_nothing_is_lost_or_sent_twice(
    mail, settings, monkeypatch, fault
):
    now = due()
    letter = queued("letter")
    alert = queued("alert", audience=Audience.STAFF)
    with monkeypatch.context() as patch:
        set_up(mail, settings, patch, fault)
        drain(clock=lambda: now)
    letter.refresh_from_db()
    alert.refresh_from_db()

    assert letter.status == STATUS[fault.outcome]
    # Our staff are told again when nobody knows whether they were.
    assert alert.status == STATUS[LATER if fault.outcome == UNKNOWN else fault.outcome]
    assert "127.0.0.1" not in letter.failure
    assert (letter.failure == "") == (fault.outcome == SENT)
    has_left = fault.outcome in (SENT, UNKNOWN)
    assert mail.ids == [alert.message_id, letter.message_id] * has_left

    if fault.how != NOBODY:
        _heal(mail, settings)
        drain(clock=lambda: now + dt.timedelta(days=2))
        letter.refresh_from_db()
        waits_for_a_user = fault.outcome in (FAILED, UNKNOWN)
        assert letter.status == STATUS[fault.outcome if waits_for_a_user else SENT]
        assert mail.ids.count(letter.message_id) == (fault.outcome != FAILED)
        # The Message-ID of an alert that goes twice is the same, so that its reader sees one.
        times = {FAILED: 0, UNKNOWN: 2}.get(fault.outcome, 1)
        assert mail.ids.count(alert.message_id) == times


def _heal(mail, settings):
    mail.faults = {}
    settings.MAIL_SESSION_SECONDS, settings.MAIL_LOOK_MILLISECONDS = A_MINUTE, 0
    settings.EMAIL_URL = f"smtp://127.0.0.1:{urlsplit(settings.EMAIL_URL).port}"


def the_old_way(email, url):
    """Send as before: whatever goes wrong after the handover decides about the message."""
    handed_over = False
    try:
        with smtplib.SMTP(url.hostname, url.port, timeout=A_MINUTE) as server:
            handed_over = True
            server.send_message(email)
    except smtplib.SMTPResponseException:
        return LATER
    except (OSError, smtplib.SMTPException):
        return UNKNOWN if handed_over else LATER
    return SENT


@pytest.mark.parametrize(
    ("faults", "wrong", "times"),
    [({"QUIT": "421 closing"}, LATER, 1), ({"QUIT": "500 what"}, LATER, 1),
     ({"RCPT": DROP}, UNKNOWN, 0), ({"EHLO": DROP}, UNKNOWN, 0)],
)  # fmt: skip
def test_the_old_way_sends_twice_or_leaves_unknown_what_never_left(
    mail, settings, faults, wrong, times
):
    mail.faults = faults
    email = compose(queued("letter"))

    assert the_old_way(email, urlsplit(settings.EMAIL_URL)) == wrong
    assert len(mail.taken) == times, "what the server really took"
