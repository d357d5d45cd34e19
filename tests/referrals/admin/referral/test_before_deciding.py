"""What the head of a referral's page says to settle before a decision."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referrals.enums import MatchAnswer
from referrals.possible_matches import find_waiting
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.matches import make_match

pytestmark = pytest.mark.django_db
DECIDE = "Decide first whether this is the same person as in"


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


@pytest.mark.parametrize("answer", [MatchAnswer.UNDECIDED, MatchAnswer.NOT_KNOWN])
def test_what_is_to_decide_stands_in_the_head_of_both_forms(client, coordinator, answer):
    first, second = make_referral(), make_referral()
    match = make_match(first.participant, second.participant, answer=answer)
    url = reverse("admin:referrals_possiblematch_change", args=[match.pk])
    for here, there in ((first, second), (second, first)):
        head = text(client, here).split("desk-columns")[0]
        assert f"{DECIDE} {there.reference}" in head
        assert url in head


def test_a_form_that_was_not_compared_yet_says_so(client, coordinator):
    referral = make_referral(person=make_person(compared_at=None))
    assert "has not been compared with earlier ones yet" in text(client, referral)
    find_waiting(now=NOW)
    assert "has not been compared" not in text(client, referral)


@pytest.mark.parametrize("answer", [MatchAnswer.SAME, MatchAnswer.NOT_SAME])
def test_what_is_decided_is_not_asked_again(client, coordinator, answer):
    first = make_referral()
    second = another_of(first) if answer == MatchAnswer.SAME else make_referral()
    make_match(first.participant, second.participant, answer=answer)
    page = text(client, first)
    assert DECIDE not in page
    assert (f"{second.reference}</a>: same person" in page) is (answer == MatchAnswer.SAME)


def test_flags_of_other_open_forms_are_told_with_whose_they_are(client, coordinator):
    first = make_referral()
    same = another_of(first, needs_prompt_call=True)
    likely = make_referral(wants_call=["responsibility"])
    make_match(first.participant, likely.participant)

    head = text(client, first).split("desk-columns")[0]

    assert f"{same.reference}:</strong> call this person soon about their own safety." in head
    assert f"{likely.reference}, which may be the same person:</strong> asked to talk" in head
