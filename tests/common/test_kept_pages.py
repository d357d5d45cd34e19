"""The store of typed pages: who gets what back, how much is kept, and when it goes."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.accounts.shelf import SHELF
from referral_portal.common.kept_pages import MOST_PAGES
from referral_portal.common.typed_text import MOST_BYTES, Typed

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = dt.timedelta(hours=1)


def typed(page="/a/", words="Canary", title="A page") -> Typed:
    return Typed(page=page, action=page, title=title, at=1_800_000_000, fields={"b_words": [words]})


def store(account=1, token="", now=NOW, is_shown=False, **fields) -> str:
    return SHELF.store(typed(**fields), token=token, account=account, is_shown=is_shown, now=now)


def offers(account, token, now=NOW):
    return SHELF.offers(token=token, account=account, now=now)


def test_it_comes_back_to_its_account_in_its_browser_for_an_hour():
    token = store()

    (offer,) = offers(1, token)
    assert offer.typed == typed()
    assert offer.title == "A page"
    assert offer.words == [("B words", "Canary")]
    assert offers(2, token) == []
    assert offers(1, "another token") == []
    assert offers(1, token, NOW + HOUR) == []


def test_two_dates_of_one_page_are_told_apart():
    fields = {"first_seen_on-day": ["1"], "last_seen_on-day": ["2"]}
    kept = Typed(page="/a/", action="/a/", title="A page", at=1_800_000_000, fields=fields)
    token = SHELF.store(kept, token="", account=1, is_shown=False, now=NOW)

    (offer,) = offers(1, token)

    assert offer.words == [("First seen on day", "1"), ("Last seen on day", "2")]


def test_a_page_without_a_title_still_has_words_for_it():
    (offer,) = offers(1, store(title=""))
    assert offer.title == "a page"


def test_one_browser_keeps_the_pages_of_two_accounts_apart():
    token = store(account=1, words="one")
    assert store(account=2, token=token, words="two") == token

    assert [offer.typed.fields["b_words"] for offer in offers(1, token)] == [["one"]]
    assert [offer.typed.fields["b_words"] for offer in offers(2, token)] == [["two"]]


def test_an_account_keeps_so_many_pages_until_the_old_ones_are_over():
    token = ""
    for _ in range(MOST_PAGES):
        token = store(token=token)
    assert store(token=token) == ""
    assert len(offers(1, token)) == MOST_PAGES
    assert store(account=2)

    assert store(token=token, now=NOW + HOUR) == token
    assert SHELF.model.objects.count() == 1


def test_too_much_is_not_kept():
    assert store(words="x" * MOST_BYTES) == ""
    assert not SHELF.model.objects.exists()


def test_a_newer_page_is_shown_in_place_of_an_older_one_of_the_same_address():
    token = store(is_shown=True, words="old")
    store(token=token, words="new")
    store(token=token, page="/other/", is_shown=True)
    found = offers(1, token)
    new = next(offer for offer in found if offer.typed.fields["b_words"] == ["new"])

    SHELF.show(new, others=found)

    shown = {offer.typed.fields["b_words"][0] for offer in offers(1, token) if offer.is_shown}
    assert shown == {"new", "Canary"}


def test_one_is_deleted_and_the_others_stay():
    token = store(words="one")
    store(token=token, words="two")

    SHELF.delete(offers(1, token)[0])

    assert len(offers(1, token)) == 1


@pytest.mark.parametrize("known", [True, False])
def test_wiping_takes_the_account_everywhere_and_all_of_this_browser(known):
    token = store(account=1)
    store(account=2, token=token)
    elsewhere = store(account=1)
    stays = store(account=3)

    SHELF.wipe(token=token, account=1 if known else None)

    assert offers(1, token) == offers(2, token) == []
    assert bool(offers(1, elsewhere)) != known
    assert len(offers(3, stays)) == 1


def test_what_is_over_is_deleted_and_counted():
    store()
    store(account=2, now=NOW + HOUR / 2)

    assert SHELF.forget(now=NOW + HOUR) == 1
    assert SHELF.model.objects.count() == 1
