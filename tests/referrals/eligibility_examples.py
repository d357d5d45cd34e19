"""Programmes and a well suited participant, shared by the tests of eligibility."""

from dataclasses import replace
from datetime import date

from programmes.enums import Pathway
from referrals.facts import (
    Answer,
    Basis,
    Criterion,
    Facts,
    Managed,
    ProgrammeCriteria,
    Responsibility,
)

TODAY = date(2026, 11, 23)
ALL_CRITERIA = tuple(Criterion)
CORE_TEAM = ("Kent Police", "Interventions Alliance", "Lookahead")

COBI = ProgrammeCriteria(
    code="cobi",
    name="COBI",
    pathway=Pathway.STALKING,
    criteria=ALL_CRITERIA,
    core_team=CORE_TEAM,
)
ONE_TO_ONE = ProgrammeCriteria(
    code="da-one-to-one",
    name="Domestic Abuse 1:1",
    pathway=Pathway.DOMESTIC_ABUSE,
    criteria=ALL_CRITERIA,
    core_team=CORE_TEAM,
)
GROUPWORK = replace(
    ONE_TO_ONE,
    code="da-groupwork",
    name="Domestic Abuse Groupwork",
    is_group=True,
    men_only=True,
    for_heterosexual_relationships=True,
)
DISTRICT = replace(
    GROUPWORK,
    code="district-community",
    name="District community programme",
    for_heterosexual_relationships=False,
    accepts_mandated=True,
)
PROGRAMMES = (COBI, ONE_TO_ONE, GROUPWORK, DISTRICT)

SUITED = Facts(
    pathway=Pathway.DOMESTIC_ABUSE,
    accepts_responsibility=Responsibility.YES,
    sees_need_to_change=True,
    substance=Managed.NONE,
    mental_health=Managed.GETTING_HELP,
    agrees_to_sharing=Answer.YES,
    orders_now=frozenset(),
    sentence_expected=Answer.NO,
    attendance_basis=Basis.VOLUNTARY,
    is_adult=True,
    harmed_woman_partner=Answer.YES,
    can_talk_in_group=Answer.YES,
)
