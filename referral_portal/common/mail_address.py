"""Write an email address as mail servers take it: the domain in ASCII letters (IDNA).

What a person typed is kept; it is written so only in the email itself. The part before the @ has no
such form: only a server that knows SMTPUTF8 takes other letters there.
"""

import idna
from django.conf import settings

LOCAL = (
    "Our mail cannot reach an address with {letters} before the @. Enter another email address, "
    "or a phone number"
)


class CannotBeSent(ValueError):
    """Our mail server cannot send to this address; trying again would not help."""


def sendable(address: str) -> str:
    """Return `address` as the envelope and the header of an email take it.

    Raises CannotBeSent.
    """
    local, _at, domain = address.rpartition("@")
    if odd_letters(address):
        raise CannotBeSent("letters before the @ that the mail server does not take")
    if domain.isascii():
        return address
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except UnicodeError as error:  # idna's own errors are of this kind
        raise CannotBeSent("a domain that has no ASCII form") from error


def odd_letters(address: str) -> str:
    """Return the characters before the @ that our mail server does not take."""
    if settings.EMAIL_UTF8:
        return ""
    local = address.rpartition("@")[0]
    return "".join(dict.fromkeys(one for one in local if not one.isascii()))


def local_fault(address: str) -> str:
    """Return the sentence for an address that our mail cannot reach, or ""."""
    odd = odd_letters(address)
    return LOCAL.format(letters=" ".join(odd)) if odd else ""
