"""How a participant's answers about taking part fit a group: without a database."""

import datetime as dt

import pytest

from cohorts.waiting.fit import (
    AFTERNOONS,
    EVENINGS,
    MORNINGS,
    SATURDAYS,
    Group,
    Wish,
    fit,
    slot_of,
    to_ask,
    turn_of,
)

DAY = dt.date(2027, 1, 12)
TUESDAY, SATURDAY, SUNDAY = 1, 5, 6
READY = {"available": frozenset({EVENINGS}), "travel": "yes"}


def group(**fields) -> Group:
    given = {"name": "Ashford Tuesdays", "district": "Ashford", "starts_on": DAY}
    return Group(**given | {"weekday": TUESDAY, "start": dt.time(18)} | fields)


def wish(**fields) -> Wish:
    return Wish(**{"district": "Ashford"} | READY | fields)


@pytest.mark.parametrize(
    ("weekday", "hour", "slot"),
    [
        (TUESDAY, 9, MORNINGS),
        (TUESDAY, 12, AFTERNOONS),
        (TUESDAY, 17, EVENINGS),
        (SATURDAY, 18, SATURDAYS),
        (SUNDAY, 9, ""),
    ],
)
def test_the_time_of_a_group_is_one_that_the_form_asks_for(weekday, hour, slot):
    assert slot_of(group(weekday=weekday, start=dt.time(hour))) == slot


def test_a_group_fits_when_nothing_stands_against_it():
    found = fit(wish(), group())
    assert (found.fits, found.against, found.ask) == (True, (), ())


@pytest.mark.parametrize(
    ("fields", "there", "sentence"),
    [
        (
            {"available": frozenset({MORNINGS, SATURDAYS})},
            {},
            "It meets on Tuesdays at 18:00, and they can come on weekday mornings or Saturdays.",
        ),
        ({"travel": "no"}, {"district": "Dover"}, "It is in Dover, and they cannot travel."),
        (
            {"is_mandated": True},
            {"most_of_each": 4, "mandated": 4},
            "It is an equal mix with at most 4 mandated participants, and it has 4.",
        ),
        (
            {},
            {"most_of_each": 4, "voluntary": 5},
            "It is an equal mix with at most 4 self-referred participants, and it has 5.",
        ),
    ],
)
def test_what_stands_against_a_group_is_said_in_words(fields, there, sentence):
    found = fit(wish(**fields), group(**there))
    assert (found.fits, found.against) == (False, (sentence,))


@pytest.mark.parametrize(
    ("fields", "there", "sentence"),
    [
        ({"available": frozenset()}, {}, "Ask whether they can come on Tuesdays at 18:00."),
        ({"travel": ""}, {"district": "Dover"}, "Ask whether they can travel to Dover."),
        ({"travel": "help"}, {}, "They need help to travel."),
        ({"travel": "no"}, {}, "They said that they cannot travel: ask how they would come."),
    ],
)
def test_what_is_not_known_is_asked_and_stands_against_nothing(fields, there, sentence):
    found = fit(wish(**fields), group(**there))
    assert (found.fits, found.ask) == (True, (sentence,))


def test_times_that_are_agreed_one_by_one_always_fit_and_a_mix_has_room_for_the_other_kind():
    assert fit(wish(available=frozenset()), group(weekday=None, start=None)).ask == ()
    assert fit(wish(is_mandated=True), group(most_of_each=4, mandated=3, voluntary=4)).fits


def test_the_own_district_comes_before_an_earlier_start_and_what_does_not_fit_comes_last():
    asked = wish()
    groups = [
        group(name="Not at this time", start=dt.time(9)),
        group(name="Far", district="Dover", starts_on=DAY - dt.timedelta(days=9)),
        group(name="Later", starts_on=DAY + dt.timedelta(days=1)),
        group(name="Next"),
    ]
    fits = sorted((fit(asked, one) for one in groups), key=lambda one: turn_of(asked, one))
    assert [one.group.name for one in fits] == ["Next", "Later", "Far", "Not at this time"]


def test_what_to_arrange_is_asked_whatever_the_group():
    asked = wish(needs=frozenset({"interpreter", "getting_in"}), language="Polish", meeting="video")
    assert to_ask(asked) == (
        "Needs an interpreter: Polish.",
        "Needs a building without steps.",
        "Would like to meet by video.",
    )
    assert to_ask(wish(needs=frozenset({"none"}), meeting="either")) == ()
