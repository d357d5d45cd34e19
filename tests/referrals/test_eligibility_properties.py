"""The referral criteria: what holds for all answers and programmes."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from programmes.enums import Pathway
from referrals.eligibility import CAUTION, assess
from referrals.facts import (
    Answer,
    Basis,
    Behaviour,
    Criterion,
    Facts,
    Fit,
    Managed,
    Order,
    Outcome,
    Responsibility,
)
from tests.referrals.eligibility_examples import ALL_CRITERIA, PROGRAMMES, TODAY

all_facts = st.builds(
    Facts,
    pathway=st.sampled_from(Pathway),
    accepts_responsibility=st.sampled_from(Responsibility),
    sees_need_to_change=st.sampled_from([True, False, None]),
    substance=st.sampled_from(Managed),
    mental_health=st.sampled_from(Managed),
    agrees_to_sharing=st.sampled_from(Answer),
    orders_now=st.frozensets(st.sampled_from(Order)),
    sentence_expected=st.sampled_from(Answer),
    expected_sentence_on=st.none()
    | st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 1, 1)),
    attendance_basis=st.sampled_from(Basis),
    is_adult=st.sampled_from([True, False, None]),
    harmed_woman_partner=st.sampled_from(Answer),
    can_talk_in_group=st.sampled_from(Answer),
    behaviours=st.frozensets(st.sampled_from(Behaviour)),
)
some_programmes = st.lists(st.sampled_from(PROGRAMMES), unique=True, min_size=1)


@given(all_facts, some_programmes)
def test_every_criterion_has_one_result_and_every_answer_a_reason(facts, programmes):
    assessment = assess(facts=facts, programmes=programmes, on=TODAY)

    assert sorted(r.code for r in assessment.criteria) == sorted(ALL_CRITERIA)
    assert [p.code for p in assessment.programmes] == [p.code for p in programmes]
    for programme in assessment.programmes:
        assert [r.code for r in programme.criteria] == list(ALL_CRITERIA)
        assert programme.reasons
    reasons = [r.reason for r in assessment.criteria]
    reasons += [reason for p in assessment.programmes for reason in p.reasons]
    assert all(reason.strip().endswith(".") for reason in reasons)


UNKNOWN = {
    Criterion.ACCEPTS_RESPONSIBILITY: {"accepts_responsibility": Responsibility.UNKNOWN},
    Criterion.SUBSTANCE_MANAGED: {"substance": Managed.UNKNOWN},
    Criterion.MENTAL_HEALTH_MANAGED: {"mental_health": Managed.UNKNOWN},
    Criterion.AGREES_TO_SHARING: {"agrees_to_sharing": Answer.UNKNOWN},
    Criterion.NOT_ON_ORDER: {"orders_now": frozenset({Order.UNKNOWN})},
}


@given(all_facts, st.sampled_from(Criterion), st.sampled_from(PROGRAMMES))
def test_what_we_do_not_know_is_never_met(facts, code, programme):
    assessment = assess(facts=replace(facts, **UNKNOWN[code]), programmes=[programme], on=TODAY)

    found = next(r for r in assessment.criteria if r.code == code)
    assert found.outcome != Outcome.MET


@given(all_facts, st.sampled_from(PROGRAMMES))
def test_a_stalking_protection_order_never_changes_anything(facts, programme):
    without = replace(facts, orders_now=facts.orders_now - {Order.STALKING_PROTECTION_ORDER})
    with_it = replace(facts, orders_now=facts.orders_now | {Order.STALKING_PROTECTION_ORDER})

    assert assess(facts=without, programmes=[programme], on=TODAY) == assess(
        facts=with_it, programmes=[programme], on=TODAY
    )


GOOD = {
    "accepts_responsibility": Responsibility.YES,
    "substance": Managed.NONE,
    "mental_health": Managed.NONE,
    "agrees_to_sharing": Answer.YES,
    "orders_now": frozenset(),
    "attendance_basis": Basis.VOLUNTARY,
    "is_adult": True,
    "harmed_woman_partner": Answer.YES,
    "can_talk_in_group": Answer.YES,
}


@given(all_facts, st.sampled_from(sorted(GOOD)), st.sampled_from(PROGRAMMES))
def test_a_better_answer_never_makes_anything_worse(facts, field, programme):
    before = assess(facts=facts, programmes=[programme], on=TODAY)
    better = replace(facts, **{field: GOOD[field]})
    after = assess(facts=better, programmes=[programme], on=TODAY)

    rank = {Fit.YES: 0, Fit.TALK: 1, Fit.NO: 2}
    assert rank[after.programmes[0].fits] <= rank[before.programmes[0].fits]
    for old, new in zip(before.criteria, after.criteria, strict=True):
        assert CAUTION[new.outcome] <= CAUTION[old.outcome]


@given(all_facts, some_programmes, st.integers(0, 3))
def test_another_programme_changes_no_fit(facts, programmes, position):
    alone = assess(facts=facts, programmes=[programmes[0]], on=TODAY).programmes[0]
    others = [p for p in PROGRAMMES if p != programmes[0]]
    together = [*others[:position], programmes[0], *others[position:]]

    fits = {p.code: p for p in assess(facts=facts, programmes=together, on=TODAY).programmes}
    assert fits[alone.code] == alone


@given(all_facts, st.sampled_from(PROGRAMMES), st.integers(1, 60))
def test_a_longer_wait_never_makes_the_order_rule_kinder(facts, programme, weeks):
    def order_rule(wait):
        version = replace(programme, wait_weeks=wait)
        found = assess(facts=facts, programmes=[version], on=TODAY).criteria
        return next(r.outcome for r in found if r.code == Criterion.NOT_ON_ORDER)

    assert CAUTION[order_rule(weeks + 1)] >= CAUTION[order_rule(weeks)]
