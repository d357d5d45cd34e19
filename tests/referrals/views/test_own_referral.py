"""The pages of one referral for its agency: what it sent, its questions, and what it may do."""

import pytest
import time_machine
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.sealing.models import SealedEnvelope
from referrals import workflow
from referrals.enums import AdditionKind, EndingCode, Status
from referrals.models import Addition, DecisionReview, Question, Referral, ReviewAsker
from referrals.reviews import ask_for_review, assign_review, settle_review
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.questions import ask, refer

pytestmark = pytest.mark.django_db
PAGES = ("own_referral", "own_more", "own_withdraw", "own_reference", "own_review", "own_note")
AS_SENT = [
    {"slug": "person", "title": "The person", "rows": [{"key": "Name", "value": "Canary Sent"}]},
    {"slug": "equality", "title": "Equality", "rows": [{"key": "Faith", "value": "Canary Faith"}]},
]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(client):
    referral, worker = refer(as_sent=AS_SENT)
    client.force_login(worker)
    return referral


def address(name, referral, *more):
    return reverse(f"referrals:{name}", args=[referral.pk, *more])


def text(client, name, referral, *more, **kwargs):
    return client.get(address(name, referral, *more), **kwargs).content.decode()


def test_it_shows_what_was_sent_and_of_the_rest_only_that_it_was_provided(client, case):
    Referral.objects.filter(pk=case.pk).update(answers={"agreement": {"agreed": "yes"}})
    response = client.get(address("own_referral", case))
    html = response.content.decode()

    assert "Canary Sent" in html
    assert "Canary Faith" not in html
    rows = {row["key"]: row["value"] for row in response.context["sealed"]}
    assert rows.pop("Equality") == "Provided"
    assert rows
    assert set(rows.values()) == {"Provided"}
    event = AuditEvent.objects.get(action="referral.view")
    assert event.data["page"] == "agency"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_the_agency_of_the_referral(client, case, name):
    others = [make_referral(agency=True), make_referral()]
    assert client.get(address(name, case)).status_code == 200
    assert {client.get(address(name, one)).status_code for one in others} == {404}

    for user in (
        UserFactory(agency_referrer=True, agency=AgencyFactory()),
        staff(coordinator=True),
        UserFactory(auditor=True),
    ):
        client.force_login(user)
        assert client.get(address(name, case)).status_code == 404


def test_a_question_is_read_and_answered(client, case):
    ask(case, by=staff(coordinator=True), question="Who ran the earlier programme?")
    html = text(client, "own_referral", case)
    assert "Question for you" in html
    assert "Please answer by 8 December 2026" in html
    assert "Who ran the earlier programme?" in text(client, "own_answer", case, 1)

    response = client.post(
        address("own_answer", case, 1), {"answer": "The charity in town."}, follow=True
    )

    assert "Your answer has been sent." in response.content.decode()
    assert "The charity in town." in response.content.decode()
    assert Question.objects.get().answer == "The charity in town."
    assert Referral.objects.get().status == Status.AWAITING_TRIAGE


def test_an_answer_that_comes_too_late_stays_on_the_page(client, case):
    coordinator = staff(coordinator=True)
    ask(case, by=coordinator)
    workflow.receive_information(referral_id=case.pk, answer="By phone.", by=coordinator, now=NOW)

    html = client.post(address("own_answer", case, 1), {"answer": "Typed words."}).content.decode()

    assert "This question no longer needs an answer." in html
    assert "Typed words." in html
    # What the desk wrote down about a call stays in the file.
    assert "By phone." not in text(client, "own_referral", case)
    assert client.get(address("own_answer", case, 1)).status_code == 302


def test_a_question_asked_before_the_agency_knows_of_a_review_can_be_answered(client, case):
    coordinator, reviewer = staff(coordinator=True), staff(coordinator=True)
    workflow.decline(
        referral_id=case.pk, code=EndingCode.NOT_READY, words="x", risk_holder="A. Worker",
        by=coordinator, now=NOW,
    )  # fmt: skip
    OutgoingMessage.objects.update(status="sent")
    review = ask_for_review(
        referral_id=case.pk, asked_by=ReviewAsker.PARTICIPANT, why="x", by=coordinator, now=NOW
    )
    assign_review(review_id=review.pk, reviewer=reviewer, by=reviewer, now=NOW)
    settle_review(review_id=review.pk, outcome="overturned", words="x", by=reviewer, now=NOW)
    assert OutgoingMessage.objects.filter(status="waiting_release").exists()
    ask(case, by=reviewer, question="Who ran it?")

    html = text(client, "own_referral", case)

    assert "Not accepted" in html
    assert "Question for you" in html
    assert "no longer needs an answer" not in html
    client.post(address("own_answer", case, 1), {"answer": "The charity."})
    assert Question.objects.get().answer == "The charity."


def test_a_question_is_not_shown_as_open_once_a_decision_waits(client, case):
    coordinator = staff(coordinator=True)
    ask(case, by=coordinator)
    workflow.decline(
        referral_id=case.pk, code=EndingCode.NOT_READY, words="Canary.", risk_holder="A. Worker",
        by=coordinator, now=NOW,
    )  # fmt: skip
    html = text(client, "own_referral", case)

    assert "In assessment" in html
    assert "Question for you" not in html
    assert "Canary." not in html
    assert "Withdraw this referral" in html
    assert "Ask for a review" not in html
    OutgoingMessage.objects.update(status="sent")
    html = text(client, "own_referral", case)
    assert "Not accepted" in html
    assert "Withdraw this referral" not in html

    assert "Ask for a review of the decision" in html
    response = client.post(address("own_review", case), {"why": "Ready now."}, follow=True)
    assert "You have asked for a review of the decision." in response.content.decode()
    assert DecisionReview.objects.get().why == "Ready now."
    assert "Ask for a review of the decision" not in text(client, "own_referral", case)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("own_more", AdditionKind.MORE), ("own_withdraw", AdditionKind.WITHDRAWAL)],
)
def test_more_is_sent_and_a_referral_withdrawn(client, case, name, kind):
    response = client.post(address(name, case), {"words": "It has changed."}, follow=True)

    assert "It has changed." in response.content.decode()
    assert Addition.objects.get().kind == kind


def test_an_agency_that_withdraws_reads_that_the_desk_decides(client, case):
    said = client.post(address("own_withdraw", case), {"words": "Moved away."}, follow=True)

    html = said.content.decode()
    assert "You have told us that you withdraw this referral" in html
    assert "A coordinator reads the reason and decides." in html
    assert "Received" in html  # nothing is decided yet
    assert "Withdraw this referral" not in html


@pytest.mark.parametrize("name", ["own_more", "own_withdraw", "own_note"])
def test_nothing_typed_is_an_error_beside_the_question(client, case, name):
    response = client.post(address(name, case), {"words": " "})

    assert response.context["form"].errors["words"]
    assert not Addition.objects.exists()


def test_the_own_reference_is_kept_and_shown(client, case):
    client.post(address("own_reference", case), {"reference": "CASE 77"})

    assert "CASE 77" in text(client, "own_referral", case)
    assert "CASE 77" in text(client, "own_reference", case)


def test_a_note_is_sealed_and_never_shown(client, case):
    envelopes = SealedEnvelope.objects.count()
    response = client.post(address("own_note", case), {"words": "Canary note."}, follow=True)

    assert SealedEnvelope.objects.count() == envelopes + 1
    assert "Canary note." not in response.content.decode()


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_costs_the_same_with_many_additions(
    client, case, django_assert_num_queries, count
):
    for number in range(count):
        Addition.objects.create(
            referral=case, number=number + 1, kind="more", words="More.", at=NOW,
            by=UserFactory(),
        )  # fmt: skip
    client.get(address("own_referral", case))
    with django_assert_num_queries(BUDGET):
        client.get(address("own_referral", case))


BUDGET = 14
