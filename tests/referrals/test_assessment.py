"""From answers to facts, and the stored result with the versions it was made from."""

import datetime as dt

import pytest

from programmes.enums import Pathway
from referrals.assessment import facts_from, record_assessment
from referrals.facts import Answer, Basis, Behaviour, Managed, Order, Responsibility
from referrals.models import Referral
from tests.factories.desk import NOW, make_referral
from tests.factories.programmes import ProgrammeVersionFactory
from tests.factories.referrals import make_catalogue, send_filled

TODAY = dt.date(2026, 12, 1)


def facts(**given):
    return facts_from(pathway="domestic_abuse", answers={"page": given}, on=TODAY)


def test_nothing_asked_is_nothing_known():
    known = facts()

    assert known.pathway == Pathway.DOMESTIC_ABUSE
    assert known.accepts_responsibility is Responsibility.UNKNOWN
    assert known.substance is known.mental_health is Managed.UNKNOWN
    assert known.agrees_to_sharing is known.sentence_expected is Answer.UNKNOWN
    assert known.orders_now == {Order.UNKNOWN}
    assert known.attendance_basis is Basis.UNKNOWN
    assert known.is_adult is None


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        ("yes", Responsibility.YES),
        ("partly", Responsibility.PARTLY),
        ("not_sure", Responsibility.NOT_SURE),
        ("no", Responsibility.NO),
        ("by_phone", Responsibility.BY_PHONE),
    ],
)
def test_responsibility(answer, fact):
    assert facts(accepts=answer).accepts_responsibility is fact


@pytest.mark.parametrize(
    ("drink", "support", "fact"),
    [
        ("no", "", Managed.NONE),
        ("by_phone", "", Managed.BY_PHONE),
        ("maybe", "", Managed.UNKNOWN),
        ("yes", "getting", Managed.GETTING_HELP),
        ("yes", "would_take", Managed.MANAGEABLE),
        ("yes", "own", Managed.MANAGEABLE),
        ("yes", "none", Managed.NOT_MANAGED),
    ],
)
def test_drink_and_drugs(drink, support, fact):
    assert facts(drink=drink, drink_help=support).substance is fact


@pytest.mark.parametrize(
    ("support", "crisis", "fact"),
    [
        ("getting", True, Managed.GETTING_HELP),
        ("waiting", False, Managed.MANAGEABLE),
        ("waiting", True, Managed.NOT_MANAGED),
        ("none", False, Managed.NOT_MANAGED),
        ("waiting", "maybe", Managed.UNKNOWN),
        ("not_known", False, Managed.UNKNOWN),
        ("not_known", "maybe", Managed.UNKNOWN),
    ],
)
def test_mental_health_after_a_crisis(support, crisis, fact):
    assert facts(mind="yes", mind_help=support, mind_crisis=crisis).mental_health is fact


def test_a_stalking_protection_order_is_a_civil_order():
    assert facts(sentence=["none"]).orders_now == frozenset()
    assert facts(sentence=["licence"], civil_orders=["spo", "bail"]).orders_now == {
        Order.LICENCE,
        Order.STALKING_PROTECTION_ORDER,
        Order.OTHER_CIVIL,
    }


def test_an_order_that_is_not_known_is_no_order_that_was_ruled_out():
    assert facts(sentence=["not_known"], civil_order="maybe").orders_now == {Order.UNKNOWN}
    assert facts(sentence=["not_known", "licence"]).orders_now == {Order.UNKNOWN, Order.LICENCE}


def test_agreement_that_is_not_known_or_was_not_asked_is_no_agreement():
    assert facts(agrees_sharing="maybe").agrees_to_sharing is Answer.MAYBE
    assert facts(agreed_how="statutory").agrees_to_sharing is Answer.UNKNOWN


@pytest.mark.parametrize(("born", "adult"), [("2008-12-01", True), ("2008-12-02", False)])
def test_adult_on_the_birthday(born, adult):
    assert facts(born_on=born).is_adult is adult


@pytest.mark.parametrize(
    ("basis", "fact"),
    [
        ("voluntary", Basis.VOLUNTARY),
        ("spo", Basis.STALKING_PROTECTION_ORDER),
        ("rar", Basis.COURT_REQUIREMENT),
        ("caution", Basis.CAUTION),
        ("social_worker", Basis.SOCIAL_WORKER),
        ("not_known", Basis.UNKNOWN),
    ],
)
def test_attendance_basis(basis, fact):
    assert facts(attendance_basis=basis).attendance_basis is fact


def test_what_the_answers_describe():
    assert facts(behaviours=["none"]).behaviours == frozenset()
    assert facts(behaviours=["prefer_not"]).behaviours == frozenset()
    assert facts(behaviours=["not_known"], stalking=["not_known"]).behaviours == frozenset()
    assert facts(behaviours=["hurt"], thinking="yes").behaviours == {
        Behaviour.PARTNER_ABUSE,
        Behaviour.STALKING,
    }


@pytest.mark.django_db
def test_a_form_as_sent_meets_every_criterion_and_names_the_versions(client):
    make_catalogue()
    send_filled(client, "self")

    check = Referral.objects.get().eligibility_checks.get()

    assert {row["code"]: row["outcome"] for row in check.criteria} == {
        "accepts_responsibility": "met",
        "substance_managed": "met",
        "mental_health_managed": "met",
        "agrees_to_sharing": "met",
        "not_on_order": "met",
    }
    assert {row["name"]: row["fits"] for row in check.programmes} == {
        "Domestic Abuse 1:1": "yes",
        "Domestic Abuse Groupwork": "yes",
        "COBI": "no",
    }
    assert set(check.versions.values()) == {1}
    assert all(row["reasons"] for row in check.programmes)


@pytest.mark.django_db
@pytest.mark.parametrize("programmes", [3, 30])
def test_it_costs_four_queries(django_assert_num_queries, programmes):
    ProgrammeVersionFactory.create_batch(programmes)
    referral = make_referral()

    # Partners, versions, criteria, the row.
    with django_assert_num_queries(4):
        record_assessment(referral=referral, now=NOW)
