"""A referral closed as a duplicate: nobody is told, one stays open, and the undo restores it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from cohorts import enrolment as places
from cohorts.joining import answer_match, undo_answer
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import workflow
from referrals.corrections import correct
from referrals.enums import EndingCode, MatchAnswer, Status
from referrals.models import Referral, StatusChange
from referrals.notifications import receipt
from referrals.transitions import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.desk import NOW, make_person, make_referral, risk_held
from tests.factories.matches import make_match, pair
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


def joined(*, agency=True):
    """Make a self-referral, and a later referral of the same person: by an agency, with an address."""
    first = make_referral()
    person = make_person(address="1 Invented Road", email="")
    second = make_referral(person=person, agency=agency, submitted_at=NOW + dt.timedelta(hours=1))
    make_match(first.participant, second.participant)
    answer_match(
        pair=pair(first.participant, second.participant),
        answer=MatchAnswer.SAME,
        by=UserFactory(coordinator=True),
        now=NOW,
    )
    return Referral.objects.get(pk=first.pk), Referral.objects.get(pk=second.pk)


def close(referral, verb, coordinator, **more):
    return getattr(workflow, verb)(
        referral_id=referral.pk,
        code=EndingCode.DUPLICATE,
        words="Sent twice.",
        by=coordinator,
        now=NOW,
        **more,
    )


@pytest.mark.parametrize("verb", ["decline", "withdraw"])
@pytest.mark.parametrize("closes_first", [True, False])
def test_a_duplicate_is_closed_without_a_message_to_anyone(coordinator, verb, closes_first):
    first, second = joined()
    closed, kept_open = (first, second) if closes_first else (second, first)

    close(closed, verb, coordinator, duplicate_of=kept_open.pk)

    assert not OutgoingMessage.objects.exists()
    change = StatusChange.objects.get()
    assert (change.referral_id, change.duplicate_of_id) == (closed.pk, kept_open.pk)
    assert change.risk_holder == ""
    closed.refresh_from_db()
    assert closed.ending_code == EndingCode.DUPLICATE
    kept_open.refresh_from_db()
    assert (kept_open.status, kept_open.version) == (Status.AWAITING_TRIAGE, 1)


def test_what_still_waits_about_a_duplicate_is_cancelled_for_everyone_but_the_receipt(coordinator):
    first, second = joined()
    receipt(second, now=NOW)
    programme = ProgrammeVersionFactory(group=True).programme
    workflow.accept(
        referral_id=second.pk, programme=programme, words="Agreed.", by=coordinator, now=NOW
    )
    of_second = OutgoingMessage.objects.filter(referral_id=second.pk)
    waiting = of_second.filter(status=MessageStatus.WAITING_RELEASE)
    assert set(waiting.values_list("audience", flat=True)) == {Audience.STAFF, Audience.REFERRER}

    close(second, "withdraw", coordinator, duplicate_of=first.pk)

    assert not waiting.exists()
    cancelled = of_second.filter(status=MessageStatus.CANCELLED)
    assert set(cancelled.values_list("event", flat=True)) == {
        "accepted_staff",
        "accepted_referrer",
    }
    assert of_second.filter(status=MessageStatus.RENDERED).count() == 2  # receipt and staff alert


def test_sent_by_mistake_without_another_referral_is_told_as_every_decline(coordinator):
    referral = make_referral(agency=True)

    with pytest.raises(TransitionNotAllowed, match="risk"):
        close(referral, "decline", coordinator)
    close(referral, "decline", coordinator, risk_holder="A. Worker, Invented Agency")

    assert set(OutgoingMessage.objects.values_list("event", flat=True)) == {
        "declined_participant",
        "declined_referrer",
    }
    assert StatusChange.objects.get().duplicate_of is None


def test_the_undo_restores_a_duplicate(coordinator):
    first, second = joined()
    close(second, "decline", coordinator, duplicate_of=first.pk)

    correct(referral_id=second.pk, words="Two people", by=UserFactory(manager=True), now=NOW)

    second.refresh_from_db()
    assert (second.status, second.ending_code) == (Status.AWAITING_TRIAGE, None)
    assert not OutgoingMessage.objects.exists()
    # Now it can be the one that stays open.
    close(first, "withdraw", coordinator, duplicate_of=second.pk)


def test_only_an_open_referral_of_the_same_person_can_stay_open(coordinator):
    first, second = joined()
    stranger = make_referral()
    for other in (stranger, second):
        with pytest.raises(TransitionNotAllowed, match="same person"):
            close(second, "decline", coordinator, duplicate_of=other.pk)
    close(first, "withdraw", coordinator, duplicate_of=second.pk)
    with pytest.raises(TransitionNotAllowed, match="same person"):
        close(second, "withdraw", coordinator, duplicate_of=first.pk)
    with pytest.raises(TransitionNotAllowed, match="Only a duplicate"):
        workflow.withdraw(
            referral_id=second.pk,
            code=EndingCode.MOVED_AREA,
            words="",
            duplicate_of=first.pk,
            by=coordinator,
            now=NOW,
        )


@pytest.mark.parametrize("given", [None, MatchAnswer.NOT_KNOWN])
def test_whether_two_are_one_person_is_decided_first(coordinator, given):
    first, second = make_referral(), make_referral()
    make_match(first.participant, second.participant, answer=given or MatchAnswer.UNDECIDED)
    with pytest.raises(TransitionNotAllowed, match=f"Decide first whether {first.reference} and"):
        close(second, "decline", coordinator)
    with pytest.raises(TransitionNotAllowed, match="same person"):
        close(second, "decline", coordinator, duplicate_of=first.pk)
    assert not StatusChange.objects.exists()


@pytest.mark.parametrize(
    ("ending", "matters"),
    # After a death nothing is written to either, so accepting may wait for the answer or not.
    [(None, True), (EndingCode.DIED, False), (EndingCode.NOT_READY, False)],
)
def test_accepting_waits_until_a_match_that_matters_has_been_looked_at(
    coordinator, ending, matters
):
    ended = {"status": Status.DECLINED, "ended_at": NOW, "ending_code": ending} if ending else {}
    first, second = make_referral(), make_referral(**ended)
    match = make_match(first.participant, second.participant)
    programme = ProgrammeVersionFactory(group=True).programme
    accept = {
        "referral_id": first.pk,
        "programme": programme,
        "words": "Agreed.",
        "by": coordinator,
        "now": NOW,
    }
    if not matters:
        workflow.accept(**accept)
        return

    with pytest.raises(TransitionNotAllowed, match=f"Decide first whether {second.reference}"):
        workflow.accept(**accept)
    answer_match(
        pair=pair(match.first, match.second),
        answer=MatchAnswer.NOT_KNOWN,
        by=coordinator,
        now=NOW,
    )
    workflow.accept(**accept)


def test_a_match_that_is_closed_or_decided_does_not_stand_in_the_way(coordinator):
    first, second, third = make_referral(), make_referral(), make_referral()
    make_match(first.participant, second.participant, answer=MatchAnswer.NOT_SAME)
    make_match(second.participant, third.participant)
    workflow.decline(
        referral_id=third.pk,
        code=EndingCode.NOT_READY,
        words="Not yet.",
        by=coordinator,
        now=NOW,
        **risk_held(),
    )
    close(second, "decline", coordinator, **risk_held())
    assert OutgoingMessage.objects.filter(referral_id=second.pk).exists()


def test_the_referral_with_the_place_stays_open(coordinator):
    enrolment = place_somebody(make_cohort())
    second = make_referral(person=make_person(person=enrolment.person))
    arguments = {"enrolment_id": enrolment.pk, "words": "Twice", "by": coordinator, "now": NOW}

    with pytest.raises(Refusal, match=f"This referral has the place. Close {second.reference}"):
        places.withdraw(code=EndingCode.DUPLICATE, **arguments)

    enrolment.refresh_from_db()
    assert enrolment.ended_at is None
    close(second, "decline", coordinator, duplicate_of=enrolment.referral_id)


def test_two_persons_are_not_parted_across_a_duplicate(coordinator):
    first, second = joined()
    close(second, "decline", coordinator, duplicate_of=first.pk)
    both = {"pair": pair(first.participant, second.participant), "by": coordinator, "now": NOW}

    with pytest.raises(Refusal, match=f"{second.reference} is closed as a duplicate of"):
        undo_answer(**both)
    with pytest.raises(Refusal, match="must undo that decision first"):
        answer_match(answer=MatchAnswer.NOT_SAME, **both)

    correct(referral_id=second.pk, words="Two people", by=UserFactory(manager=True), now=NOW)
    undo_answer(**both)


def test_the_database_refuses_a_duplicate_of_itself_and_any_other_reason():
    first, second = make_referral(), make_referral()
    for code, other in ((EndingCode.DUPLICATE, first), (EndingCode.NOT_READY, second)):
        with pytest.raises(IntegrityError), transaction.atomic():
            StatusChange.objects.create(
                referral=first,
                number=2,
                verb="decline",
                to_status=Status.DECLINED,
                code=code,
                duplicate_of=other,
                at=NOW,
            )
