"""What a stolen row, a stolen cookie and a stolen key give by themselves: nothing."""

import pytest

from referral_portal.common import typed_text
from referral_portal.common.typed_text import Hint, Typed, Unreadable

HINT = Hint(account=7, page="/cohorts/new/?a=1", title="New cohort", since=1_800_000_000)
TYPED = Typed(
    page="/cohorts/new/", action="/cohorts/new/", title="New", at=1, fields={"name": ["Canary"]}
)


def locked(**changes) -> bytes:
    given = {"token": "a token", "owner": "an owner", "zone": "portal"} | changes
    return typed_text.lock(TYPED, **given)


def test_a_hint_comes_back_and_is_the_same_each_time():
    text = typed_text.hint_text(HINT, zone="portal")

    assert typed_text.read_hint(text, zone="portal") == HINT
    assert typed_text.hint_text(HINT, zone="portal") == text
    assert "cohorts" not in text


def test_a_hint_of_a_version_before_comes_back(settings):
    settings.SECRET_KEY = "for tests only, never used anywhere else"
    drawn = (
        "MTViojcJUsk2HRWlSN-zDRQWGqaWcJH3XOXMZsrDkmLqjAuqVDnJuVx2jwLkcW1nDnF_zTpCYDL8Z3kV"
        "eZpk4vDApkmjLTbyqrzaf50pheW--_0DfDrdrWQXTgHtE6w9LEVzBZpWRoXQ8YQkIl2grANoxZDZnmuq"
    )

    assert typed_text.read_hint(drawn, zone="portal") == HINT
    assert typed_text.hint_text(HINT, zone="portal") == drawn


@pytest.mark.parametrize("text", ["", "!", "AAAA", "é", "A" * 500, None])
def test_a_hint_that_was_not_made_here_is_refused(text):
    good = typed_text.hint_text(HINT, zone="portal")
    changed = good[:-4] + ("AAAA" if good[-4:] != "AAAA" else "BBBB") if text is None else text

    with pytest.raises(Unreadable):
        typed_text.read_hint(changed, zone="portal")


def test_a_hint_of_the_other_zone_or_under_another_key_is_refused(settings):
    text = typed_text.hint_text(HINT, zone="portal")
    with pytest.raises(Unreadable):
        typed_text.read_hint(text, zone="other")
    settings.SECRET_KEY = "another"
    with pytest.raises(Unreadable):
        typed_text.read_hint(text, zone="portal")


def test_words_come_back_for_their_browser_and_account():
    box = locked()

    assert typed_text.unlock(box, token="a token", owner="an owner", zone="portal") == TYPED
    assert b"Canary" not in box
    assert len(box) == len(locked())


@pytest.mark.parametrize("name", ["token", "owner", "zone"])
def test_words_stay_closed_without_the_browsers_token_the_account_or_the_zone(name):
    given = {"token": "a token", "owner": "an owner", "zone": "portal"}

    with pytest.raises(Unreadable):
        typed_text.unlock(locked(), **given | {name: "another"})


def test_words_stay_closed_without_the_secret_key(settings):
    box = locked()
    settings.SECRET_KEY = "another"
    with pytest.raises(Unreadable):
        typed_text.unlock(box, token="a token", owner="an owner", zone="portal")


def test_more_than_is_kept_is_refused():
    long = Typed(page="/", action="/", title="", at=1, fields={"a": ["x" * typed_text.MOST_BYTES]})
    with pytest.raises(ValueError, match="More was typed"):
        typed_text.lock(long, token="t", owner="o", zone="portal")


def test_passwords_tokens_and_empty_fields_are_not_kept():
    post = {
        "csrfmiddlewaretoken": ["abc"],
        "typed_hint": ["abc"],
        "new_password1": ["secret"],
        "empty": ["", ""],
        "lines": ["one", ""],
    }

    assert typed_text.typed_fields(post.items()) == {"lines": ["one", ""]}
