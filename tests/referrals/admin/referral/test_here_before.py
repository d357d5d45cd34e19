"""The other forms of a person on a referral's page: their endings, a death, cards, and the cost."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referrals import workflow
from referrals.enums import EndingCode, Status
from referrals.models import CardAudience, CardBasis, ReleasedCard
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.matches import make_match

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def text(client, referral):
    """The page of a referral as one line, without its tags' white space."""
    page = client.get(reverse("admin:referrals_referral_change", args=[referral.pk]))
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def another_of(referral, **fields):
    person = make_person("Other Name", person=referral.participant.person)
    return make_referral(person=person, **fields)


def ended(code, status=Status.WITHDRAWN):
    return {"status": status, "ended_at": NOW, "ending_code": code}


def test_a_death_is_told_on_every_form_of_the_person_and_of_a_likely_match(client, coordinator):
    first, likely, stranger = make_referral(), make_referral(), make_referral(name="S")
    died = another_of(first, **ended(EndingCode.DIED))
    make_match(first.participant, likely.participant)

    page = text(client, first)
    assert f"Another form of this person, {died.reference}, ended with “Has died”" in page
    assert "Ended: Has died" in page
    assert "How it ended</dt><dd>Has died" in text(client, died)
    page = text(client, likely)
    assert f"{died.reference}, which may be another form of this person, ended with" in page
    assert "Ended: Has died" in page
    assert "Has died" not in text(client, stranger)


def test_the_open_form_takes_over_the_earlier_date_of_its_duplicate(client, coordinator):
    kept_open = make_referral()
    closed = another_of(kept_open, due_on=NOW.date() - dt.timedelta(days=3))
    assert "Overdue" not in text(client, kept_open).split("desk-columns")[0]
    workflow.decline(
        referral_id=closed.pk,
        code=EndingCode.DUPLICATE,
        words="Twice.",
        duplicate_of=kept_open.pk,
        by=coordinator,
        now=NOW,
    )

    head = text(client, kept_open).split("desk-columns")[0]
    assert "28 November 2026" in head
    assert "Overdue" in head
    assert f"Ended: Duplicate of {kept_open.reference}" in text(client, kept_open)
    page = text(client, closed)
    assert f"How it ended</dt><dd>Duplicate of {kept_open.reference}" in page
    assert f"Declined</strong>: duplicate of {kept_open.reference}" in page


def test_cards_about_other_forms_are_shown_with_whose_they_are(client, coordinator):
    first = make_referral()
    same, likely, stranger = another_of(first), make_referral(), make_referral(name="S")
    make_match(first.participant, likely.participant)
    for number, (referral, words, audience) in enumerate(
        [
            (first, "Own card", CardAudience.COORDINATOR),
            (same, "Older card", CardAudience.COORDINATOR),
            (same, "Card of the same", CardAudience.COORDINATOR),
            (likely, "Card of the likely", CardAudience.COORDINATOR),
            (same, "Card for the manager", CardAudience.MANAGER),
            (stranger, "Card of a stranger", CardAudience.COORDINATOR),
        ]
    ):
        ReleasedCard.objects.create(
            referral_id=referral.pk,
            audience=audience,
            basis=CardBasis.AGREED,
            text=words,
            expires_on=NOW.date(),
            sequence=number,
            released_at=NOW,
        )

    page = text(client, first)

    order = ["Own card", "Card of the same", "Card of the likely"]
    assert all(words in page for words in order)
    assert page.index("Own card") < min(page.index(words) for words in order[1:])
    assert f"About {same.reference}, the same person:" in page
    assert f"About {likely.reference}, which may be the same person:" in page
    for words in ("Older card", "Card for the manager", "Card of a stranger"):
        assert words not in page


def test_a_person_with_60_forms_costs_what_one_with_6_costs(client, coordinator):
    referral = make_referral()

    def queries():
        with CaptureQueriesContext(connection) as caught:
            text(client, referral)
        return len([query for query in caught if "SAVEPOINT" not in query["sql"]])

    def more(count):
        for _ in range(count):
            another_of(referral)
            make_match(referral.participant, make_referral(person=make_person()).participant)

    more(3)
    queries()
    few = queries()
    more(27)

    assert queries() == few
