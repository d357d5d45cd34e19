"""Whether a message about a referral is still true when it leaves."""

import datetime as dt

import pytest

from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.truth import why_untrue
from referrals import notifications, result_messages, workflow
from referrals.enums import PAUSED, EndingCode, MatchAnswer, MessageEvent, Status
from referrals.models import Complaint, DecisionReview, PossibleMatch, Referral, StatusChange
from referrals.transition_table import TABLE
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.reviews import make_complaint

pytestmark = pytest.mark.django_db
TO = Audience.PARTICIPANT


def review_on(status):
    """Return the review date that a referral has in a status."""
    return NOW.date() if status in PAUSED else None


def step(referral, verb, to, *, source=Status.AWAITING_TRIAGE, code=""):
    """Take a step and queue its messages, as the verbs do; return the history row."""
    referral.status, referral.review_on = to, review_on(to)
    referral.version += 1
    referral.save()
    change = StatusChange.objects.create(
        referral=referral,
        number=referral.version,
        verb=verb,
        from_status=source,
        to_status=to,
        code=code,
        at=NOW,
    )
    notifications.tell_step(referral, change, now=NOW)
    return change


def why(change, audience=TO, now=NOW):
    """Return why the message of a step to `audience` is no longer true, or None."""
    row = OutgoingMessage.objects.get(
        referral_id=change.referral_id,
        audience=audience,
        key__endswith=f":{change.number}",
    )
    return why_untrue(row, now)


ALONE = [row for row in TABLE if row.event and row.event != MessageEvent.PLACE]


@pytest.mark.parametrize("row", ALONE, ids=lambda row: row.verb)
def test_a_message_is_true_while_the_referral_is_where_the_step_led(row):
    referral = make_referral()
    way = row.moves[0]
    change = step(referral, row.verb, way.target, source=way.sources[0])
    assert why(change) is None

    elsewhere = next(status for status in Status if status != row.moves[0].target)
    Referral.objects.update(status=elsewhere, review_on=review_on(elsewhere))
    assert why(change) == CancelReason.MOVED_ON


def test_the_newest_true_message_is_the_one_that_is_said():
    referral = make_referral(agency=True)
    accepted = step(referral, "accept", Status.AWAITING_ALLOCATION)
    cancelled = step(referral, "lose_cohort", Status.AWAITING_ALLOCATION)

    assert (why(accepted), why(cancelled)) == (CancelReason.OVERTAKEN, None)
    assert why(accepted, Audience.REFERRER) == CancelReason.OVERTAKEN


def test_that_a_review_left_a_decision_as_it_was_is_true_until_the_next_step():
    referral = make_referral()
    declined = step(referral, "decline", Status.DECLINED)
    review = DecisionReview(referral=referral, decision=declined, asked_by=TO)
    result_messages.decision_upheld(review, now=NOW)
    upheld = OutgoingMessage.objects.get(event__startswith=MessageEvent.UPHELD)
    # The message about the decision and the one about its review are both true.
    told = OutgoingMessage.objects.get(event__startswith=MessageEvent.DECLINED)
    assert (why_untrue(upheld, NOW), why_untrue(told, NOW)) == (None, None)

    step(referral, "correct", Status.AWAITING_TRIAGE)

    assert why_untrue(upheld, NOW) == CancelReason.MOVED_ON


def test_that_we_reply_to_a_complaint_is_true_until_its_day_or_its_result():
    complaint = make_complaint(make_referral())
    result_messages.complaint_recorded(complaint, now=NOW)
    message = OutgoingMessage.objects.get()

    assert why_untrue(message, NOW) is None
    assert why_untrue(message, NOW + dt.timedelta(days=40)) == CancelReason.MOVED_ON
    Complaint.objects.update(settled_at=NOW, outcome="upheld")
    assert why_untrue(message, NOW) == CancelReason.OVERTAKEN


def test_an_older_message_is_true_again_once_the_newer_one_is_not():
    referral = make_referral(agency=True)
    accepted = step(referral, "accept", Status.AWAITING_ALLOCATION)
    declined = step(referral, "decline", Status.DECLINED)
    assert (why(accepted), why(declined)) == (CancelReason.OVERTAKEN, None)

    Referral.objects.update(status=Status.AWAITING_ALLOCATION)  # the decline is undone
    assert (why(accepted), why(declined)) == (None, CancelReason.MOVED_ON)


def test_a_newer_message_that_was_cancelled_overtakes_nothing():
    referral = make_referral()
    accepted = step(referral, "accept", Status.AWAITING_ALLOCATION)
    step(referral, "lose_cohort", Status.AWAITING_ALLOCATION)
    newer = OutgoingMessage.objects.exclude(key__endswith=f":{accepted.number}")
    newer.update(status=MessageStatus.CANCELLED)
    assert why(accepted) is None


def test_the_referrer_hears_of_the_acceptance_even_after_a_place_was_given():
    referral = make_referral(agency=True)
    accepted = step(referral, "accept", Status.AWAITING_ALLOCATION)
    step(referral, "allocate", Status.SCHEDULED, source=Status.AWAITING_ALLOCATION)

    assert why(accepted) == CancelReason.OVERTAKEN
    assert why(accepted, Audience.REFERRER) is None


@pytest.mark.parametrize("email", ["", "man@example.org"])
def test_two_ways_of_telling_are_one_reader(email):
    """The email address may have been there for the first message only."""
    referral = make_referral(person=make_person(email="man@example.org"))
    accepted = step(referral, "accept", Status.AWAITING_ALLOCATION)
    referral.participant.email = email
    step(referral, "lose_cohort", Status.AWAITING_ALLOCATION)
    assert why(accepted) == CancelReason.OVERTAKEN


def test_nothing_goes_to_an_address_that_is_no_longer_theirs():
    referral = make_referral(agency=True)
    change = step(referral, "accept", Status.AWAITING_ALLOCATION)
    referral.participant.email = "new@example.org"
    referral.participant.save()

    assert why(change) == CancelReason.CHANNEL
    assert why(change, Audience.REFERRER) is None
    referral.referrer.email = "colleague@example.org"
    referral.referrer.save()
    assert why(change, Audience.REFERRER) == CancelReason.CHANNEL


@pytest.mark.parametrize("answer", ["joined", MatchAnswer.UNDECIDED, MatchAnswer.NOT_SAME])
@pytest.mark.parametrize("email", ["man@example.org", ""])
def test_nothing_goes_to_a_person_who_has_died_by_another_form(answer, email):
    referral = make_referral(person=make_person(email=email), agency=True)
    change = step(referral, "accept", Status.AWAITING_ALLOCATION)
    own = {"person": referral.participant.person} if answer == "joined" else {}
    other = make_referral(person=make_person(**own))
    if answer != "joined":
        PossibleMatch.objects.create(
            first=referral.participant, second=other.participant, answer=answer, found_at=NOW
        )
    coordinator = staff(coordinator=True)
    dies = {"code": EndingCode.DIED, "words": "", "by": coordinator, "now": NOW}
    workflow.withdraw(referral_id=other.pk, **dies)

    silent = None if answer == MatchAnswer.NOT_SAME else CancelReason.DIED
    assert why(change, TO if email else Audience.STAFF) == silent
    assert why(change, Audience.REFERRER) is None


def test_a_receipt_and_an_alert_are_true_of_every_status():
    referral = make_referral()
    notifications.receipt(referral, now=NOW)
    Referral.objects.update(status=Status.DECLINED)
    for message in OutgoingMessage.objects.all():
        assert why_untrue(message, NOW + dt.timedelta(days=3)) is None


def test_a_message_of_a_referral_that_is_gone_does_not_leave():
    notifications.receipt(make_referral(), now=NOW)
    message = OutgoingMessage.objects.get(audience=TO)
    message.referral_id = message.pk
    assert why_untrue(message, NOW) == CancelReason.MOVED_ON


@pytest.mark.parametrize("status", Status)
def test_a_session_is_told_only_to_those_who_attend(status):
    referral = make_referral()
    notifications.appointment(
        referral, 7, when="Monday", starts_at=NOW + dt.timedelta(days=7), now=NOW
    )
    Referral.objects.update(status=status, review_on=review_on(status))
    message = OutgoingMessage.objects.get()

    attends = status in {Status.SCHEDULED, Status.ON_PROGRAMME}
    # There is no session 7: the check of the cohorts is asked after that of the referral.
    expected = CancelReason.SESSION if attends else CancelReason.MOVED_ON
    assert why_untrue(message, NOW) == expected
