"""What stands beside a telephone number at the desk."""

import pytest
from django.urls import reverse

from referrals.enums import EndingCode, Status
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def address(referral, page="contact"):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk])


def text(client, path) -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"may_leave_message": False}, "Do not leave a message"),
        ({"may_leave_message": None}, "Not known whether we may leave a message: do not leave one"),
        ({"phone_is_shared": True}, "Another person uses this telephone."),
        ({"phone_is_shared": None}, "Not known whether another person uses this telephone."),
    ],
)
def test_what_is_safe_stands_beside_the_number_wherever_it_is_shown(
    client, coordinator, fields, words
):
    ProgrammeVersionFactory()
    safe = {"may_leave_message": True, "phone_is_shared": False}
    referral = make_referral(person=make_person(**safe | fields), needs_prompt_call=True)
    other = make_referral(person=make_person(**safe), needs_prompt_call=True)

    for page in ("contact", "change", "accept", "decline"):
        assert words in text(client, address(referral, page))
        assert words not in text(client, address(other, page))


def test_a_death_is_said_beside_the_number(client, coordinator):
    referral = make_referral()
    make_referral(
        person=referral.participant,
        status=Status.WITHDRAWN,
        ended_at=NOW,
        ending_code=EndingCode.DIED,
    )

    assert "This person has died. Do not call." in text(client, address(referral))
    assert "This person has died. Do not call." in text(client, address(referral, "change"))
