"""What a burst shows of its forms, and to whom."""

import datetime as dt

import pytest

from referrals.admin.burst_rows import bursts, forms_between, grouped, shared
from referrals.setting_aside import set_aside
from tests.factories.bursts import WORDS, make_burst, make_form
from tests.factories.desk import NOW, staff
from tests.factories.restricted import restricted_referral

pytestmark = pytest.mark.django_db
LAST = NOW + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _few(settings):
    settings.BURSTS |= {"forms": 3}


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


def test_a_group_shows_every_typed_text_and_no_equality_answer():
    said = {
        "behaviour": {"own_words": WORDS, "behaviours": ["shouting"]},
        "before": {"asked_then": "Kill her tonight"},
        "equality": {"ethnic_group_words": "Not for triage"},
        "name": {"name": "Invented Person"},
    }
    (group,) = grouped([*with_all(make_form(1, answers=said))])
    assert [row["value"] for row in group.typed] == [WORDS, "Kill her tonight"]


def with_all(form):
    return forms_between(staff(coordinator=True), form.submitted_at, form.submitted_at)


def test_what_must_be_read_by_itself_comes_first_then_the_largest_group(coordinator):
    make_burst(2)
    make_form(3, words="Another text")
    danger = make_form(4, danger_level=2)
    groups = grouped(forms_between(coordinator, NOW, LAST))
    assert [len(one.forms) for one in groups] == [1, 2, 1]
    assert groups[0].first == danger
    assert [bool(one.why) for one in groups] == [True, False, False]


def test_a_restricted_form_shows_only_to_the_people_named_on_it(coordinator):
    make_burst(2)
    manager = staff(manager=True)
    hidden = restricted_referral(submitted_at=NOW)
    assert hidden not in forms_between(coordinator, NOW, LAST)
    assert hidden in forms_between(manager, NOW, LAST)
    assert bursts(coordinator) == []
    assert [burst.count for burst, _ in bursts(manager)] == [3]


def test_a_burst_stays_one_while_some_of_it_is_in_the_queue(coordinator):
    forms = make_burst(4)
    set_aside(referral_ids=[one.pk for one in forms[:3]], reason="Same", by=coordinator, now=LAST)
    ((burst, left),) = bursts(coordinator)
    assert (burst.count, left) == (4, 1)
    set_aside(referral_ids=[forms[3].pk], reason="Same", by=coordinator, now=LAST)
    assert bursts(coordinator) == []


def test_what_most_forms_share_is_said_in_words(coordinator):
    make_burst(3)
    participant = make_form(4, words="Another text").participant
    participant.phone_key = forms_between(coordinator, NOW, LAST)[0].participant.phone_key
    participant.save()
    forms = forms_between(coordinator, NOW, LAST)
    assert shared(forms, grouped(forms)) == [
        "The same telephone number: 2 of 4",
        "The same postcode: 4 of 4",
        "The same answers, apart from who the form is about: 3 of 4",
    ]
