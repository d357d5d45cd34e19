"""What a journey starts from without typing it: accounts, and forms, which have journeys of their own."""

from programmes.models import District
from referral_portal.accounts.models import User
from referrals.call_backs import receive_call_back
from referrals.enums import Route
from referrals.models import Referral
from referrals.steps import find_form
from safeguarding.demo.accounts import PASSWORD
from safeguarding.demo.filling import fill_and_send
from safeguarding.demo.people import AGENCY_ANSWERS
from tests.factories.accounts import UserFactory
from tests.journeys.conftest import FIRST_MORNING

# Whom the agency's form names, and where its worker reads email.
SHE = AGENCY_ANSWERS["harmed_name"]
WORKER = AGENCY_ANSWERS["referrer_email"]


def account(username: str) -> User:
    """Return an account of the demonstration."""
    return User.objects.get(username=username)


def make_account(username: str, **fields) -> User:
    """Make one more account that can sign in; `fields` as for UserFactory."""
    user = UserFactory(username=username, date_joined=FIRST_MORNING, **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def asked_for_a_call(name: str, phone: str) -> None:
    """Put a person who would rather talk on the list of call-backs, on the first morning."""
    receive_call_back(
        name=name,
        phone=phone,
        safe_times="Weekdays after 6pm",
        may_leave_message=False,
        district=District.objects.get(code="swale"),
        by=None,
        now=FIRST_MORNING,
    )


def sent_by_agency(**answers) -> Referral:
    """Send an agency's form about domestic abuse on the first morning, with these answers changed."""
    return fill_and_send(
        definition=find_form("domestic-abuse", Route.AGENCY),
        answers=AGENCY_ANSWERS | answers,
        by=account("agency"),
        now=FIRST_MORNING,
    )
