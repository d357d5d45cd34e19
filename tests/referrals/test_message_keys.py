"""The keys of messages: what can be read back from one is what was put in."""

import uuid

import pytest

from referrals.message_keys import (
    complaint_cause,
    complaint_in,
    message_key,
    number_of,
    review_cause,
    reviewed_in,
    session_cause,
    sessions_of,
)

REFERRAL, COMPLAINT = uuid.UUID(int=7), uuid.UUID(int=8)


def test_the_number_of_a_step_is_read_back():
    assert number_of(message_key("accepted", "participant", REFERRAL, 12)) == 12
    assert number_of(message_key("receipt", "participant", REFERRAL, "sent")) == 0


@pytest.mark.parametrize(("session", "instead", "read"), [(3, 4, (3, 4)), (3, None, (3, 0))])
def test_the_sessions_are_read_back(session, instead, read):
    cause = session_cause(session, instead)

    assert sessions_of(message_key("meeting", "participant", REFERRAL, cause)) == read


def test_a_message_about_a_review_is_not_taken_for_one_about_the_step():
    key = message_key("upheld", "participant", REFERRAL, review_cause(12))

    assert (reviewed_in(key), number_of(key)) == (12, 0)
    assert reviewed_in(message_key("accepted", "participant", REFERRAL, 12)) == 0
    assert reviewed_in(message_key("meeting", "participant", REFERRAL, session_cause(3, 4))) == 0


def test_the_complaint_is_read_back_and_no_other_cause_is_taken_for_one():
    key = message_key("complaint", "participant", REFERRAL, complaint_cause(COMPLAINT))

    assert (complaint_in(key), number_of(key), reviewed_in(key)) == (COMPLAINT, 0, 0)
    for cause in (12, "sent", review_cause(12), session_cause(3, 4)):
        assert complaint_in(message_key("accepted", "participant", REFERRAL, cause)) is None
