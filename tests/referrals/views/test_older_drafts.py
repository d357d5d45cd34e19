"""A form that was begun before its questions changed: nothing is lost and nothing is asked twice."""

import pytest
from django.utils import timezone

from referrals import drafts
from referrals.admin.answers import answer_pages
from referrals.models import Draft, Referral
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.desk import make_referral
from tests.factories.referrals import address, make_catalogue, open_at

pytestmark = pytest.mark.django_db
BOTH = {"relationship": "ex_partner", "in_relationship": True, "relationship_since": "year"}


@pytest.fixture(autouse=True)
def catalogue():
    make_catalogue()


def change(client, route, by, change) -> None:
    """Change the stored answers of this browser's draft, as an earlier version left them."""
    draft = drafts.open_draft(
        token=client.cookies[f"enquiry-da-{route}"].value,
        route=route,
        pathway=Draft.objects.get().pathway,
        by=by,
        now=timezone.now(),
    )
    drafts.change_draft(draft=draft, change=change)


def as_before(content) -> None:
    """Leave out the pages of today, and put both questions about relationships on one page."""
    for slug in ("readers", "together"):
        content.pages.pop(slug)
    content.pages["relationship"] = BOTH


def test_a_whole_draft_is_asked_the_new_pages_only_and_keeps_the_rest(client):
    check = open_at(client, "self")
    change(client, "self", None, as_before)

    readers = client.get(check)["Location"]
    assert readers == address("self", "page", "readers") + "?from=check"
    together = client.post(readers, {})["Location"]
    assert together == address("self", "page", "together") + "?from=check"
    assert client.post(together, {"in_relationship": "no"})["Location"] == check

    assert client.get(check).status_code == 200
    client.post(check, {"declares": "on"})
    answers = Referral.objects.get().answers
    assert answers["relationship"] == {"relationship": "ex_partner"}
    assert answers["together"] == {"in_relationship": False, "relationship_since": ""}


def test_a_draft_with_ticks_for_a_statutory_referral_is_sent_without_them(client):
    account = UserFactory(agency_referrer=True, agency=AgencyFactory())
    client.force_login(account)
    check = open_at(client, "agency")
    statutory = {"agreed_how": "statutory", "statutory_reason": "Court.", "signed_on": None,
                 "verbal_on": None, "verbal_to": ""}  # fmt: skip
    change(client, "agency", account, lambda content: content.pages.update(evidence=statutory))

    assert client.get(check).status_code == 200
    client.post(check, {"declares": "on"})

    assert "understand" not in Referral.objects.get().answers


def test_yes_and_no_of_an_agency_draft_still_count(client):
    account = UserFactory(agency_referrer=True, agency=AgencyFactory())
    client.force_login(account)
    check = open_at(client, "agency")

    def as_true_and_false(content):
        content.pages["contact"] |= {"may_leave_message": False, "phone_is_shared": True}
        content.pages["orders"]["civil_order"] = False
        content.pages["sharing"]["agrees_sharing"] = True

    change(client, "agency", account, as_true_and_false)

    assert client.get(check).status_code == 200


def test_a_referral_without_stored_words_still_shows_every_answer():
    referral = make_referral(answers={"relationship": BOTH}, as_sent=None)

    rows = [row for page in answer_pages(referral) for row in page["rows"]]

    assert {(row["key"], row["value"]) for row in rows} == {
        ("Who have you hurt, frightened or distressed?", "Former partner"),
        ("Are you in a relationship now?", "Yes"),
        ("How long have you been together?", "6 months to 2 years"),
    }
