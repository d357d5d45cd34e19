"""Before the first question about violence or weapons, each form says who reads the answers."""

import re

import pytest

from referrals.steps import FORMS, find_form
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.forms import ACCOUNT, TODAY, FixedSetting
from tests.factories.referrals import STALKING, TOPIC, address, make_catalogue, open_at, pages_for

pytestmark = pytest.mark.django_db
GRAVE = re.compile(
    r"\bsex\b|sexual|chok|strang|weapon|firearm|violen|kill|what (you|they) have done|follow(ed|ing)",
    re.IGNORECASE,
)
# What the form must say, on a page of its own.
SAYS = ("Kent Police coordinator reads your answers", "tell the police or social services",
        "used as evidence")  # fmt: skip


def words_of(step, setting) -> str:
    """Return every question of a page, with its answers and hints."""
    form = step.form(setting)
    parts = [step.title]
    for field in form.fields.values():
        labels = [label for _, label in getattr(field, "choices", [])]
        parts += [field.label, field.help_text, *labels]
    return " ".join(str(part) for part in parts if part)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_who_reads_it_is_said_before_the_first_grave_question(form):
    setting = FixedSetting(today=TODAY, account=ACCOUNT)
    slugs = [step.slug for step in form.steps]
    grave = [step.slug for step in form.steps if GRAVE.search(words_of(step, setting))]

    assert "weapons" in grave
    # The criterion itself asks about harm in general, and names none.
    first = next(slug for slug in grave if slug != "responsibility")
    assert slugs.index("readers") < slugs.index(first)


@pytest.mark.parametrize(("topic", "route"), [(f.topic, f.route) for f in FORMS])
def test_the_page_says_who_reads_it_and_what_happens_then(client, topic, route):
    make_catalogue()
    client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))
    page = open_at(client, route, topic=topic, until="readers")

    html = " ".join(client.get(page).content.decode().split())

    assert all(words in html for words in SAYS)
    start = client.get(address(route, "start", topic=topic)).content.decode()
    assert "The Kent Police coordinator reads your form." in start


@pytest.mark.parametrize("topic", [TOPIC, STALKING])
@pytest.mark.parametrize(
    ("changes", "is_asked"),
    [
        ({}, True),
        ({"responsibility": {"accepts": "not_sure"}}, True),
        ({"responsibility": {"accepts": "no"}}, False),
        ({"responsibility": {"accepts": "by_phone"}}, False),
        ({"in_your_words": {"told": "by_phone"}}, False),
    ],
)
def test_who_was_hurt_is_not_asked_after_no_or_on_the_phone(client, topic, changes, is_asked):
    make_catalogue()
    pages = pages_for("self", topic, **changes) | {"better-way": {"sees_need": "yes"}}
    asked = {"relationship", "effect"}

    check = open_at(client, "self", topic=topic, pages=pages)

    html = client.get(check).content.decode()
    assert ("Who have you hurt, frightened or distressed?" in html) is is_asked
    assert ("How do you think the other person felt?" in html) is is_asked
    assert "Are you in a relationship now?" in html
    assert asked <= {step.slug for step in find_form(topic, "self").steps}
    assert client.post(check, {"declares": "on"})["Location"].endswith("/sent/")


def test_nor_after_what_was_done_is_left_for_the_phone(client):
    make_catalogue()
    pages = pages_for("self", what={"behaviours": ["threatened", "by_phone"]})

    html = client.get(open_at(client, "self", pages=pages)).content.decode()

    assert "Who have you hurt, frightened or distressed?" not in html


@pytest.mark.parametrize("topic", [TOPIC, STALKING])
def test_nobody_has_to_name_contact_with_a_person_they_are_not_worried_about(client, topic):
    make_catalogue()
    page = open_at(client, "self", topic=topic, until="them")

    refused = client.post(page, {"live_together": "no"}).content.decode()
    accepted = client.post(page, {"live_together": "no_one"})

    assert "Select how often you are in contact" in refused
    assert "Select why you are in contact" in refused
    assert accepted["Location"] == address("self", "page", "family", topic=topic)


def test_a_change_to_no_drops_who_was_hurt_and_asks_only_about_a_better_way(client):
    make_catalogue()
    check = open_at(client, "self")
    page = address("self", "page", "responsibility") + "?from=check"

    better_way = client.post(page, {"accepts": "no"})["Location"]
    assert client.post(better_way, {"sees_need": "yes"})["Location"] == check
    html = client.get(check).content.decode()

    assert "Who have you hurt" not in html
    again = client.post(page, {"accepts": "yes"})["Location"]
    assert again == address("self", "page", "relationship") + "?from=check"
