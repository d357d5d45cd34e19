"""The pages that release messages and close alerts."""

import pytest
from django.utils import timezone

from referral_portal.outbox.models import OutgoingMessage
from referrals.models import StatusChange
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Handback
from tests.drawn import opened, token_of
from tests.factories.safeguarding import (
    decide,
    make_case,
    person_for,
    speak,
    url,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture
def nobody(worker):
    """A case that names nobody."""
    return make_case(owner=worker, parts={})


def test_releasing_from_the_page(client, nobody):
    _, message = decide(nobody.referral_id)
    shown = client.get(url(nobody, "release/")).content.decode()
    assert "There is news." in shown
    early = client.post(url(nobody, "release/"), {"basis": "told"})
    assert "Record the contact first" in early.content.decode()
    response = client.post(url(nobody, "release/"), {"basis": "not_applicable"})
    assert response.status_code == 302
    assert Handback.objects.get().target == str(message.pk)


def test_a_message_that_was_not_read_is_not_released(client, nobody):
    _, read = decide(nobody.referral_id)
    page = opened(client, url(nobody, "release/"))
    _, later = decide(nobody.referral_id)

    response = client.post(url(nobody, "release/"), {"basis": "not_applicable"} | page)

    assert response.status_code == 302
    assert [row.target for row in Handback.objects.all()] == [str(read.pk)]
    assert str(later.pk) not in str(Handback.objects.values_list("payload", flat=True))


def test_a_page_whose_message_has_left_releases_nothing_and_says_what_is_new(client, nobody):
    _, read = decide(nobody.referral_id)
    page = opened(client, url(nobody, "release/"))
    assert (
        "New since you read this page" not in client.get(url(nobody, "release/")).content.decode()
    )
    decide(nobody.referral_id)
    OutgoingMessage.objects.filter(pk=read.pk).update(status="cancelled")

    response = client.post(url(nobody, "release/"), {"basis": "not_applicable"} | page)

    said = response.content.decode()
    assert "The messages have changed since you read them" in said
    assert "New since you read this page" in said
    assert not Handback.objects.exists()
    again = client.post(url(nobody, "release/"), {"basis": "not_applicable"} | token_of(response))
    assert again.status_code == 302


def test_the_page_of_another_case_releases_nothing(client, case):
    decide(case.referral_id)
    other = make_case()
    decide(other.referral_id)
    page = opened(client, url(other, "release/"))

    response = client.post(url(case, "release/"), {"basis": "not_applicable"} | page)

    assert "The messages have changed since you read them" in response.content.decode()
    assert not Handback.objects.exists()


def test_the_release_page_names_each_person_and_why_not(client, worker, case):
    decide(case.referral_id)
    for name in ("Jo Example", "Ann Example", "Bea Example"):
        person_for(case, worker, name)
    child = person_for(
        case, worker, "Tim Example", kind="child", must_be_told=False, untold_why="His mother is"
    )
    speak(case, worker, person="Jo Example")
    why = url(case, f"people/{person_for(case, worker, 'Ann Example').pk}/not-told/")
    response = client.post(why, {"reason": "not_safe", "words": "He reads her phone."})
    assert response.url.startswith(url(case, "release/"))
    text = " ".join(client.get(url(case, "release/")).content.decode().split())
    for words in (
        "Told</strong>", "Not told yet</strong>", child.legal_name,
        "Not told</strong> It is not safe to contact them now. He reads her phone.",
        "Not told of decisions</strong> His mother is",
    ):  # fmt: skip
        assert words in text, words
    refused = client.post(url(case, "release/"), {"basis": "told"}).content.decode()
    assert "Not told yet: Bea Example." in refused


def test_an_alert_with_a_waiting_message_is_not_simply_settled(client, case):
    decide(case.referral_id)
    pull(now=timezone.now())
    alert = case.alerts.get(kind="tell_first")
    response = client.post(url(case, f"alerts/{alert.pk}/"), {"outcome": "not_applicable"})
    assert "Release the message instead" in response.content.decode()


def test_a_new_case_is_taken_and_not_simply_settled(client):
    case = make_case()
    response = client.post(
        url(case, f"alerts/{case.alerts.get().pk}/"), {"outcome": "not_applicable"}
    )
    assert "Take the case instead" in response.content.decode()


def test_told_needs_a_contact(client, worker, case):
    StatusChange.objects.create(
        referral_id=case.referral_id,
        number=2,
        verb="remove",
        to_status="removed",
        code="removed_risk",
        at=timezone.now(),
    )
    pull(now=timezone.now())
    alert = case.alerts.get(kind="ending")
    path = url(case, f"alerts/{alert.pk}/")
    assert "Record the contact first" in client.post(path, {"outcome": "told"}).content.decode()
    person_for(case, worker)
    assert "Not told yet: Jo Example" in client.post(path, {"outcome": "told"}).content.decode()
    speak(case, worker)
    assert client.post(path, {"outcome": "told"}).status_code == 302
