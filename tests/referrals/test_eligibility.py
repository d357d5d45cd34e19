"""The referral criteria: a table of examples from the published rules."""

from dataclasses import replace
from datetime import timedelta

import pytest

from programmes.enums import Pathway
from referrals.eligibility import ABOUT, SIGNS, assess
from referrals.facts import (
    Answer,
    Basis,
    Behaviour,
    Criterion,
    Fit,
    Managed,
    Order,
    Outcome,
    Responsibility,
)
from tests.referrals.eligibility_examples import (
    ALL_CRITERIA,
    COBI,
    DISTRICT,
    GROUPWORK,
    ONE_TO_ONE,
    PROGRAMMES,
    SUITED,
    TODAY,
)


def result(code, *, programme=ONE_TO_ONE, **facts):
    assessment = assess(facts=replace(SUITED, **facts), programmes=[programme], on=TODAY)
    return next(r for r in assessment.criteria if r.code == code)


def fit(programme, **facts):
    return assess(facts=replace(SUITED, **facts), programmes=[programme], on=TODAY).programmes[0]


def fitting(assessment):
    return tuple(fit.code for fit in assessment.programmes if fit.fits is Fit.YES)


@pytest.mark.parametrize(
    ("accepts", "sees_need", "outcome"),
    [
        ("yes", None, "met"),
        ("partly", False, "met"),
        ("not_sure", True, "met"),
        ("no", True, "met"),
        ("not_sure", None, "needs_conversation"),
        ("not_sure", False, "needs_conversation"),
        ("no", None, "needs_conversation"),
        ("no", False, "not_met"),
        ("by_phone", True, "needs_conversation"),
        ("unknown", True, "needs_conversation"),
        ("unknown", None, "needs_conversation"),
    ],
)
def test_some_responsibility_is_enough(accepts, sees_need, outcome):
    found = result(
        Criterion.ACCEPTS_RESPONSIBILITY,
        accepts_responsibility=Responsibility(accepts),
        sees_need_to_change=sees_need,
    )

    assert found.outcome == outcome


@pytest.mark.parametrize("field", ["substance", "mental_health"])
@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("none", "met"),
        ("manageable", "met"),
        ("getting_help", "met"),
        ("not_managed", "not_met"),
        ("by_phone", "needs_conversation"),
        ("unknown", "needs_conversation"),
    ],
)
def test_what_is_or_can_be_managed_is_met(field, state, outcome):
    assert result(f"{field}_managed", **{field: Managed(state)}).outcome == outcome


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("yes", "met"),
        ("no", "not_met"),
        ("maybe", "needs_conversation"),
        ("by_phone", "needs_conversation"),
        ("unknown", "needs_conversation"),
    ],
)
def test_agreement_to_sharing_names_the_core_team(answer, outcome):
    found = result(Criterion.AGREES_TO_SHARING, agrees_to_sharing=Answer(answer))

    assert found.outcome == outcome
    assert "Kent Police, Interventions Alliance and Lookahead" in found.reason


ORDERS = [
    ((), "met", "met"),
    (("stalking_protection_order",), "met", "met"),
    (("other_civil",), "met", "met"),
    (("community_order",), "not_met", "met"),
    (("suspended_sentence",), "not_met", "met"),
    (("licence",), "not_met", "met"),
    (("custody",), "not_met", "not_met"),
    (("custody", "licence"), "not_met", "not_met"),
    (("community_order", "stalking_protection_order"), "not_met", "met"),
    (("unknown",), "needs_conversation", "needs_conversation"),
    (("by_phone",), "needs_conversation", "needs_conversation"),
    (("unknown", "licence"), "not_met", "needs_conversation"),
]


@pytest.mark.parametrize(("orders", "voluntary", "district"), ORDERS)
def test_orders_of_a_sentence_rule_out_all_but_the_district_scheme(orders, voluntary, district):
    now = frozenset(Order(order) for order in orders)

    assert result(Criterion.NOT_ON_ORDER, orders_now=now).outcome == voluntary
    found = result(Criterion.NOT_ON_ORDER, orders_now=now, programme=DISTRICT)
    assert found.outcome == district


@pytest.mark.parametrize(
    ("expected", "days", "outcome"),
    [
        ("no", None, "met"),
        ("no", 85, "met"),
        ("no", 84, "not_met"),
        ("yes", 0, "not_met"),
        ("yes", 84, "not_met"),
        ("yes", 85, "needs_conversation"),
        ("yes", None, "not_met"),
        ("yes", -1, "needs_conversation"),
        ("maybe", None, "needs_conversation"),
        ("unknown", None, "needs_conversation"),
        ("unknown", 30, "not_met"),
        ("unknown", 200, "needs_conversation"),
    ],
)
def test_a_sentence_likely_within_twelve_weeks(expected, days, outcome):
    on = None if days is None else TODAY + timedelta(days=days)
    found = result(
        Criterion.NOT_ON_ORDER, sentence_expected=Answer(expected), expected_sentence_on=on
    )

    assert found.outcome == outcome


def test_the_weeks_are_a_parameter_of_the_programme():
    soon = {"sentence_expected": Answer.NO, "expected_sentence_on": TODAY + timedelta(weeks=6)}

    short = replace(ONE_TO_ONE, wait_weeks=4)
    assert result(Criterion.NOT_ON_ORDER, programme=short, **soon).outcome == Outcome.MET
    assert result(Criterion.NOT_ON_ORDER, **soon).outcome == Outcome.NOT_MET


def test_the_district_scheme_talks_about_an_expected_sentence():
    found = result(Criterion.NOT_ON_ORDER, programme=DISTRICT, sentence_expected=Answer.YES)

    assert found.outcome == Outcome.NEEDS_CONVERSATION


def test_a_court_requirement_without_a_named_order_is_asked_about():
    found = result(Criterion.NOT_ON_ORDER, attendance_basis=Basis.COURT_REQUIREMENT)

    assert found.outcome == Outcome.NEEDS_CONVERSATION
    assert fit(DISTRICT, attendance_basis=Basis.COURT_REQUIREMENT).fits is Fit.YES


def test_a_suited_man_fits_every_domestic_abuse_programme_and_not_cobi():
    assessment = assess(facts=SUITED, programmes=PROGRAMMES, on=TODAY)

    assert fitting(assessment) == ("da-one-to-one", "da-groupwork", "district-community")
    assert assessment.programmes[0].reasons == (
        "COBI is about stalking; this referral is about domestic abuse.",
    )


def test_signs_of_stalking_make_cobi_worth_a_conversation():
    assert fit(COBI, behaviours=frozenset({Behaviour.STALKING})).fits is Fit.TALK


def test_on_a_community_order_the_district_scheme_fits_and_the_overview_stays_cautious():
    facts = replace(SUITED, orders_now=frozenset({Order.COMMUNITY_ORDER}))

    assessment = assess(facts=facts, programmes=PROGRAMMES, on=TODAY)

    assert fitting(assessment) == ("district-community",)
    overview = {r.code: r for r in assessment.criteria}
    assert overview[Criterion.NOT_ON_ORDER].reason == "Is on a community order now."


@pytest.mark.parametrize(
    ("facts", "one_to_one", "groupwork", "district"),
    [
        ({"harmed_woman_partner": Answer.NO}, "yes", "no", "talk"),
        ({"harmed_woman_partner": Answer.UNKNOWN}, "yes", "talk", "talk"),
        ({"can_talk_in_group": Answer.NO}, "yes", "no", "no"),
        ({"can_talk_in_group": Answer.MAYBE}, "yes", "talk", "talk"),
        ({"can_talk_in_group": Answer.UNKNOWN}, "yes", "talk", "talk"),
        ({"is_adult": False}, "no", "no", "no"),
        ({"is_adult": None}, "talk", "talk", "talk"),
        ({"substance": Managed.NOT_MANAGED}, "no", "no", "no"),
    ],
)
def test_who_fits_a_group(facts, one_to_one, groupwork, district):
    assert fit(ONE_TO_ONE, **facts).fits == one_to_one
    assert fit(GROUPWORK, **facts).fits == groupwork
    assert fit(DISTRICT, **facts).fits == district


def test_a_criterion_added_in_the_catalogue_is_asked_about():
    programme = replace(ONE_TO_ONE, criteria=(*ALL_CRITERIA, "lives_in_kent"))

    found = result("lives_in_kent", programme=programme)

    assert found.outcome == Outcome.NEEDS_CONVERSATION
    assert fit(programme).fits is Fit.TALK


def test_without_a_programme_on_the_pathway_all_criteria_are_still_shown():
    assessment = assess(
        facts=replace(SUITED, pathway=Pathway.STALKING), programmes=[ONE_TO_ONE], on=TODAY
    )

    assert {r.code for r in assessment.criteria} == set(ALL_CRITERIA)
    assert fitting(assessment) == ()


def test_the_rules_know_every_pathway_of_the_catalogue():
    assert set(ABOUT) == set(SIGNS) == set(Pathway.values)
