"""Filling in a whole form at once, as the demonstration does."""

import pytest

from referrals.drafts import DraftContent
from referrals.steps import find_form
from referrals.steps.filling import PageRefused, fill
from tests.factories.referrals import SELF_PAGES


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
