"""The answers of a referral, in the words in which they were asked."""

import pytest

from referrals.models import Referral
from referrals.steps import find_form
from tests.factories.desk import make_referral, staff
from tests.factories.referrals import make_catalogue, pages_for, send
from tests.referrals.admin.referral.test_page import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def test_answers_stand_in_the_words_of_the_form_without_equality(client, coordinator):
    referral = make_referral(
        answers={
            "birth": {"born_on": "1985-03-27"},
            "equality": {"religion": "Canary", "ethnicity": "Canary"},
            "a-page-of-long-ago": {"x": "y"},
        }
    )

    page = text(client, referral)

    assert "What is your date of birth?" in page
    assert "Canary" not in page


def test_a_referral_keeps_the_wording_in_which_it_was_asked(client, monkeypatch):
    make_catalogue()
    send(
        client, "self", pages=pages_for("self", needs={"needs": ["interpreter"], "language": "Pig"})
    )
    referral = Referral.objects.get()
    client.force_login(staff(coordinator=True))
    step = next(
        step for step in find_form("domestic-abuse", "self").steps if step.slug == "drink-drugs"
    )
    field = step.form_class.base_fields["drink"]
    old_question, old_answer = field.label, dict(field.choices)["yes"]

    # The form of a later year asks something else, and calls its answers something else.
    monkeypatch.setattr(field, "label", "Canary question of a later year?")
    monkeypatch.setattr(field, "choices", [("yes", "Canary answer"), ("no", "No")])

    page = text(client, referral)
    assert old_question in page
    assert old_answer in page
    assert "Canary" not in page
    for sealed_or_apart in ("Canarina", "About you"):
        assert sealed_or_apart not in page
    # One that came before wordings were kept is read with the form there is.
    Referral.objects.update(as_sent=None)
    page = text(client, referral)
    assert "Canary question of a later year?" in page
    assert "Canary answer" in page
    assert old_question not in page
