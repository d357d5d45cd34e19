"""The forms in which names, numbers, addresses and dates are compared on both sides of the wall."""

import datetime as dt
import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_portal.common.normal_forms import (
    FORMS,
    email_form,
    name_form,
    phone_form,
    postcode_form,
    read_date,
)

APOSTROPHES = "'`\u00b4‘’‛′\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\uff07\u055a"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u00ad"
LETTERS = st.text(st.characters(codec="utf-8"), max_size=40)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("  ZOË   Example ", "zoe example"),
        ("Zoe\u0308 Example", "zoe example"),
        ("Łukasz", "lukasz"),
        ("Strauß", "strauss"),
        ("STRAUSS", "strauss"),
        ("Søren Ærø", "soren aero"),
        ("Đorđe Þór", "dorde thor"),
        ("İbrahim Işık", "ibrahim isik"),
        ("ＫＥＮ　Marsh", "ken marsh"),
        ("Marsh, Ken (Jr.)", "marsh ken jr"),
        ("Sei\u200bn\ufeff Invented", "sein invented"),
        ("رضا\u200cپور", "رضاپور"),
        ("علی", "علي"),
        ("क्\u200dष", name_form("क्ष")),
        ("Ёлкина", "елкина"),
        ("", ""),
        ("\u3164\u2800\u00ad\u034f\U000e0041", ""),
        ("’-.", ""),
    ],
)
def test_a_name_has_one_form(typed, form):
    assert name_form(typed) == form


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_every_apostrophe_is_dropped_from_a_name(apostrophe):
    assert name_form(f"Una O{apostrophe}Hara") == "una ohara"


@pytest.mark.parametrize("dash", DASHES)
def test_every_hyphen_of_a_name_counts_as_a_space(dash):
    assert name_form(f"Smith{dash}Jones") == name_form("Smith Jones") == "smith jones"


def test_different_names_keep_different_forms():
    names = ["Ann Li", "Anna Li", "Ann Lee", "سيتا", "سیمین", "सीता", "सीमा", "李明", "Анна"]

    assert len(set(map(name_form, names))) == len(names)


@given(LETTERS)
def test_the_form_of_a_name_is_its_own_form(text):
    form = name_form(text)

    assert name_form(form) == form
    assert form == " ".join(form.split())


@given(LETTERS)
def test_a_name_in_capitals_or_decomposed_has_the_same_form(text):
    assert name_form(unicodedata.normalize("NFD", text)) == name_form(text)
    assert name_form(text.casefold()) == name_form(text)


@pytest.mark.parametrize(
    "typed",
    [
        "07700900123", "07700 900 123", "(07700) 900-123", "+447700900123", "+44 7700 900123",
        "+44 (0)7700 900123", "(+44) 07700 900123", "00447700900123", "0044 (0) 7700 900123",
        "447700900123", "7700900123", "7700 900 123", "07700‑900123", "07700–900123",
        "٠٧٧٠٠٩٠٠١٢٣", "۰۷۷۰۰۹۰۰۱۲۳", "०७७००९००१२३", "０７７００９００１２３", "\u202d07700900123\u202c",
        "07700.900.123", "07700/900123", "07700900123 ext 4", "07700900123x4",
    ],
)  # fmt: skip
def test_a_british_number_has_one_form_in_every_spelling(typed):
    assert phone_form(typed) == "07700900123"


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("01632 960123 ext 12", "01632960123"),
        ("01632 960123 Extension: 12", "01632960123"),
        ("01632 960123 (ext. 12)", "01632960123"),
        ("1632 960123", "01632960123"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("0033 (0)6 12 34 56 78", "+33612345678"),
        ("+1 202 555 0123", "+12025550123"),
        ("0770090012", "0770090012"),
        ("0800 1111", "08001111"),
        ("", ""),
        ("999", ""),
        ("call me", ""),
        ("07700 9oo123", ""),
        ("07700900123 or 07700900124", ""),
        ("07700900123 / 07700900124", ""),
        ("sam@example.org", ""),
    ],
)
def test_other_numbers_and_what_is_no_number(typed, form):
    assert phone_form(typed) == form


@given(st.from_regex(r"[0-9 ()+./x-]{0,24}", fullmatch=True))
def test_the_form_of_a_number_is_its_own_form(text):
    form = phone_form(text)

    assert phone_form(form) == form
    assert form == "" or form.removeprefix("+").isdigit()


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Wes.Test@Example.ORG", "wes.test@example.org"),
        ("  wes.test@example.org. ", "wes.test@example.org"),
        ("sam@bücher.example", "sam@xn--bcher-kva.example"),
        ("sam@BU\u0308CHER.example", "sam@xn--bcher-kva.example"),
        ("sam@xn--bcher-kva.example", "sam@xn--bcher-kva.example"),
        ("sam@straße.example", "sam@xn--strae-oqa.example"),
        ("zoe\u0308@example.org", "zoë@example.org"),
        ("a@localhost", "a@localhost"),
        ("odd_host@a_b.example", "odd_host@a_b.example"),
        ("", ""),
        ("sam", ""),
        ("@example.org", ""),
        ("sam@", ""),
        ("sam smith@example.org", ""),
    ],
)
def test_an_address_has_one_form(typed, form):
    assert email_form(typed) == form


@given(st.one_of(st.emails(), LETTERS.map(lambda text: f"{text}@example.org")))
def test_the_form_of_an_address_is_its_own_form(text):
    assert email_form(email_form(text)) == email_form(text)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("me1 1aa", "ME1 1AA"),
        ("ME11AA", "ME1 1AA"),
        (" me14-1xx ", "ME14 1XX"),
        ("Ｍｅ14 1XX", "ME14 1XX"),
        ("sw1a 1aa", "SW1A 1AA"),
        ("W1A 0AX", "W1A 0AX"),
        ("M1 1AE", "M1 1AE"),
        ("ME1O 1AA", ""),  # the letter O
        ("ME14 1X0", ""),
        ("ME14", ""),
        ("ME14 1XX 2", ""),
        ("Q1 1AA", ""),
        ("", ""),
    ],
)
def test_a_postcode_has_one_form(typed, form):
    assert postcode_form(typed) == form


@pytest.mark.parametrize(
    "typed",
    [
        "5 April 1989", "05/04/1989", "5/4/1989", "5.4.1989", "5-4-1989", "5 4 1989", "05041989",
        "5th April 1989", "5th of April, 1989", "5 Apr 1989", "5-apr-89", "5APR1989", "5 april 89",
        "April 5, 1989", "April 5th 1989", "Wednesday 5 April 1989", "Wed, 5 Apr 1989",
        "1989-04-05", "1989/04/05", "5.4.89", "05/04/89", "٥/٤/١٩٨٩", " 5  April  1989 ",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_spelling(typed):
    assert read_date(typed) == dt.date(1989, 4, 5)


def test_the_short_names_of_the_months_are_read():
    assert read_date("1 Sept 1990") == dt.date(1990, 9, 1)
    assert read_date("1 sep 1990") == dt.date(1990, 9, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "", "Ken Marsh", "April 1989", "5 April", "1989", "5/4/12",  # 1912 or 2012
        "31/02/1990", "4/13/1989", "0/4/1989", "5/4/989", "5/4/1889", "5 Jun 2101", "5 Foo 1989",
        "07700900123", "5 Ma 1990", "April 89",
    ],
)  # fmt: skip
def test_what_is_no_clear_date_is_not_read(typed):
    assert read_date(typed) is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_a_written_date_is_read_back(day):
    for spelling in ("%d/%m/%Y", "%d %B %Y", "%Y-%m-%d", "%d.%m.%Y", "%B %d, %Y", "%a %d %b %Y"):
        assert read_date(day.strftime(spelling)) == day


@given(LETTERS)
def test_no_text_at_all_raises_an_error(text):
    for form in (phone_form, email_form, postcode_form, read_date):
        form(text)


def test_a_change_of_a_form_is_a_new_number_of_the_forms():
    spelt = [
        *map(
            name_form, (f"{chr(code)}a" for code in (*range(0x20, 0x300), *range(0x2010, 0x2040)))
        ),
        *map(phone_form, ("+44 (0)7700 900123", "7700900123", "0033 612345678", "01632 960123 x1")),
        *map(email_form, ("Wes.Test@Example.org", "sam@b\u00fccher.example", "a@b")),
    ]
    digest = hashlib.sha256("\0".join(spelt).encode()).hexdigest()[:16]

    # If this fails, raise FORMS, write a migration like referrals/migrations/0014, and add the pair.
    assert (FORMS, digest) == (1, "708f0934de086fb9")
