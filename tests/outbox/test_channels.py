"""The channels: a file, or an SMTP server whose refusal and whose silence are told apart."""

import smtplib
import uuid
from pathlib import Path

import pytest
from django.utils import timezone

from referral_portal.common.mail_address import CannotBeSent
from referral_portal.outbox.channels import OutcomeUnknown, Refused, compose, deliver
from referral_portal.outbox.models import OutgoingMessage


@pytest.fixture
def email():
    return compose(
        OutgoingMessage(
            id=uuid.uuid4(),
            to_address="invented@example.org",
            subject="Your form",
            body="We have your form.\n",
            created_at=timezone.now(),
        )
    )


class Server:
    """An SMTP server that fails at one step."""

    steps: list[str] = []
    fails: dict[str, Exception] = {}

    def __init__(self, host, port, timeout):
        self.step("connect")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.steps.append("quit")

    def step(self, name):
        self.steps.append(name)
        if name in self.fails:
            raise self.fails[name]

    def starttls(self, context):
        self.step("starttls")

    def login(self, name, password):
        self.step(f"login {name} {password}")

    def send_message(self, email):
        self.step("send")


@pytest.fixture
def server(monkeypatch, settings):
    settings.EMAIL_URL = "smtp://us%40er:pa%3Ass@mail.example.org:25"
    monkeypatch.setattr(Server, "steps", [])
    monkeypatch.setattr(Server, "fails", {})
    monkeypatch.setattr(smtplib, "SMTP", Server)
    return Server


def test_an_email_has_one_recipient_and_headers_from_constants(email, settings):
    assert email["To"] == "invented@example.org"
    assert email["From"] == f"{settings.SENDER_NAME} <{settings.DEFAULT_FROM_EMAIL}>"
    assert email["Auto-Submitted"] == "auto-generated"
    assert email["Message-ID"].endswith("@messages.portal>")
    assert {name.lower() for name in email} >= {"date", "subject"}
    assert not {"cc", "bcc", "reply-to"} & {name.lower() for name in email}


def test_the_name_of_the_sender_is_the_neutral_one_whatever_stands_before_its_address(settings):
    settings.DEFAULT_FROM_EMAIL = "Stalking Service <no-reply@example.org>"

    email = compose(OutgoingMessage(to_address="a@example.org", created_at=timezone.now()))

    assert email["From"] == f"{settings.SENDER_NAME} <no-reply@example.org>"


def test_a_file_is_written_whole(email, settings, tmp_path):
    settings.EMAIL_URL = f"file://{tmp_path}/mail"

    deliver(email)

    (file,) = Path(tmp_path, "mail").iterdir()
    assert file.suffix == ".eml"
    assert b"We have your form." in file.read_bytes()


def test_a_folder_that_cannot_be_made_is_a_refusal(email, settings, tmp_path):
    (tmp_path / "mail").write_text("a file in the way")
    settings.EMAIL_URL = f"file://{tmp_path}/mail"

    with pytest.raises(Refused, match="FileExistsError"):
        deliver(email)


def test_a_password_is_sent_only_after_encryption(email, server):
    deliver(email)

    assert server.steps == ["connect", "starttls", "login us@er pa:ss", "send", "quit"]


@pytest.mark.parametrize(
    ("step", "error", "outcome"),
    [
        ("connect", ConnectionRefusedError(), Refused),
        ("starttls", smtplib.SMTPNotSupportedError("no TLS"), Refused),
        ("send", smtplib.SMTPDataError(550, b"no"), Refused),
        ("send", smtplib.SMTPRecipientsRefused({}), Refused),
        ("send", smtplib.SMTPNotSupportedError("no SMTPUTF8"), Refused),
        ("send", smtplib.SMTPServerDisconnected("gone"), OutcomeUnknown),
        ("send", TimeoutError(), OutcomeUnknown),
    ],
)
def test_only_silence_after_the_handover_is_unknown(email, server, step, error, outcome):
    server.fails[step] = error

    with pytest.raises(outcome, match=type(error).__name__):
        deliver(email)


class Handover(smtplib.SMTP):
    """A server to which the library really hands an email over."""

    takes_letters = False
    taken: list[tuple] = []

    def __init__(self, host, port, timeout):
        super().__init__()

    def __exit__(self, *error):
        pass

    def ehlo_or_helo_if_needed(self):
        pass

    def has_extn(self, name):
        return self.takes_letters

    def sendmail(self, sender, to, content, mail_options=(), rcpt_options=()):
        self.taken.append((to, content, mail_options))


@pytest.fixture
def handover(monkeypatch, settings):
    settings.EMAIL_URL = "smtp://mail.example.org:25"
    monkeypatch.setattr(Handover, "taken", [])
    monkeypatch.setattr(Handover, "takes_letters", False)
    monkeypatch.setattr(smtplib, "SMTP", Handover)
    return Handover


def mail_to(address):
    return OutgoingMessage(
        to_address=address, subject="Your form", body="Hello\n", created_at=timezone.now()
    )


def test_a_domain_with_other_letters_is_written_in_ascii_in_envelope_and_header(handover):
    deliver(compose(mail_to("sam@bücher.example")))

    ((to, content, options),) = handover.taken
    assert to == ["sam@xn--bcher-kva.example"]
    assert b"To: sam@xn--bcher-kva.example\r\n" in content
    assert "SMTPUTF8" not in options


def test_letters_before_the_at_are_refused_for_good_unless_the_server_takes_them(
    handover, settings
):
    with pytest.raises(CannotBeSent):
        compose(mail_to("jürgen@bücher.example"))

    settings.EMAIL_UTF8, handover.takes_letters = True, True
    deliver(compose(mail_to("jürgen@bücher.example")))

    ((to, content, options),) = handover.taken
    assert to == ["jürgen@xn--bcher-kva.example"]
    assert "To: jürgen@xn--bcher-kva.example\r\n".encode() in content
    assert "SMTPUTF8" in options


def test_a_server_that_does_not_take_them_after_all_is_a_refusal_and_not_unknown(
    handover, settings
):
    settings.EMAIL_UTF8 = True

    with pytest.raises(Refused, match="SMTPNotSupportedError"):
        deliver(compose(mail_to("jürgen@example.org")))
    assert handover.taken == []


def test_an_unknown_channel_is_a_refusal(email, settings):
    settings.EMAIL_URL = "pigeon://roof"
    with pytest.raises(Refused, match="no channel"):
        deliver(email)
