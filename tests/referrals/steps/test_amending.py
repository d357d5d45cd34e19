"""Which pages of a form that was sent can be amended, and both answers in words."""

import pytest

from referrals.steps.amending import amendable_pages, asked_on, form_of
from tests.factories.amendments import sent_referral, typed_on

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("route", ["self", "agency"])
def test_every_page_can_be_amended_but_sealed_ones_and_those_that_are_not_for_triage(route):
    slugs = {page.slug for page in amendable_pages(sent_referral(route))}

    assert {"name", "home", "contact", "birth", "area", "what", "record", "needs"} <= slugs
    assert slugs.isdisjoint({"them", "family", "children", "aware", "risk", "equality", "readers"})
    assert ("referrer" in slugs) == (route == "agency")


def test_a_page_that_an_amendment_makes_new_can_be_answered():
    referral = sent_referral()
    assert "better-way" not in {page.slug for page in amendable_pages(referral)}

    referral.answers["responsibility"]["accepts"] = "not_sure"

    assert "better-way" in {page.slug for page in amendable_pages(referral)}


@pytest.mark.parametrize("route", ["self", "agency"])
def test_every_page_accepts_the_answers_that_were_sent(route):
    referral = sent_referral(route)

    for page in amendable_pages(referral):
        form = form_of(page, referral, typed_on(referral, page.slug))
        assert form.is_valid(), (page.slug, form.errors)
        assert all(one.old == one.new for one in asked_on(form, referral)), page.slug


def test_an_answer_stands_beside_the_one_before_in_the_words_of_the_form():
    referral = sent_referral()
    page = next(page for page in amendable_pages(referral) if page.slug == "drink-drugs")
    form = form_of(page, referral, typed_on(referral, "drink-drugs", drink="no"))
    assert form.is_valid()

    rows = {one.name: (one.old, one.new) for one in asked_on(form, referral)}

    assert rows["drink"] == ("Yes", "No")
    # The question that "Yes" reveals is not asked any more, and its answer goes.
    assert rows["drink_help"] == ("I am getting help", "")
