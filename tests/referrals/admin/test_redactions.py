"""The pages on which staff ask to take words out of an answer, and on which a manager decides."""

import html

import pytest
import time_machine
from django.urls import reverse

from referrals.models import NamedUser, Redaction, Referral
from tests.drawn import opened
from tests.factories.amendments import amend_page, sent_referral
from tests.factories.desk import NOW, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def referral():
    return sent_referral()


def address(referral, page="in-your-words", name="own_words"):
    return reverse("admin:referrals_referral_redact", args=[referral.pk, page, name])


def deciding(redaction):
    return reverse("admin:referrals_referral_redaction", args=[redaction.referral_id, redaction.pk])


def change(referral):
    return reverse("admin:referrals_referral_change", args=[referral.pk])


def text(response) -> str:
    return html.unescape(response.content.decode())


def asked_by(client, user, referral) -> Redaction:
    """Ask for a redaction on the page, as a user."""
    client.force_login(user)
    response = client.post(
        address(referral), {"reason": "A name."} | opened(client, address(referral))
    )
    assert response["Location"] == change(referral)
    return Redaction.objects.get(decided_at=None)


def test_a_coordinator_asks_and_a_manager_takes_the_words_out(client, referral):
    asked = asked_by(client, staff(coordinator=True), referral)
    page = text(client.get(change(referral)))
    assert "Words to take out: What you have done" in page
    assert deciding(asked) not in page
    assert client.get(deciding(asked)).status_code == 404

    client.force_login(staff(manager=True))
    assert deciding(asked) in text(client.get(change(referral)))
    drawn = opened(client, deciding(asked))
    page = text(client.get(deciding(asked)))
    assert "I shouted and broke a door." in page
    assert "The same words stay wherever a user typed them" in page
    refused = client.post(deciding(asked), drawn)
    assert "Select whether you agree to take these words out" in text(refused)
    client.post(deciding(asked), {"decision": "agree"} | opened(client, deciding(asked)))

    page = text(client.get(change(referral)))
    assert "I shouted" not in page
    assert "Redacted" in page
    assert "What you have done: words taken out" in page
    listed = reverse("admin:referrals_referral_amendments", args=[referral.pk])
    assert "I shouted" not in text(client.get(listed))


def test_the_manager_leaves_the_answer_and_says_so_once(client, referral):
    asked = asked_by(client, staff(coordinator=True), referral)
    client.force_login(staff(manager=True))

    client.post(deciding(asked), {"decision": "keep"} | opened(client, deciding(asked)))

    page = text(client.get(change(referral)))
    assert "I shouted" in page
    assert "the answer stays" in page
    assert client.get(deciding(asked))["Location"] == change(referral)


def test_a_manager_does_not_decide_what_the_same_manager_asked(client, referral):
    asked = asked_by(client, staff(manager=True), referral)

    page = text(client.get(deciding(asked)))

    assert "another programme manager must decide it" in page
    assert 'name="decision"' not in page


def test_the_first_page_of_another_manager_leads_to_the_oldest(client, referral):
    asker, other = staff(manager=True), staff(manager=True)
    asked = asked_by(client, asker, referral)
    assert "Words to take out" not in text(client.get(reverse("admin:index")))

    client.force_login(other)
    assert deciding(asked) in text(client.get(reverse("admin:index")))

    Referral.objects.update(is_restricted=True)
    NamedUser.objects.create(referral=referral, user=asker, at=NOW)
    assert "Words to take out" not in text(client.get(reverse("admin:index")))


def test_a_manager_reads_what_has_changed_since(client, referral):
    asked = asked_by(client, staff(coordinator=True), referral)
    client.force_login(staff(manager=True))
    drawn = opened(client, deciding(asked))
    amend_page(referral, "in-your-words", own_words="Other words.", by=staff(coordinator=True))

    page = text(client.post(deciding(asked), {"decision": "agree"} | drawn))

    assert "“What you have done” was amended" in page
    assert "Other words." in page
    assert not Redaction.objects.get().is_agreed


@pytest.mark.parametrize(
    ("page", "name"),
    [("name", "name"), ("responsibility", "accepts"), ("them", "their_first_name"),
     ("in-your-words", "nothing"), ("needs", "language_words")],
)  # fmt: skip
def test_there_is_no_page_for_an_answer_that_cannot_be_redacted(client, referral, page, name):
    client.force_login(staff(coordinator=True))

    assert client.get(address(referral, page, name)).status_code == 404


def test_a_restricted_referral_is_for_those_it_names(client, referral):
    asked = asked_by(client, staff(coordinator=True), referral)
    Referral.objects.update(is_restricted=True)
    NamedUser.objects.create(referral=referral, user=staff(manager=True), at=NOW)

    assert client.get(address(referral)).status_code == 404
    client.force_login(staff(manager=True))
    assert client.get(deciding(asked)).status_code == 404
