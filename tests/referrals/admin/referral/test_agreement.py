"""What the page says about the agreement, and about its wording."""

import pytest

from programmes.models import Partner
from referral_portal.common.fields import NOT_KNOWN
from referrals.admin.referral.agreement import shown
from referrals.admin.referral.reading import Reading
from referrals.forms.agreement import SharingForm
from referrals.forms.base import Setting
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


def of(**pages):
    found = shown(Reading(make_referral(answers=pages), staff(coordinator=True), NOW))
    rows = {row["key"]: row["value"] for row in found["agreement"]}
    return rows, found


def terms():
    return SharingForm(setting=Setting(today=NOW.date())).terms()


@pytest.mark.parametrize(
    ("answer", "words"), [(True, "Yes"), (False, "No"), (NOT_KNOWN, "Not known"), (None, "")]
)
def test_no_answer_is_never_a_yes(answer, words):
    given = {} if answer is None else {"agrees_sharing": answer}

    rows, found = of(sharing=given)

    assert rows["Agrees that the core team shares information"] == (words or "Not answered")
    assert found["terms"] == ""


def test_an_earlier_wording_is_shown_beside_that_of_today():
    Partner.objects.create(code="a", name="Invented Police", is_core_team=True, position=1)
    Partner.objects.create(code="b", name="Invented Charity", is_core_team=True, position=2)
    read = terms()
    rows, found = of(sharing={"agrees_sharing": True, "sharing_terms": read})
    assert (found["terms"], found["terms_today"]) == (read, "")
    assert rows["Version"] == "As read on 1 December 2026"

    Partner.objects.create(code="c", name="Invented Newcomer", is_core_team=True, position=3)

    _, found = of(sharing={"agrees_sharing": True, "sharing_terms": read})
    assert "Invented Newcomer" not in found["terms"]
    assert "Invented Newcomer" in found["terms_today"]


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ({"agreed_how": "signed", "signed_on": "2026-11-20"}, "They signed on 20 November 2026"),
        (
            {"agreed_how": "verbal", "verbal_on": "2026-11-20", "verbal_to": "A. Worker"},
            "They told A. Worker on 20 November 2026",
        ),
        (
            {"agreed_how": "statutory", "statutory_reason": "Bail."},
            "They did not. The reason: Bail.",
        ),
        ({"agreed_how": "no"}, "They have not, or not yet"),
    ],
)
def test_an_agency_says_how_it_knows(evidence, words):
    assert of(evidence=evidence)[0]["How they agreed"] == words


@pytest.mark.parametrize(
    ("language", "more"), [("", ""), ("Polish", ", through an interpreter (Polish)")]
)
def test_the_page_says_who_read_the_agreement_out(language, more):
    cora = staff(coordinator=True, first_name="Cora", last_name="Sample")
    answers = {"read-out": {"read_out": True, "spoken_language": language}}
    referral = make_referral(answers=answers, filled_in_by=cora)

    rows = {row["key"]: row["value"] for row in shown(Reading(referral, cora, NOW))["agreement"]}

    words = "Cora Sample read it out on the telephone on 1 December 2026"
    assert rows["How they agreed"] == words + more


def test_extra_sharing_and_limits():
    understood = {"understands_contact": True, "understands_limits": True}
    rows, _ = of(understand=understood, others={"extra_sharing": ["gp", "social_worker"]})
    assert rows["Understands when we tell others"] == "Yes"
    assert rows["Who else we may talk to"] == "GP, Social worker"

    rows, _ = of(
        understand=understood | {"understands_contact": False}, others={"extra_sharing": ["none"]}
    )
    assert rows["Understands when we tell others"] == "No"
    assert rows["Who else we may talk to"] == "Nobody else"
    assert "How they agreed" not in rows
