"""One review: read by the desk, given to another user, and settled by its reviewer alone."""

import pytest
import time_machine
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import Status
from referrals.models import DecisionReview
from referrals.reviews import assign_review
from tests.factories.desk import make_check, staff
from tests.factories.programmes import ProgrammeVersionFactory
from tests.factories.restricted import restricted_referral
from tests.factories.reviews import LATER, asked, declined, ended, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def decider():
    return staff(coordinator=True)


@pytest.fixture
def reviewer():
    return staff(coordinator=True)


def address(review, page="change"):
    return reverse(f"admin:referrals_decisionreview_{page}", args=[review.pk])


def given(decider, reviewer, **fields):
    """Return the review that `reviewer` has."""
    review = asked(declined(decider, **fields), reviewer)
    return assign_review(review_id=review.pk, reviewer=reviewer, by=reviewer, now=LATER)


def test_reading_it_is_recorded_and_says_who_asked_why_and_until_when(client, decider, reviewer):
    review = asked(declined(decider), reviewer)
    client.force_login(decider)

    page = client.get(address(review)).content.decode()

    assert "I was ill that week." in page
    assert f"{review.due_at:%-d %B %Y}" in page
    assert "You made this decision, so another user reviews it" in page
    assert address(review, "assign") not in page
    assert AuditEvent.objects.filter(action="referral.view", data={"page": "review"}).exists()


def test_another_user_gives_it_away_and_the_decider_is_not_offered(client, decider, reviewer):
    review = asked(declined(decider), reviewer)
    client.force_login(reviewer)

    page = client.get(address(review, "assign"))
    offered = {value for value, _ in page.context["form"].fields["reviewer"].choices}
    assert offered == {"", str(reviewer.pk)}
    client.post(address(review, "assign"), {"reviewer": str(decider.pk)})
    review.refresh_from_db()
    assert review.reviewer is None
    response = client.post(address(review, "assign"), {"reviewer": str(reviewer.pk)}, follow=True)

    review.refresh_from_db()
    assert review.reviewer == reviewer
    assert address(review, "settle") in response.content.decode()


def test_the_result_is_a_page_for_the_reviewer_alone(client, decider, reviewer):
    review = given(decider, reviewer)
    for user in (decider, staff(manager=True)):
        client.force_login(user)
        assert client.get(address(review, "settle")).status_code == 404
        assert address(review, "settle") not in client.get(address(review)).content.decode()


@pytest.mark.parametrize("outcome", ["upheld", "overturned"])
def test_what_the_page_showed_is_what_is_sent(client, decider, reviewer, outcome):
    review = given(decider, reviewer, agency=True)
    client.force_login(reviewer)

    context = client.get(address(review, "settle")).context
    promised = {(one.to, one.subject, one.body) for one in context[f"if_{outcome}"]}
    response = client.post(
        address(review, "settle"), {"outcome": outcome, "words": "He was in hospital."}, follow=True
    )

    assert "He was in hospital." in response.content.decode()
    written = OutgoingMessage.objects.filter(event__startswith=outcome)
    assert {(one.to_address, one.subject, one.body.strip()) for one in written} == promised
    assert len(promised) == (1 if outcome == "upheld" else 2)


def test_it_can_be_accepted_at_once_and_one_that_does_not_fit_needs_a_reason(
    client, decider, reviewer
):
    programme = ProgrammeVersionFactory(group=True).programme
    review = given(decider, reviewer)
    make_check(review.referral, "another")
    client.force_login(reviewer)
    typed = {"outcome": "overturned", "programme": programme.code, "words": "He was in hospital."}

    refused = client.post(address(review, "settle"), typed)
    assert refused.context["form"].errors["reason"]
    client.post(address(review, "settle"), typed | {"reason": "It is near."})

    review.referral.refresh_from_db()
    assert review.referral.status == Status.AWAITING_ALLOCATION
    assert review.referral.programme == programme


def test_a_programme_typed_beside_another_result_is_dropped(client, decider, reviewer):
    programme = ProgrammeVersionFactory(group=True).programme
    review = given(decider, reviewer)
    client.force_login(reviewer)

    client.post(
        address(review, "settle"),
        {"outcome": "upheld", "programme": programme.code, "words": "It stays."},
    )

    review.refresh_from_db()
    assert (review.outcome, review.referral.programme) == ("upheld", None)


def test_a_settled_review_has_no_forms(client, decider, reviewer):
    review = given(decider, reviewer)
    DecisionReview.objects.update(outcome="upheld", settled_at=LATER, words="It stays.")
    client.force_login(reviewer)

    for page in ("assign", "settle"):
        assert client.get(address(review, page)).url == address(review)
        assert address(review, page) not in client.get(address(review)).content.decode()


def test_a_review_of_a_restricted_referral_is_only_for_users_named_on_it(client, decider):
    hidden = make_review(ended(referral=restricted_referral()))
    client.force_login(decider)

    for page in ("change", "assign", "settle"):
        assert client.get(address(hidden, page)).status_code == 404
