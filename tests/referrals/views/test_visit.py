"""One request to one form."""

from types import SimpleNamespace

import pytest
from django.http import Http404

from referral_portal.pages.tokens import Drawn
from referrals.views.visit import Visit


def visit_with(posted) -> Visit:
    """A visit without a draft whose page was drawn from `posted`."""
    visit = Visit.__new__(Visit)
    visit.draft, visit.request = None, SimpleNamespace(posted_page=posted)
    return visit


def test_a_page_without_a_draft_belongs_to_a_form_without_a_draft():
    assert not visit_with(SimpleNamespace(drawn=Drawn())).is_other_form
    assert visit_with(SimpleNamespace(drawn=Drawn(subject="draft:1"))).is_other_form
    assert not visit_with(None).is_other_form


def test_a_form_that_does_not_exist_is_not_found():
    with pytest.raises(Http404):
        Visit(SimpleNamespace(), None)
