"""The token of a drawn form: opaque, of one length, and bound to its zone."""

import base64

import pytest

from referral_portal.pages.tokens import Drawn, make_token, read_token

CASE = "case:0b6f0f1e-1d3c-4a57-9a0e-8f2d8c9f0a11"


def test_a_token_holds_what_its_form_was_drawn_from():
    drawn = Drawn(account="12", subject=CASE, version="7")

    assert read_token(make_token(drawn, zone="portal"), zone="portal") == drawn


def test_a_token_means_nothing_in_the_other_zone():
    token = make_token(Drawn(account="12"), zone="portal")

    assert read_token(token, zone="safeguarding") is None


def test_every_token_has_the_same_length_and_shows_nothing():
    full = make_token(Drawn(account="12", subject=CASE, version="7" * 40), zone="portal")
    bare = make_token(Drawn(), zone="portal")

    assert len(full) == len(bare)
    assert CASE.encode() not in base64.urlsafe_b64decode(full)


def test_no_two_forms_have_the_same_token():
    assert make_token(Drawn(at=1), zone="portal") != make_token(Drawn(at=1), zone="portal")
    assert Drawn().nonce != Drawn().nonce


@pytest.mark.parametrize("token", ["", "x", "é", "A" * 400, "====", "\x00"])
def test_what_is_not_a_token_is_refused_without_an_error(token):
    assert read_token(token, zone="portal") is None


def test_a_changed_token_is_refused():
    token = make_token(Drawn(), zone="portal")
    changed = ("B" if token[40] != "B" else "C").join([token[:40], token[41:]])

    assert read_token(changed, zone="portal") is None


def test_parts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="too long"):
        make_token(Drawn(subject="x" * 300), zone="portal")
