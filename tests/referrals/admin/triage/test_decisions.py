"""Triage decides by the verbs of the confirm pages, and only what was read."""

import html

import pytest

from referrals import workflow
from referrals.admin.triage.page import TRIAGE_PAGES
from referrals.enums import AnswerCame, ContactHow, EndingCode, Status
from referrals.models import ClosedSign, Referral, StatusChange
from tests.drawn import opened, token_of
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.matches import make_match
from tests.referrals.admin.triage.pages import address, decided, in_turn, text

pytestmark = pytest.mark.django_db
ANSWERED = {"answer": "Tuesday.", "came_by": AnswerCame.CALLED}
DECLINED = {
    "code": EndingCode.NOT_READY,
    "words": "Not yet.",
    "risk_holder": "A. Worker, Kent Police",
    "risk_review_on-day": "10",
    "risk_review_on-month": "12",
    "risk_review_on-year": "2026",
}


def test_nothing_is_decided_unread(client, coordinator, groupwork):
    read, unread = in_turn(2, groupwork)

    answer = client.post(
        address(unread, "accept"), {"programme": groupwork.code} | opened(client, address(read))
    )

    assert answer.status_code == 200
    assert "Another user changed this referral" in answer.content.decode()
    unread.refresh_from_db()
    assert unread.status == Status.AWAITING_TRIAGE


def test_a_decision_about_an_older_version_is_refused_and_keeps_what_was_typed(client, coordinator):
    referral = make_referral()
    read = opened(client, address(referral, "decline"))
    first = staff(coordinator=True)
    workflow.request_information(referral_id=referral.pk, question="First?", by=first, now=NOW)

    typed = DECLINED | {"words": "Typed by the second"}
    page = client.post(address(referral, "decline"), typed | read)

    said = html.unescape(page.content.decode())
    assert "What has changed: Asked for information" in said
    assert "Typed by the second" in said
    assert said.count("On record since you opened this page") == 1
    referral.refresh_from_db()
    assert referral.status == Status.INFORMATION_REQUESTED
    # The page that says so is of the newest version, so it can be sent.
    client.post(address(referral, "decline"), typed | token_of(page))
    referral.refresh_from_db()
    assert referral.status == Status.DECLINED


def test_unheard_signs_of_the_same_day_still_need_the_call_or_the_reason(
    client, coordinator, groupwork
):
    (referral,) = in_turn(1, groupwork)
    Referral.objects.update(needs_prompt_call=True)

    page = decided(client, referral, "accept", {"programme": groupwork.code})
    assert "Say whether you have spoken to the participant" in html.unescape(page.content.decode())
    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE
    heard = {"programme": groupwork.code, "heard": "yes", "how": ContactHow.CALLED}
    decided(client, referral, "accept", heard)

    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_ALLOCATION
    assert ClosedSign.objects.get(referral=referral).contact.by == coordinator


def test_who_may_be_the_same_person_is_decided_first(client, coordinator, groupwork):
    earlier, referral = in_turn(2, groupwork)
    make_match(referral.participant, earlier.participant)

    page = text(client, address(referral))
    assert f"Decide first whether this is the same person as in {earlier.reference}" in page
    decided(client, referral, "accept", {"programme": groupwork.code})

    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE


# -- every decision -----------------------------------------------------------------------------
DECISIONS = {
    "ask": (Status.AWAITING_TRIAGE, {"question": "Which day?"}, Status.INFORMATION_REQUESTED),
    "answer": (Status.INFORMATION_REQUESTED, ANSWERED, Status.AWAITING_TRIAGE),
    "off-hold": (Status.ON_HOLD, {"words": ""}, Status.AWAITING_TRIAGE),
    "hold": (
        Status.AWAITING_TRIAGE,
        {
            "review_on-day": "10",
            "review_on-month": "12",
            "review_on-year": "2026",
            "words": "Waits for court.",
        },
        Status.ON_HOLD,
    ),
    "decline": (
        Status.AWAITING_TRIAGE,
        DECLINED,
        Status.DECLINED,
    ),
    "withdraw": (
        Status.AWAITING_TRIAGE,
        {"code": EndingCode.SELF_WITHDREW, "words": ""},
        Status.WITHDRAWN,
    ),
}


def test_every_decision_of_triage_is_tried_here():
    assert {page.slug for page in TRIAGE_PAGES} == {"accept", *DECISIONS}


@pytest.mark.parametrize("slug", DECISIONS)
def test_each_decision_is_taken_and_leads_on(client, coordinator, slug):
    before, answers, after = DECISIONS[slug]
    referral = make_referral(status=before)

    answer = decided(client, referral, slug, answers)

    assert answer.status_code == 302
    referral.refresh_from_db()
    assert referral.status == after
    assert StatusChange.objects.get(referral=referral).by == coordinator


def test_a_decision_that_is_not_possible_leads_to_what_is(client, coordinator):
    referral = make_referral(status=Status.INFORMATION_REQUESTED)

    page = client.get(address(referral, "accept"), follow=True)

    assert page.redirect_chain == [(address(referral), 302)]
    assert b"This cannot be done now" in page.content
    assert b"Record the answer and next" in page.content


def test_a_referral_that_is_decided_offers_the_next(client, coordinator):
    referral = make_referral(status=Status.DECLINED, ended_at=NOW, ending_code=EndingCode.NOT_READY)

    page = text(client, address(referral))

    assert "Nothing to decide" in page
    assert address(referral, "accept") not in page
