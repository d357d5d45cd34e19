"""Until when a coordinator may undo their own decision; a manager always may."""

import datetime as dt

import pytest
from django.conf import settings

from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals import undo_rules, workflow
from referrals.enums import DECLINE_CODES, EndingCode
from referrals.undo_rules import NOT_YOURS, TOO_LATE, Sent
from tests.factories.desk import NOW, make_person, make_referral, risk_held, staff
from tests.factories.messages import release

pytestmark = pytest.mark.django_db
HOURS = dt.timedelta(hours=settings.TEAM["undo_hours"])
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def anna():
    return staff(coordinator=True)


def why_not_undo(change, *, by, now, lock=False):
    """Ask the rule; a page that has read every message about the referral gets the same answer."""
    found = undo_rules.why_not_undo(change, by=by, now=now, lock=lock)
    messages = OutgoingMessage.objects.filter(referral_id=change.referral_id)
    releases = MessageRelease.objects.filter(message_id__in=messages.values("pk"))
    sent = Sent(list(messages), list(releases))
    assert undo_rules.why_not_undo(change, by=by, now=now, sent=sent) == found
    return found


def declined(by, *, code=DECLINE_CODES[0], **fields):
    """Decline a referral, and return the step and its message if there is one."""
    referral = make_referral(**fields)
    workflow.decline(referral_id=referral.pk, code=code, words="x", by=by, now=NOW, **risk_held())
    return referral.status_changes.get(), OutgoingMessage.objects.filter(
        referral_id=referral.pk
    ).first()


def test_it_is_open_for_as_long_as_the_message_waits_and_never_to_a_colleague(anna):
    change, _ = declined(anna)
    assert why_not_undo(change, by=anna, now=NOW + WEEK) == ""
    assert why_not_undo(change, by=anna, now=NOW + WEEK, lock=True) == ""
    assert why_not_undo(change, by=staff(coordinator=True), now=NOW) == NOT_YOURS
    assert why_not_undo(change, by=staff(manager=True), now=NOW + WEEK) == ""


def test_it_ends_when_the_message_may_leave_and_not_when_the_release_was_given(anna):
    change, message = declined(anna)
    leaves = NOW + dt.timedelta(hours=3)
    release(message, leaves)
    # The time of the release itself must not show.
    assert why_not_undo(change, by=anna, now=leaves - dt.timedelta(seconds=1)) == ""
    assert why_not_undo(change, by=anna, now=leaves) == TOO_LATE
    assert why_not_undo(change, by=anna, now=leaves, lock=True) == TOO_LATE
    assert why_not_undo(change, by=staff(manager=True), now=leaves) == ""


@pytest.mark.parametrize("status", ["claimed", "sent", "failed", "uncertain"])
def test_it_ends_with_a_message_that_may_have_left(anna, status):
    change, message = declined(anna)
    message.status = MessageStatus(status)
    message.save()
    assert why_not_undo(change, by=anna, now=NOW) == TOO_LATE


def test_a_call_in_place_of_an_email_counts_like_one(anna):
    change, message = declined(anna, person=make_person(email=""))
    assert why_not_undo(change, by=anna, now=NOW + WEEK) == ""
    release(message, NOW)
    assert why_not_undo(change, by=anna, now=NOW) == TOO_LATE


def test_where_nothing_is_sent_a_coordinator_has_some_hours(anna):
    change, message = declined(anna, code=EndingCode.DIED)
    assert message is None
    assert why_not_undo(change, by=anna, now=NOW + HOURS - dt.timedelta(minutes=1)) == ""
    assert why_not_undo(change, by=anna, now=NOW + HOURS) == TOO_LATE


def test_a_release_about_another_referral_ends_nothing(anna):
    change, message = declined(anna)
    other, _ = declined(anna)
    release(message, NOW)
    assert why_not_undo(change, by=anna, now=NOW) == TOO_LATE
    assert why_not_undo(other, by=anna, now=NOW) == ""
