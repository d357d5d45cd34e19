"""A referrer is asked for agreement first; what the person understands belongs to their yes."""

import pytest

from referrals.models import EligibilityCheck, Referral
from referrals.steps import find_form
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import (
    STALKING,
    TOPIC,
    address,
    make_catalogue,
    open_at,
    pages_for,
    send,
)

pytestmark = pytest.mark.django_db
TOPICS = [TOPIC, STALKING]
STATUTORY = {"agreed_how": "statutory", "statutory_reason": "The court asked us to refer."}
TICKS = ("understands_contact", "understands_limits")


@pytest.fixture(autouse=True)
def worker(client):
    make_catalogue()
    account = UserFactory(agency_referrer=True, agency=AgencyFactory())
    client.force_login(account)
    return account


def given(referral: Referral) -> set[str]:
    return {name for page in referral.answers.values() for name in page}


@pytest.mark.parametrize("topic", TOPICS)
def test_agreement_comes_before_all_that_follows_from_it(topic):
    slugs = [step.slug for step in find_form(topic, "agency").steps]

    order = ["evidence", "sharing", "understand", "others-we-ask", "aware"]
    assert [slug for slug in slugs if slug in order] == order


@pytest.mark.parametrize("topic", TOPICS)
def test_a_statutory_referral_without_agreement_says_nothing_for_the_person(client, topic):
    response = send(
        client, "agency", topic=topic, pages=pages_for("agency", topic, evidence=STATUTORY)
    )

    assert response["Location"] == address("agency", "sent", topic=topic)
    referral = Referral.objects.get()
    assert not given(referral) & {"agrees_sharing", "extra_sharing", *TICKS}
    check = EligibilityCheck.objects.get()
    (sharing,) = [one for one in check.criteria if one["code"] == "agrees_to_sharing"]
    assert sharing["outcome"] == "needs_conversation"


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("answer", ["no", "maybe"])
def test_without_agreement_to_share_nothing_is_ticked_for_the_person(client, topic, answer):
    pages = pages_for("agency", topic, sharing={"agrees_sharing": answer})
    open_at(client, "agency", "sharing", topic=topic)

    helped = client.post(address("agency", "page", "sharing", topic=topic), pages["sharing"])

    assert helped["Location"] == address("agency", "help", "sharing", topic=topic)
    html = client.get(helped["Location"]).content.decode()
    assert address("agency", "page", "others-we-ask", topic=topic) in html


@pytest.mark.parametrize("topic", TOPICS)
def test_a_referral_with_agreement_needs_both_ticks(client, topic):
    open_at(client, "agency", "understand", topic=topic)
    page = address("agency", "page", "understand", topic=topic)

    assert client.post(page, {})["Location"] == page
    html = client.get(page).content.decode()
    assert html.count("Tick to say they understand") == 4, "in the summary and at each box"


def test_a_change_to_statutory_drops_what_was_ticked_before(client):
    check = open_at(client, "agency")
    page = address("agency", "page", "evidence") + "?from=check"

    assert client.post(page, STATUTORY)["Location"] == check

    html = client.get(check).content.decode()
    assert "They understand that" not in html
    client.post(check, {"declares": "on"})
    assert not given(Referral.objects.get()) & {"agrees_sharing", *TICKS}
