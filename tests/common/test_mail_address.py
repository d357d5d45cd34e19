"""An email address as mail servers take it: the domain in ASCII, the rest as it was typed."""

import pytest

from referral_portal.common.mail_address import CannotBeSent, local_fault, sendable

SENTENCE = (
    "Our mail cannot reach an address with {} before the @. Enter another email address, or a phone "
    "number"
)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("sam@bücher.example", "sam@xn--bcher-kva.example"),
        ("Sam.O'Hara+form@Bücher.Example", "Sam.O'Hara+form@xn--bcher-kva.example"),
        ("sam@straße.example", "sam@xn--strae-oqa.example"),  # not strasse.example
        ("sam@例え.example", "sam@xn--r8jz45g.example"),
        ("Sam@Example.org", "Sam@Example.org"),
    ],
)
def test_the_domain_has_an_ascii_form(typed, sent):
    assert sendable(typed) == sent


@pytest.mark.parametrize("typed", ["jürgen@example.org", "sam@-ü.example", "sam@ü..example"])
def test_what_has_no_such_form_cannot_be_sent(typed):
    with pytest.raises(CannotBeSent):
        sendable(typed)


def test_the_sentence_names_the_letters_and_the_server_may_take_them(settings):
    assert local_fault("jürgeñ@example.org") == SENTENCE.format("ü ñ")
    assert local_fault("sam@bücher.example") == local_fault("") == ""
    settings.EMAIL_UTF8 = True
    assert local_fault("jürgeñ@example.org") == ""
    assert sendable("jürgen@bücher.example") == "jürgen@xn--bcher-kva.example"
