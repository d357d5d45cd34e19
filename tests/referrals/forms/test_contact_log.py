"""The form of a contact."""

import datetime as dt

import pytest
import time_machine

from referral_portal.common.dates import at_local
from referrals.forms.contact_log import CallForm, ReferralCallForm

CALL = {"how": "called", "result": "no_answer", "words": "", "next_at": ""}
DAY = {"next_on-day": "1", "next_on-month": "12", "next_on-year": "2026"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC), tick=False):
        yield


def form(**answers) -> CallForm:
    return CallForm(CALL | answers, may_leave_message=True)


def test_a_next_try_has_a_day_and_may_have_a_time():
    assert form().is_valid()
    assert set(form(next_at="16:00").errors) == {"next_on"}
    for time, clock in (("", dt.time()), ("16:00", dt.time(16))):
        filled = form(**DAY, next_at=time)
        assert filled.is_valid(), filled.errors
        assert filled.contact()["next_try_at"] == at_local(dt.date(2026, 12, 1), clock)


def test_a_message_is_offered_only_where_one_is_allowed():
    offered = {allowed: CallForm(may_leave_message=allowed) for allowed in (True, False)}
    results = {key: dict(one.fields["result"].choices) for key, one in offered.items()}
    assert set(results[True]) - set(results[False]) == {"message"}


def test_signs_are_asked_about_only_while_some_are_open_and_whom_only_of_an_agency():
    plain = ReferralCallForm(may_leave_message=True)
    assert not {"signs", "with_whom"} & set(plain.fields)
    both = ReferralCallForm(
        may_leave_message=True, open_signs=[("choked", "Choked someone")], is_agency=True
    )
    assert list(both.fields)[:4] == ["with_whom", "how", "result", "signs"]
