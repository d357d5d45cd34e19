"""The models of the catalogue."""

from programmes.models.clocks import ClockRule, Closure
from programmes.models.desk import DeskQualification
from programmes.models.places import District, Venue
from programmes.models.programme import Programme, ProgrammePartner, RollOut
from programmes.models.story import Story
from programmes.models.support import FundingPeriod, Partner
from programmes.models.version import EligibilityCriterion, ProgrammeVersion, SessionPlan

__all__ = [
    "ClockRule",
    "Closure",
    "DeskQualification",
    "District",
    "EligibilityCriterion",
    "FundingPeriod",
    "Partner",
    "Programme",
    "ProgrammePartner",
    "ProgrammeVersion",
    "RollOut",
    "SessionPlan",
    "Story",
    "Venue",
]
