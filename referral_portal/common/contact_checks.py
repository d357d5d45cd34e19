"""Say what is wrong with a telephone number, an email address or a postcode, in one sentence.

An empty sentence means that nothing is wrong. The question about an email address is not a refusal:
the address may be right, and is then sent again.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from referral_portal.common.mail_address import CannotBeSent, local_fault, sendable
from referral_portal.common.normal_forms import phone_form, postcode_form, split_extension

PHONE = "Enter a phone number, like 01632 960001 or 07700 900982"
EMAIL = "Enter an email address in the correct format, like name@example.org"
POSTCODE = "Enter a full UK postcode, like ME14 1XX"
LONGEST_PHONE = 20  # characters; as the columns hold
ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")
# By the beginning of a British number, the numbers of digits that it can have.
LENGTHS = {
    "01": {10, 11}, "02": {11}, "03": {11}, "05": {11}, "07": {11}, "0800": {8, 10, 11},
    "08": {10, 11}, "09": {11},
}  # fmt: skip

# Django accepts localhost, which no message can reach.
is_email = EmailValidator(allowlist=[])
PROVIDERS = (
    "aol.com", "blueyonder.co.uk", "btinternet.com", "gmail.com", "googlemail.com", "hotmail.co.uk",
    "hotmail.com", "icloud.com", "live.co.uk", "live.com", "me.com", "msn.com", "ntlworld.com",
    "outlook.com", "proton.me", "protonmail.com", "sky.com", "talktalk.net", "tiscali.co.uk",
    "virginmedia.com", "yahoo.co.uk", "yahoo.com",
)  # fmt: skip
# Providers whose names are one letter away from one of the above.
ALSO_RIGHT = {
    "email.com",
    "ymail.com",
    "mail.com",
    "gmx.com",
    "outlook.co",
    "yahoo.co",
    "hotmail.co",
}
FEWEST_LETTERS = 9  # of a provider that is compared by letters: love.com is not live.com
WRONG_ENDINGS = {
    "com": {"con", "cim", "cm", "cmo", "co.m", "com.", "comm", "cpm", "ocm", "om", "vom", "xom"},
    "co.uk": {
        "co.k",
        "co.ku",
        "co.u",
        "co.ui",
        "co.uj",
        "co.ukk",
        "co.ul",
        "couk",
        "cou.k",
        "c.uk",
    },
}


def phone_fault(typed: str) -> str:
    """Return the sentence about a telephone number that cannot be rung."""
    number = phone_form(typed)
    allowed = next((sizes for start, sizes in LENGTHS.items() if number.startswith(start)), None)
    if not allowed and not ABROAD.fullmatch(number):
        return PHONE
    if allowed and len(number) not in allowed:
        return f"{PHONE}. This number has {len(number)} digits, and needs {max(allowed)}."
    if len(tidy_phone(typed)) > LONGEST_PHONE:
        return "Enter a phone number with a shorter extension"
    return ""


def tidy_phone(typed: str) -> str:
    """Return a number as it is stored: "07700900123", with "ext 12" after it if it has one."""
    _number, extension = split_extension(typed)
    number = phone_form(typed)
    if not number or not extension:
        return number or typed
    whole = f"{number} ext {extension}"
    return whole if len(whole) <= LONGEST_PHONE else f"{number} x{extension}"


def email_fault(typed: str) -> str:
    """Return the sentence about an email address that no message can reach."""
    if fault := local_fault(typed):
        return fault
    local, at, domain = typed.rpartition("@")
    # Django knows no other letters before the @; where they are taken, it need not see them.
    plain = "".join(one if one.isascii() or not one.isalnum() else "x" for one in local)
    try:
        is_email(f"{plain}{at}{domain}")
        sendable(typed)
    except (ValidationError, CannotBeSent):
        return EMAIL
    return EMAIL if typed.endswith("]") else ""


def email_question(typed: str) -> str:
    """Return the question whether another address was meant, or "" if this one looks right."""
    meant = probably_meant(typed)
    return f"Did you mean {meant}? If {typed} is right, send it again." if meant else ""


def probably_meant(typed: str) -> str:
    """Return the email address that was probably meant, or "" if this one looks right."""
    local, _at, domain = typed.rpartition("@")
    meant = _meant(domain.lower())
    return f"{local}@{meant}" if meant else ""


def _meant(domain: str) -> str:
    """Return the domain that was probably meant, or "" if `domain` may be right."""
    if domain in PROVIDERS or domain in ALSO_RIGHT:
        return ""
    for ending, wrong in WRONG_ENDINGS.items():
        name, dot, rest = domain.partition(".")
        if dot and rest in wrong:
            return _meant(f"{name}.{ending}") or f"{name}.{ending}"
    long = (name for name in PROVIDERS if len(name) >= FEWEST_LETTERS)
    return next((name for name in long if one_letter_off(domain, name)), "")


def one_letter_off(one: str, other: str) -> bool:
    """Return whether one letter is missing, added, changed, or changed places with the next."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    left, right = one[start:], other[start:]
    swapped = left[1:2] + left[:1] + left[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped == right


def postcode_fault(typed: str) -> str:
    """Return the sentence about a postcode; it names a letter that was typed for a number."""
    if postcode_form(typed):
        return ""
    letters = re.sub(r"[^A-Z0-9]", "", typed.upper())
    for place, letter in enumerate(letters):
        digit = {"O": "0", "I": "1", "L": "1", "S": "5"}.get(letter)
        meant = digit and postcode_form(letters[:place] + digit + letters[place + 1 :])
        if meant:
            return f"{POSTCODE}. If you mean {meant}, type the number {digit}, not the letter {letter}."
    for place, digit in enumerate(letters):
        letter = {"0": "O", "1": "I", "5": "S"}.get(digit)
        meant = letter and postcode_form(letters[:place] + letter + letters[place + 1 :])
        if meant:
            return f"{POSTCODE}. If you mean {meant}, type the letter {letter}, not the number {digit}."
    return POSTCODE
