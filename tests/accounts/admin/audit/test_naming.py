"""What the audit calls accounts and rows, for which reader."""

import pytest

from referral_portal.accounts.admin.audit.naming import (
    actor_in_words,
    actor_names,
    by_id,
    found_row,
    row_names,
)
from referral_portal.audit.recorder import SYSTEM, record
from referral_portal.audit.words import ACCOUNT
from tests.factories.desk import NOW, staff

pytestmark = pytest.mark.django_db
ID = "0b7f3a52-1111-4222-8333-444455556666"


def by(user):
    return record("referral.view", actor=user, target=("referrals.referral", ID), now=NOW)


def words(user, **how) -> str:
    event = by(user)
    return actor_in_words(event, actor_names([event], **how))


def test_an_account_is_its_roles_and_its_number():
    both, nobody = staff(coordinator=True, manager=True), staff()
    assert words(staff(agency_referrer=True)).startswith("Referrer ")
    assert words(both) == f"Coordinator and manager {both.pk}"
    assert words(nobody) == f"Account {nobody.pk}"
    assert words(SYSTEM) == "The service"


def test_an_account_that_no_longer_exists_keeps_its_number():
    user = staff(coordinator=True)
    event, number = by(user), user.pk
    user.delete()
    assert actor_in_words(event, actor_names([event])) == f"Account {number}"


def test_names_of_accounts_are_for_those_who_read_accounts():
    user = staff(coordinator=True, first_name="Robin", last_name="Invented")
    event = record("account.invite", actor=SYSTEM, target=user, now=NOW)
    key = (ACCOUNT, str(user.pk))

    assert row_names(staff(auditor=True), [event]) == {}
    both = staff(auditor=True, administrator=True)
    assert row_names(both, [event])[key].text == f"Robin Invented (account {user.pk})"
    assert words(user, is_named=True) == f"Robin Invented (coordinator {user.pk})"


def test_only_a_whole_id_finds_a_row():
    by(SYSTEM)
    user = staff(auditor=True)
    assert found_row(user, ID) == ("referrals.referral", ID)
    for typed in (ID[:8], "7", "", "%", ID.replace("0", "1")):
        assert by_id(user, typed) is None
