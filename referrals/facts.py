"""This module names what eligibility is told and what it answers: plain values, no rules.

A `Facts` is built from one referral's answers and a `ProgrammeCriteria` from one programme version;
an `Assessment` is what the coordinator reads and what is stored with the version of the criteria.
Standard library only, so that the rules above it stay pure. No name or contact detail belongs here.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """How one criterion compares with the answers."""

    MET = "met"
    NEEDS_CONVERSATION = "needs_conversation"
    NOT_MET = "not_met"


class Fit(StrEnum):
    """Whether a programme suits, on what we were told; `no` is a reason to look, not a refusal."""

    YES = "yes"
    TALK = "talk"
    NO = "no"


class Pathway(StrEnum):
    """Which behaviour the referral is about."""

    STALKING = "stalking"
    DOMESTIC_ABUSE = "domestic_abuse"


class Responsibility(StrEnum):
    """Whether the participant accepts that what he did hurt, frightened or distressed someone."""

    YES = "yes"
    PARTLY = "partly"
    NOT_SURE = "not_sure"
    NO = "no"
    BY_PHONE = "by_phone"
    UNKNOWN = "unknown"


class Managed(StrEnum):
    """How a health or substance difficulty stands."""

    NONE = "none"
    MANAGEABLE = "manageable"
    GETTING_HELP = "getting_help"
    NOT_MANAGED = "not_managed"
    BY_PHONE = "by_phone"
    UNKNOWN = "unknown"


class Answer(StrEnum):
    """A plain answer; `maybe` also stands for "not sure"."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    BY_PHONE = "by_phone"
    UNKNOWN = "unknown"


class Order(StrEnum):
    """An order the participant is under now. Only those of a sentence can trip the order rule."""

    CUSTODY = "custody"
    COMMUNITY_ORDER = "community_order"
    SUSPENDED_SENTENCE = "suspended_sentence"
    LICENCE = "licence"
    STALKING_PROTECTION_ORDER = "stalking_protection_order"
    OTHER_CIVIL = "other_civil"
    BY_PHONE = "by_phone"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Why the participant comes: of his own will, or because somebody requires it."""

    VOLUNTARY = "voluntary"
    STALKING_PROTECTION_ORDER = "stalking_protection_order"
    COURT_REQUIREMENT = "court_requirement"
    CAUTION = "caution"
    SOCIAL_WORKER = "social_worker"
    UNKNOWN = "unknown"


class Behaviour(StrEnum):
    """What the answers describe, where it bears on the choice of a programme."""

    STALKING = "stalking"
    PARTNER_ABUSE = "partner_abuse"


class Criterion(StrEnum):
    """The criteria that have a rule here; the catalogue may hold others."""

    ACCEPTS_RESPONSIBILITY = "accepts_responsibility"
    SUBSTANCE_MANAGED = "substance_managed"
    MENTAL_HEALTH_MANAGED = "mental_health_managed"
    AGREES_TO_SHARING = "agrees_to_sharing"
    NOT_ON_ORDER = "not_on_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What we were told that bears on eligibility. Defaults mean "not known"."""

    pathway: Pathway
    accepts_responsibility: Responsibility = Responsibility.UNKNOWN
    sees_need_to_change: bool | None = None
    substance: Managed = Managed.UNKNOWN
    mental_health: Managed = Managed.UNKNOWN
    agrees_to_sharing: Answer = Answer.UNKNOWN
    orders_now: frozenset[Order] = frozenset({Order.UNKNOWN})
    sentence_expected: Answer = Answer.UNKNOWN
    expected_sentence_on: date | None = None
    attendance_basis: Basis = Basis.UNKNOWN
    is_adult: bool | None = None
    harmed_woman_partner: Answer = Answer.UNKNOWN
    can_talk_in_group: Answer = Answer.UNKNOWN
    behaviours: frozenset[Behaviour] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeCriteria:
    """One version of a programme, as far as these rules need to know it."""

    code: str
    name: str
    pathway: Pathway
    criteria: tuple[str, ...]
    is_group: bool = False
    men_only: bool = False
    for_heterosexual_relationships: bool = False
    accepts_mandated: bool = False
    wait_weeks: int = 12
    core_team: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion, how it compares, and why in a sentence for the coordinator."""

    code: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class ProgrammeFit:
    """One programme, whether it suits, why, and its own criteria one by one."""

    code: str
    fits: Fit
    reasons: tuple[str, ...]
    criteria: tuple[CriterionResult, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """All criteria of the pathway's programmes once each, and the fit of every programme."""

    criteria: tuple[CriterionResult, ...]
    programmes: tuple[ProgrammeFit, ...]

    @property
    def fitting(self) -> tuple[str, ...]:
        """Codes of the programmes that suit without a further question."""
        return tuple(fit.code for fit in self.programmes if fit.fits is Fit.YES)
