"""The pages that share information with staff, and that keep a participant apart."""

import pytest
from django.utils import timezone

from safeguarding.models import Handback
from tests.factories.safeguarding import (
    make_case,
    make_worker,
    url,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_a_card_and_its_check(client, case):
    today = timezone.localdate()
    answers = {
        "audience": "manager",
        "basis": "agreed",
        "text": "Please ring us before the next session.",
        "asks_reply": "no",
        "expires_on-day": today.day,
        "expires_on-month": today.month,
        "expires_on-year": today.year,
    }
    refused = client.post(url(case, "card/"), answers).content.decode()
    assert "Confirm that this does not show" in refused
    assert client.post(url(case, "card/"), {**answers, "checked": "on"}).status_code == 302
    assert "Please ring us" in client.get(url(case)).content.decode()


def test_keeping_apart(client, case):
    other = make_case(owner=make_worker())
    wrong = client.post(
        url(case, "keep-apart/"), {"apart_from": "person", "reference": case.reference}
    )
    assert "No other referral" in wrong.content.decode()
    client.post(
        url(case, "keep-apart/"),
        {"apart_from": "person", "reference": other.reference.lower(), "venue": "1"},
    )
    handback = Handback.objects.get()
    assert handback.payload["other_referral_id"] == str(other.referral_id)
    assert handback.payload["venue_id"] is None
    client.post(url(case, f"keep-apart/{handback.uuid}/end/"))
    assert Handback.objects.count() == 2
    assert "Kept apart since" not in client.get(url(case)).content.decode()
