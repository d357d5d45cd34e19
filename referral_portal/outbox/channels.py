"""Send a message: into a file in var/mail by default, by SMTP where that is configured.

Each message has one recipient, and its headers come from constants only.
"""

from email.message import EmailMessage
from email.policy import default
from email.utils import formataddr, formatdate, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from referral_portal.common.mail_address import sendable
from referral_portal.outbox.outcomes import Refused
from referral_portal.outbox.smtp import hand_over


def compose(message) -> EmailMessage:
    """Return the email of an outbox row, with its stable Message-ID.

    Raises ValueError, of which CannotBeSent is one, for a message that can never be sent.
    """
    to = sendable(message.to_address)
    email = EmailMessage(policy=default.clone(utf8=not to.isascii()))
    sender = sendable(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    email["From"] = formataddr((settings.SENDER_NAME, sender))
    email["To"] = to
    email["Subject"] = message.subject
    email["Message-ID"] = message.message_id
    email["Date"] = formatdate(message.created_at.timestamp())
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(message.body)
    return email


def deliver(email: EmailMessage) -> None:
    """Send `email` by the channel of EMAIL_URL: file://folder, smtp:// or smtps://.

    Raises one of the outcomes.
    """
    url = urlsplit(settings.EMAIL_URL)
    if url.scheme == "file":
        _write(email, Path(unquote(url.path)))
    elif url.scheme in {"smtp", "smtps"}:
        hand_over(email, url)
    else:
        raise Refused("EMAIL_URL names no channel")


def _write(email: EmailMessage, folder: Path) -> None:
    name = email["Message-ID"].strip("<>").split("@")[0]
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = folder / f".{name}.part"
        part.write_bytes(email.as_bytes())
        part.replace(folder / f"{name}.eml")
    except OSError as error:
        raise Refused(type(error).__name__) from error
