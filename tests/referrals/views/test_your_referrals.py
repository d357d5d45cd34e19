"""An agency's own list: its references and one word each, whatever happens inside."""

import datetime as dt

import pytest
from django.urls import reverse

from referral_portal.outbox.models import OutgoingMessage
from referrals import agency, pauses, workflow
from referrals.enums import AGENCY_WORDS, FINAL, EndingCode, Status
from referrals.models import Participant, Referral, Referrer
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.desk import NOW, make_referral
from tests.factories.programmes import DistrictFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
URL = "/refer/your-referrals/"
BUDGET = 8


@pytest.fixture
def worker(client):
    account = UserFactory(agency_referrer=True, agency=AgencyFactory())
    client.force_login(account)
    return account


def make_ours(worker, count=1, **fields) -> list[Referral]:
    district = DistrictFactory()
    referrals = []
    for number in range(count):
        when = NOW + dt.timedelta(minutes=number)
        referral = make_referral(agency=True, district=district, submitted_at=when, **fields)
        referral.referrer.agency = worker.agency
        referral.referrer.save()
        referrals.append(referral)
    return referrals


def test_it_lists_the_agencys_own_and_no_others(client, worker):
    (ours,) = make_ours(worker, name="Canary Ours")
    theirs = make_referral(agency=True, name="Canary Theirs")
    nobodys = make_referral()

    html = client.get(reverse("referrals:your_referrals")).content.decode()

    assert ours.reference in html
    assert theirs.reference not in html
    assert nobodys.reference not in html
    assert "Canary" not in html


def test_each_row_has_initials_and_the_agencys_own_reference(client, worker):
    (ours,) = make_ours(worker, name="Ada Canary-Smith Lovelace")
    Referrer.objects.filter(pk=ours.referrer_id).update(own_reference="CASE 77")

    html = client.get(URL).content.decode()

    assert "A. L." in html
    assert "CASE 77" in html
    assert "Canary" not in html


def test_a_question_is_on_the_row_until_it_is_answered(client, worker):
    (ours,) = make_ours(worker)
    by = {"by": UserFactory(coordinator=True), "now": NOW}
    workflow.request_information(referral_id=ours.pk, question="When?", **by)
    assert client.get(URL).context["referrals"][0]["word"] == "Question for you"

    agency.answer_question(referral_id=ours.pk, number=1, answer="Then.", by=worker, now=NOW)
    assert client.get(URL).context["referrals"][0]["word"] == "In assessment"


def test_a_colleagues_restricted_referral_is_not_there(client, worker):
    ours, hidden = make_ours(worker, 2)
    Referrer.objects.filter(pk=hidden.referrer_id).update(account_id=987_654)
    Referral.objects.filter(pk=hidden.pk).update(is_restricted=True)

    html = client.get(URL).content.decode()

    assert ours.reference in html
    assert hidden.reference not in html


def test_another_agencys_row_is_no_place_to_go_on_from(client, worker):
    (ours,) = make_ours(worker)
    theirs = make_referral(agency=True, submitted_at=NOW - dt.timedelta(days=9))

    for after in (theirs.id, "nonsense"):
        assert ours.reference in client.get(URL, {"after": after}).content.decode()


@pytest.mark.parametrize("decision", ["accept", "decline"])
def test_a_decision_is_shown_when_its_message_has_been_released(client, worker, decision):
    (ours,) = make_ours(worker)
    coordinator = UserFactory(coordinator=True)
    if decision == "accept":
        workflow.accept(
            referral_id=ours.pk,
            programme=ProgrammeFactory(),
            words="Agreed.",
            by=coordinator,
            now=NOW,
        )
    else:
        workflow.decline(
            referral_id=ours.pk,
            code=EndingCode.NOT_READY,
            words="Canary.",
            risk_holder="A. Worker",
            by=coordinator,
            now=NOW,
        )
    word = {"accept": "Waiting for a place", "decline": "Not accepted"}[decision]

    waiting = client.get(URL).content.decode()
    OutgoingMessage.objects.filter(referral_id=ours.pk).update(status="sent")
    released = client.get(URL).content.decode()

    assert "In assessment" in waiting
    assert f">{word}<" not in waiting
    assert f">{word}<" in released
    assert "Canary" not in released


def test_until_it_is_released_an_ending_shows_the_word_from_before(client, worker):
    before_a_decision, after_one = make_ours(worker, 2)
    coordinator = UserFactory(coordinator=True)
    workflow.accept(
        referral_id=after_one.pk,
        programme=ProgrammeFactory(),
        words="Agreed.",
        by=coordinator,
        now=NOW,
    )
    OutgoingMessage.objects.update(status="sent")
    ending = {"code": EndingCode.MOVED_AREA, "words": "x", "by": coordinator, "now": NOW}
    workflow.withdraw(referral_id=before_a_decision.pk, **ending)
    workflow.decline(referral_id=after_one.pk, risk_holder="A. Worker", **ending)

    rows = client.get(URL).context["referrals"]

    assert {row["reference"]: row["word"] for row in rows} == {
        before_a_decision.reference: "In assessment",
        after_one.reference: "Waiting for a place",
    }


@pytest.mark.parametrize("acceptance", ["waiting_release", "cancelled"])
def test_an_acceptance_that_the_agency_never_read_is_not_shown(client, worker, acceptance):
    """A message that was overtaken by the ending is cancelled; the ending still waits."""
    (ours,) = make_ours(worker)
    coordinator = UserFactory(coordinator=True)
    workflow.accept(
        referral_id=ours.pk, programme=ProgrammeFactory(), words="Agreed.", by=coordinator, now=NOW
    )
    OutgoingMessage.objects.update(status=acceptance)
    ending = {"code": EndingCode.MOVED_AREA, "words": "x", "by": coordinator, "now": NOW}
    workflow.withdraw(referral_id=ours.pk, **ending)

    (row,) = client.get(URL).context["referrals"]
    assert row["word"] == "In assessment"


@pytest.mark.parametrize("status", sorted(Status))
def test_the_word_belongs_to_the_status(client, worker, status):
    ended = {"ended_at": NOW, "ending_code": EndingCode.MOVED_AREA} if status in FINAL else {}
    make_ours(worker, status=status, **ended)

    (row,) = client.get(URL).context["referrals"]

    assert row["word"] == AGENCY_WORDS[status].label
    assert row["colour"]


def test_a_duplicate_is_closed_and_not_refused(client, worker):
    closed, kept_open = make_ours(worker, 2)
    Participant.objects.filter(pk=closed.participant_id).update(
        person=kept_open.participant.person_id
    )
    workflow.decline(
        referral_id=closed.pk,
        code=EndingCode.DUPLICATE,
        words="Twice.",
        duplicate_of=kept_open.pk,
        by=UserFactory(coordinator=True),
        now=NOW,
    )

    rows = client.get(URL).context["referrals"]

    assert {row["reference"]: row["word"] for row in rows} == {
        closed.reference: "Ended",
        kept_open.reference: "Received",
    }


def test_an_answer_and_a_hold_look_the_same_as_a_decision_that_waits(client, worker):
    answered, on_hold, decided = make_ours(worker, 3)
    by = {"by": UserFactory(coordinator=True), "now": NOW}
    workflow.request_information(referral_id=answered.pk, question="When?", **by)
    workflow.receive_information(referral_id=answered.pk, answer="Then.", **by)
    day = NOW.date() + dt.timedelta(days=1)
    pauses.hold(referral_id=on_hold.pk, review_on=day, words="Ill.", **by)
    workflow.accept(referral_id=decided.pk, programme=ProgrammeFactory(), words="Agreed.", **by)

    words = {row["word"] for row in client.get(URL).context["referrals"]}

    assert words == {"In assessment"}


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_costs_the_same_at_3_and_at_30(client, worker, django_assert_num_queries, count):
    make_ours(worker, count)

    client.get(URL)  # the first request of a session writes when it was last seen

    # Session, account, roles, agency, the page, messages, steps, the sign of life.
    with django_assert_num_queries(BUDGET):
        client.get(URL)


def test_it_goes_through_every_referral_page_by_page(client, worker):
    ours = make_ours(worker, 60)
    seen, url = [], URL
    while url:
        context = client.get(url).context
        seen += [row["reference"] for row in context["referrals"]]
        url = context["next_url"] and URL + context["next_url"]

    assert seen == [referral.reference for referral in reversed(ours)]
