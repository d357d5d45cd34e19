"""The stalking forms: what the person is never asked, and where the answers lead."""

import pytest
from django import forms
from django.urls import reverse

from referral_portal.common.date_field import GovukDateField
from referrals.models import Referral
from referrals.steps import find_form
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import CANARIES, STALKING, make_catalogue, send_filled

# Everything that can be typed on the person's own form. All of it is about the person alone. What
# is typed elsewhere could name a person at risk: rows F2 and F3 of the data dictionary must not
# be asked.
TYPED = {
    "sentence_on",
    "pending_on",
    "civil_order_ends_on",
    "born_on",
    "drink_words",
    "mind_words",
    "earlier_which",
    "name",
    "known_as",
    "pronouns",
    "address",
    "postcode",
    "phone",
    "best_time",
    "email",
    "own_words",
    "effect",
    "child_ages",
    "language",
    "needs_words",
    "first_language",
}
UNNAMED = (
    "Do not write anyone’s name or who they are, where they live or work, or how to reach them."
)
CHOSEN = (forms.ChoiceField, forms.MultipleChoiceField, forms.BooleanField)


@pytest.fixture
def self_form():
    return find_form(STALKING, "self")


def test_the_person_types_nothing_but_what_is_about_himself(self_form):
    typed = {
        name
        for step in self_form.steps
        for name, field in step.form_class.base_fields.items()
        if not isinstance(field, CHOSEN)
    }

    assert typed == TYPED, "Could this say who somebody is, where they are or how to reach them?"


def test_nothing_asks_who_where_or_how_to_reach_the_other_person(self_form):
    asked = {
        name: f"{field.label}".lower()
        for step in self_form.steps
        for name, field in step.form_class.base_fields.items()
    }

    about_others = [name for name in asked if name.startswith(("their_", "harmed_"))]
    assert not about_others
    for name, label in asked.items():
        for word in ("first name", "their name", "their phone", "their address", "for them"):
            assert word not in label, (name, label)


def test_other_people_are_asked_about_in_ranges_on_sealed_pages(self_form):
    section = next(s for s in self_form.sections if s.title == "Other people")

    assert all(step.part for step in section.steps)
    for step in section.steps:
        for name, field in step.form_class.base_fields.items():
            assert isinstance(field, CHOSEN) or name == "child_ages"


def test_when_he_last_did_it_is_a_range(self_form):
    page = next(step for step in self_form.steps if step.slug == "thinking")

    assert all(isinstance(field, CHOSEN) for field in page.form_class.base_fields.values())


def test_where_he_writes_in_his_own_words_he_is_asked_to_name_nobody(self_form):
    for slug, name in (("in-your-words", "own_words"), ("effect", "effect")):
        page = next(step for step in self_form.steps if step.slug == slug)
        assert UNNAMED in page.form(setting=None).fields[name].help_text


def test_a_date_counts_as_typed():
    assert not issubclass(GovukDateField, CHOSEN)


@pytest.mark.django_db
@pytest.mark.parametrize("route", ["self", "agency"])
def test_the_coordinator_reads_the_answers_and_that_cobi_fits(client, route):
    make_catalogue()
    client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))
    send_filled(client, route, topic=STALKING)
    referral = Referral.objects.get()
    client.force_login(UserFactory(coordinator=True))

    html = client.get(
        reverse("admin:referrals_referral_change", args=[referral.pk])
    ).content.decode()

    check = referral.eligibility_checks.get()
    assert {one["code"]: one["fits"] for one in check.programmes}["cobi"] == "yes"
    assert all(one["fits"] == "no" for one in check.programmes if one["code"] != "cobi"), (
        "The others are about domestic abuse."
    )
    assert "COBI is for this kind of behaviour." in html
    expected = "In the last month" if route == "self" else "Two accounts under other names."
    assert expected in html
    for canary in CANARIES:
        assert canary not in html.lower()


@pytest.mark.django_db
def test_a_stalking_referral_is_accepted_for_cobi_alone(client):
    make_catalogue()
    send_filled(client, "self", topic=STALKING)
    referral = Referral.objects.get()
    coordinator = UserFactory(coordinator=True)
    client.force_login(coordinator)

    html = client.get(
        reverse("admin:referrals_referral_accept", args=[referral.pk])
    ).content.decode()

    assert html.count('name="programme"') == 1
    assert 'value="cobi"' in html


@pytest.mark.django_db
def test_the_start_page_says_that_we_do_not_ask_about_the_other_person(client):
    html = client.get("/refer/stalking/self/").content.decode()

    assert "Get help to stop contacting or following someone" in html
    assert "We never ask who the other person is" in html
    assert "perpetrator" not in html.lower()
