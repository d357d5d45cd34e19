"""How to reach a participant: one way at least, and the safety of a telephone."""

import pytest

from referrals.forms.contact import ONE_WAY, ContactForm, TheirContactForm
from tests.factories.forms import post

PHONE = {"phone": "07700 900123", "may_leave_message": "no", "phone_is_shared": "yes"}


@pytest.mark.parametrize("form", [ContactForm, TheirContactForm])
@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, {"phone"}),
        ({"email": "invented@example.org"}, set()),
        (PHONE, set()),
        (PHONE | {"email": "invented@example.org"}, set()),
        ({"phone": "07700 900123"}, {"may_leave_message", "phone_is_shared"}),
        ({"phone": "07700 900123", "may_leave_message": "yes"}, {"phone_is_shared"}),
        ({"email": "not an address"}, {"email"}),
        ({"phone": "123"}, {"phone"}),
    ],
)
def test_one_way_is_needed_and_a_telephone_needs_its_safety_questions(
    setting, form, answers, errors
):
    assert set(form(post(answers), setting=setting).errors) == errors


def test_no_way_at_all_is_one_error_and_a_mistyped_one_is_another(setting):
    assert ContactForm(post({}), setting=setting).errors["phone"] == [ONE_WAY]
    mistyped = ContactForm(post({"phone": "123"}), setting=setting)
    assert ONE_WAY not in mistyped.errors["phone"]


def test_a_referrer_reads_the_questions_about_the_participant(setting):
    own, theirs = ContactForm(setting=setting), TheirContactForm(setting=setting)

    assert own.fields["phone"].label != theirs.fields["phone"].label
    assert own.paragraphs() != theirs.paragraphs()
