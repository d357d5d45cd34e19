"""Which messages a user may see, and what each is about."""

import uuid

import pytest

from referral_portal.accounts.admin.message_rows import messages_for, rows_of, subjects_of
from referrals.models import Referral
from tests.accounts.admin.test_message_list import make_message
from tests.factories.desk import NOW, make_referral, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_only_the_desk_gets_the_subject_of_a_message_and_a_notice_has_none():
    message, notice = make_message(referral=make_referral()), make_message(event="changed_staff")

    def subject(role: str) -> list:
        rows = rows_of([message, notice], staff(**{role: True}), NOW)
        return [row["subject"].reference if row["subject"] else None for row in rows]

    reference = Referral.objects.get().reference
    assert subject("coordinator") == subject("manager") == [reference, None]
    assert subject("auditor") == subject("administrator") == [None, None]


def test_a_message_about_a_referral_that_is_gone_has_no_subject():
    message = make_message()
    message.referral_id = uuid.uuid4()
    assert subjects_of([message], staff(coordinator=True)) == {}


def test_no_message_about_a_restricted_referral_is_for_a_user_it_does_not_name():
    hidden, named = make_referral(is_restricted=True), staff(manager=True)
    hidden.named_users.create(user=named, at=NOW)
    message = make_message(referral=hidden)

    assert list(messages_for(named)) == [message]
    for role in ("coordinator", "manager", "auditor"):
        assert list(messages_for(staff(**{role: True}))) == []
