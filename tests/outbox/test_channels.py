"""The channels: a file, or an SMTP server whose refusal and whose silence are told apart."""

import base64
import uuid
from pathlib import Path

import pytest
from django.utils import timezone

from referral_portal.common.mail_address import CannotBeSent
from referral_portal.outbox.channels import compose, deliver
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.outcomes import Refused, ServerFailed


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


def test_a_password_is_sent_only_after_encryption(email, mail, settings):
    settings.EMAIL_URL = settings.EMAIL_URL.replace("//", "//us%40er:pa%3Ass@")

    deliver(email)
    mail.faults = {"EHLO": "250-here\r\n250 AUTH PLAIN"}
    with pytest.raises(ServerFailed, match="SMTPNotSupportedError"):
        deliver(email)

    session = ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]
    assert mail.steps == [*session, "EHLO"]
    said = base64.b64encode(b"\0us@er\0pa:ss").decode()
    assert f"AUTH PLAIN {said}" in mail.said


def mail_to(address):
    return OutgoingMessage(
        to_address=address, subject="Your form", body="Hello\n", created_at=timezone.now()
    )


def test_a_domain_with_other_letters_is_written_in_ascii_in_envelope_and_header(mail):
    deliver(compose(mail_to("sam@bücher.example")))

    (content,) = mail.taken
    assert "rcpt TO:<sam@xn--bcher-kva.example>" in mail.said
    assert b"To: sam@xn--bcher-kva.example\r\n" in content
    assert "SMTPUTF8" not in "".join(mail.said)


def test_letters_before_the_at_are_refused_for_good_unless_the_server_takes_them(mail, settings):
    with pytest.raises(CannotBeSent):
        compose(mail_to("jürgen@bücher.example"))

    settings.EMAIL_UTF8, mail.faults = True, {"EHLO": "250-here\r\n250 SMTPUTF8"}
    deliver(compose(mail_to("jürgen@bücher.example")))

    (content,) = mail.taken
    assert "rcpt TO:<jürgen@xn--bcher-kva.example>" in mail.said
    assert "To: jürgen@xn--bcher-kva.example\r\n".encode() in content
    assert "SMTPUTF8" in "".join(mail.said)


def test_a_server_that_does_not_take_them_after_all_is_a_refusal_and_not_unknown(mail, settings):
    settings.EMAIL_UTF8 = True

    with pytest.raises(Refused, match="SMTPNotSupportedError"):
        deliver(compose(mail_to("jürgen@example.org")))
    assert mail.taken == []


def test_a_line_that_begins_with_a_dot_does_not_end_the_text(mail):
    message = mail_to("sam@example.org")
    message.body = ".\n.one\nthe end\n"

    deliver(compose(message))

    (content,) = mail.taken
    assert content.endswith(b"\r\n..\r\n..one\r\nthe end\r\n.\r\n")


def test_a_password_that_cannot_be_said_uses_up_no_message(email, mail, settings):
    settings.EMAIL_URL = settings.EMAIL_URL.replace("//", "//us:p%C3%A4ss@")

    with pytest.raises(ServerFailed, match="UnicodeEncodeError"):
        deliver(email)


def test_an_unknown_channel_is_a_refusal(email, settings):
    settings.EMAIL_URL = "pigeon://roof"
    with pytest.raises(Refused, match="no channel"):
        deliver(email)
