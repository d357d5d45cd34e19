"""Filling in a whole form at once, as the demonstration does."""

import pytest
from django.test import Client
from django.utils import timezone

from referrals.drafts import DraftContent, open_draft
from referrals.steps import FORMS, find_form
from referrals.steps.filling import PageRefused, fill
from referrals.views.visit import cookie_of
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import SELF_PAGES, make_catalogue, open_at, walk


def test_a_form_can_be_filled_in_at_once_and_reviewed(setting):
    form, content = find_form("domestic-abuse", "self"), DraftContent()

    fill(definition=form, content=content, pages=SELF_PAGES, setting=setting)

    review = form.review(content, setting)
    assert review.unfinished is None
    assert review.answers["name"]["name"] == "Élan Invented"
    assert [page["slug"] for page in review.as_sent] == list(review.answers)
    assert review.as_sent[0] == {
        "slug": "now",
        "title": "Right now",
        "rows": [{"key": "Is anyone in danger right now?", "value": "No"}],
    }
    assert set(content.parts) == {"person", "others", "children"}


def test_a_page_that_is_wrong_is_named(setting):
    pages = {**SELF_PAGES, "birth": {}}

    with pytest.raises(PageRefused, match=r"^birth: "):
        fill(
            definition=find_form("domestic-abuse", "self"),
            content=DraftContent(),
            pages=pages,
            setting=setting,
        )


def test_it_stops_at_a_page(setting):
    form, content = find_form("domestic-abuse", "self"), DraftContent()

    fill(definition=form, content=content, pages=SELF_PAGES, setting=setting, until="birth")

    assert form.first_open(content).slug == "birth"


@pytest.mark.django_db
@pytest.mark.parametrize("until", ["sharing", "check"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_a_form_filled_at_once_is_the_form_that_was_sent_page_by_page(form, until):
    make_catalogue()
    by = (
        UserFactory(agency_referrer=True, agency=AgencyFactory())
        if form.route == "agency"
        else None
    )
    found = []
    for way in (walk, open_at):
        browser = Client()
        if by:
            browser.force_login(by)
        url = way(browser, form.route, until=until, topic=form.topic)
        draft = open_draft(
            token=browser.cookies[cookie_of(form)].value, route=form.route, pathway=form.pathway,
            by=by, now=timezone.now(),
        )  # fmt: skip
        # What is sealed is another box each time.
        found.append((url, draft.content.pages, draft.content.parts.keys(), draft.content.changed))

    assert found[0] == found[1]
