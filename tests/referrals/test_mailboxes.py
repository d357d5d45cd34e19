"""Where our staff read about a referral."""

import pytest

from referrals.mailboxes import mailbox_for
from tests.factories.desk import make_person, make_referral, staff
from tests.factories.restricted import restricted_referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return staff(manager=True)


def test_a_call_about_a_restricted_referral_is_mailed_to_a_named_manager(manager):
    restricted = restricted_referral(person=make_person(email=""))
    assert mailbox_for(restricted) == manager.email


def test_every_other_referral_is_read_about_in_the_mailbox_of_its_route(settings):
    settings.COORDINATOR_EMAIL_AGENCY = "agency@example.org"
    settings.COORDINATOR_EMAIL_SELF = "self@example.org"
    assert mailbox_for(make_referral(agency=True)) == "agency@example.org"
    assert mailbox_for(make_referral()) == "self@example.org"
