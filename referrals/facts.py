"""The input and the result of the eligibility rules, as plain values.

`Facts` come from the answers of one referral and `ProgrammeCriteria` from one programme version.
The coordinator reads the `Assessment`. Standard library only, so that the rules stay pure. Nothing
here holds a name or a contact detail.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """Whether the answers meet one criterion."""

    MET = "met"
    NEEDS_CONVERSATION = "needs_conversation"
    NOT_MET = "not_met"


class Fit(StrEnum):
    """Whether a programme fits the answers. `NO` is a reason to look closer, not a refusal."""

    YES = "yes"
    TALK = "talk"
    NO = "no"


class Responsibility(StrEnum):
    """Whether the participant accepts that their behaviour hurt, frightened or distressed someone."""

    YES = "yes"
    PARTLY = "partly"
    NOT_SURE = "not_sure"
    NO = "no"
    BY_PHONE = "by_phone"
    UNKNOWN = "unknown"


class Managed(StrEnum):
    """How well a difficulty with mental health, drink or drugs is managed."""

    NONE = "none"
    MANAGEABLE = "manageable"
    GETTING_HELP = "getting_help"
    NOT_MANAGED = "not_managed"
    BY_PHONE = "by_phone"
    UNKNOWN = "unknown"


class Answer(StrEnum):
    """A plain answer. `MAYBE` also means "not sure"."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    BY_PHONE = "by_phone"
    UNKNOWN = "unknown"


class Order(StrEnum):
    """A current order of the participant.

    Only sentences count for the order rule.
    """

    CUSTODY = "custody"
    COMMUNITY_ORDER = "community_order"
    SUSPENDED_SENTENCE = "suspended_sentence"
    LICENCE = "licence"
    STALKING_PROTECTION_ORDER = "stalking_protection_order"
    OTHER_CIVIL = "other_civil"
    BY_PHONE = "by_phone"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Whether the participant attends by choice, or who requires it."""

    VOLUNTARY = "voluntary"
    STALKING_PROTECTION_ORDER = "stalking_protection_order"
    COURT_REQUIREMENT = "court_requirement"
    CAUTION = "caution"
    SOCIAL_WORKER = "social_worker"
    UNKNOWN = "unknown"


class Behaviour(StrEnum):
    """The behaviour in the answers that decides which programme fits."""

    STALKING = "stalking"
    PARTNER_ABUSE = "partner_abuse"


class Criterion(StrEnum):
    """The criteria that have a rule.

    The catalogue may hold others.
    """

    ACCEPTS_RESPONSIBILITY = "accepts_responsibility"
    SUBSTANCE_MANAGED = "substance_managed"
    MENTAL_HEALTH_MANAGED = "mental_health_managed"
    AGREES_TO_SHARING = "agrees_to_sharing"
    NOT_ON_ORDER = "not_on_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The answers that matter for eligibility; the defaults mean "not known"."""

    pathway: str  # a value of the catalogue's Pathway
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
    pathway: str  # a value of the catalogue's Pathway
    criteria: tuple[str, ...]
    is_group: bool = False
    men_only: bool = False
    for_heterosexual_relationships: bool = False
    accepts_mandated: bool = False
    wait_weeks: int = 12
    core_team: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion, its outcome, and the reason in a sentence for the coordinator."""

    code: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class ProgrammeFit:
    """One programme: whether it fits, why, and the result of each of its criteria."""

    code: str
    fits: Fit
    reasons: tuple[str, ...]
    criteria: tuple[CriterionResult, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every criterion of the pathway's programmes once, and the fit of every programme."""

    criteria: tuple[CriterionResult, ...]
    programmes: tuple[ProgrammeFit, ...]
