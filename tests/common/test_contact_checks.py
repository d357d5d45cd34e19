"""What is wrong with a telephone number, an email address or a postcode, and how it is said."""

import pytest

from referral_portal.common.contact_checks import (
    EMAIL,
    PHONE,
    POSTCODE,
    email_fault,
    email_question,
    one_letter_off,
    phone_fault,
    postcode_fault,
    tidy_phone,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700 900123", "07700900123"),
        ("447700900123", "07700900123"),
        ("7700900123", "07700900123"),
        ("٠٧٧٠٠٩٠٠١٢٣", "07700900123"),
        ("+44 (0)7700 900123", "07700900123"),
        ("01632 960123 ext 12", "01632960123 ext 12"),
        ("01632 960123 Ext. 1234", "01632960123 ext 1234"),
        ("01632 960123 x123456", "01632960123 x123456"),
        ("020 7946 0958", "02079460958"),
        ("016977 3555", "0169773555"),
        ("0800 1111", "08001111"),
        ("0800 123456", "0800123456"),
        ("+353 20 910 1234", "+353209101234"),
    ],
)
def test_a_number_that_can_be_rung_is_read(typed, kept):
    assert phone_fault(typed) == ""
    assert tidy_phone(typed) == kept
    assert phone_fault(kept) == ""
    assert tidy_phone(kept) == kept


def test_a_mobile_number_that_lacks_a_digit_is_refused():
    assert phone_fault("0770090012") == f"{PHONE}. This number has 10 digits, and needs 11."
    assert phone_fault("077009001234") == f"{PHONE}. This number has 12 digits, and needs 11."


@pytest.mark.parametrize(
    "typed", ["12345", "call me", "07700 9oo123", "04632 960123", "00000000000", "+12345",
              "353209101234", "07700900123 or 07700900124", "sam@example.org", ""],
)  # fmt: skip
def test_what_is_no_number_is_refused(typed):
    assert phone_fault(typed).startswith(PHONE)


def test_an_extension_that_does_not_fit_is_refused_in_words():
    assert "shorter extension" in phone_fault("+353209101234567 ext 1234567")


@pytest.mark.parametrize(
    "typed", ["a@localhost", "sam@[127.0.0.1]", "sam", "sam@", "sam@example", "a b@example.org",
              "sam@example..org", "sam@@example.org", "Sam <sam@example.org>"],
)  # fmt: skip
def test_an_address_that_no_message_reaches_is_refused(typed):
    assert email_fault(typed) == EMAIL


@pytest.mark.parametrize("typed", ["sam@example.org", "sam.o'hara+1@kent.example", "a@b.uk"])
def test_an_address_in_the_correct_format_is_fine(typed):
    assert email_fault(typed) == ""


@pytest.mark.parametrize("typed", ["sam@bücher.example", "sam@straße.example"])
def test_a_domain_with_other_letters_is_fine(typed):
    assert email_fault(typed) == ""


def test_other_letters_before_the_at_are_named_unless_the_mail_server_takes_them(settings):
    assert "ü before the @" in email_fault("jürgen@example.org")
    settings.EMAIL_UTF8 = True
    assert email_fault("jürgen@bücher.example") == ""
    assert email_fault("jür gen@example.org") == email_fault("jür\u2003gen@example.org") == EMAIL


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("gmail.con", "gmail.com"),
        ("GMAIL.CON", "gmail.com"),
        ("gmial.com", "gmail.com"),
        ("gmal.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("hotmial.co.uk", "hotmail.co.uk"),
        ("hotmail.co.ul", "hotmail.co.uk"),
        ("yaho.con", "yahoo.com"),
        ("outlok.com", "outlook.com"),
        ("example.con", "example.com"),
        ("council.co.ul", "council.co.uk"),
    ],
)
def test_a_likely_slip_in_an_address_is_asked_about(domain, meant):
    assert email_question(f"sam@{domain}") == (
        f"Did you mean sam@{meant}? If sam@{domain} is right, send it again."
    )


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "email.com", "mail.com", "ymail.com", "example.org", "kent.gov.uk", "nhs.net",
     "hotmail.fr", "yahoo.fr", "love.com", "sly.com", "gmx.com", "police.uk"],
)  # fmt: skip
def test_an_address_that_looks_right_is_not_asked_about(domain):
    assert email_question(f"sam@{domain}") == ""


def test_one_letter_off():
    for other in ("abcde", "abdc", "abc", "bcd", "abcx", "xbcd", "bacd", "xabcd"):
        assert one_letter_off("abcd", other), other
    for other in ("abcd", "ab", "abxx", "dcba", "abcdef", "badc"):
        assert not one_letter_off("abcd", other), other


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ME1O 1AA", "If you mean ME10 1AA, type the number 0, not the letter O."),
        ("MEI4 1XX", "If you mean ME14 1XX, type the number 1, not the letter I."),
        ("0X1 1AA", "If you mean OX1 1AA, type the letter O, not the number 0."),
    ],
)
def test_a_postcode_with_a_letter_for_a_number_says_which(typed, words):
    assert postcode_fault(typed) == f"{POSTCODE}. {words}"


@pytest.mark.parametrize("typed", ["ME14", "Maidstone", "12345", "1", "QQ1 1AA", "ME14 1C0"])
def test_what_is_no_postcode_is_refused(typed):
    assert postcode_fault(typed) == POSTCODE


def test_a_postcode_in_any_spelling_is_fine():
    assert postcode_fault(" me14-1xx ") == ""
