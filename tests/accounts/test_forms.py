"""The email address of an account in the admin: refused in the words of our own pages."""

import pytest
from django.core.exceptions import ValidationError

from referral_portal.accounts.forms import WorkEmail


@pytest.mark.parametrize(
    ("typed", "words"),
    [("jürgen@example.org", "ü before the @"), ("sam", "in the correct format"), ("", "required")],
)
def test_an_address_is_refused_in_one_sentence(typed, words):
    with pytest.raises(ValidationError, match=words) as refused:
        WorkEmail().clean(typed)
    assert len(refused.value.messages) == 1


@pytest.mark.parametrize("typed", ["sam@example.org", "sam@bücher.example"])
def test_an_address_that_mail_can_reach_is_kept_as_typed(typed):
    assert WorkEmail().clean(typed) == typed
