"""The form before a letter: a tick where it is posted, a name where ours cannot be printed."""

import pytest

from referral_portal.common.address_check import AddressForm


@pytest.mark.parametrize(
    ("has_address", "name", "asked"),
    [
        (True, "Invented Person", ["is_checked"]),
        (True, "Sam 🙂", ["latin_name", "is_checked"]),
        (False, "Sam 🙂", ["latin_name"]),
        (False, "सीता गुरुङ", []),
    ],
)
def test_it_asks_for_what_the_letter_needs(has_address, name, asked):
    assert list(AddressForm(None, has_address=has_address, name=name).fields) == asked


def test_it_names_the_characters_that_cannot_be_printed():
    form = AddressForm(None, has_address=True, name="Sam 🙂")

    assert "🙂 (slightly smiling face)" in form.fields["latin_name"].help_text


@pytest.mark.parametrize(("typed", "name"), [("Sam Invented", "Sam Invented"), ("", "Sam 🙂")])
def test_the_name_in_latin_letters_replaces_the_other_on_the_envelope_and_in_the_greeting(
    typed, name
):
    form = AddressForm({"latin_name": typed}, has_address=False, name="Sam 🙂")
    assert form.is_valid()

    head = form.words({"dear": "Sam 🙂", "to_lines": ["Sam 🙂", "1 Example Street"], "on": "today"})

    assert head == {"dear": name, "to_lines": [name, "1 Example Street"], "on": "today"}
