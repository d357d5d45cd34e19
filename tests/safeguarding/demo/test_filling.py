"""The demonstration fills in forms as a person would: page by page, and sends them."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from referrals.enums import Route
from referrals.models import Draft, Referral
from referrals.steps import find_form
from referrals.steps.filling import PageRefused
from safeguarding.demo.filling import fill_and_send
from safeguarding.demo.people import NEW
from tests.factories.accounts import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture(autouse=True)
def _catalogue():
    call_command("load_programmes", verbosity=0)


def send(person, route, **changes):
    return fill_and_send(
        definition=find_form("domestic-abuse", route),
        answers=person.all_answers() | changes,
        by=UserFactory(agency_referrer=True, agency=AgencyFactory()),
        now=timezone.now(),
    )


def test_each_route_gives_a_referral_of_its_own():
    own, sent = send(NEW[0], "self"), send(NEW[1], "agency")

    assert (own.route, own.referrer) == (Route.SELF, None)
    assert sent.route == Route.AGENCY
    assert sent.referrer.agency.name.startswith("Invented")
    assert own.participant.name == NEW[0].name
    assert Referral.objects.count() == 2


def test_a_page_that_is_not_filled_in_sends_nothing():
    with pytest.raises(PageRefused):
        send(NEW[0], "self", name="")

    assert not Referral.objects.exists()
    assert not Draft.objects.filter(submitted_at__isnull=False).exists()
