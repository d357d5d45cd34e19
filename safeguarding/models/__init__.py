"""The rows of the safeguarding side, which has a database of its own."""

from safeguarding.models.backups import Backup
from safeguarding.models.break_glass import CaseOpening, Exclusion
from safeguarding.models.cases import CaseClosing, SealedNote, VictimCase
from safeguarding.models.concerns import Concern, ConcernStep
from safeguarding.models.contacts import ContactNote, NotePerson, SafeContact
from safeguarding.models.covers import Cover
from safeguarding.models.envelopes import OpenedEnvelope, OpenFailure, PullCursor
from safeguarding.models.errors import ProtectedErrorReport
from safeguarding.models.handbacks import Handback
from safeguarding.models.messages import ProtectedMessage
from safeguarding.models.pages import UsedPage
from safeguarding.models.people import (
    NotTold,
    PersonAtRisk,
    PersonJoin,
    PersonOnCase,
)
from safeguarding.models.records import AccessRecord, SafeguardingEvent
from safeguarding.models.releases import NobodyToTell, ReleaseOverride
from safeguarding.models.search import SearchWord
from safeguarding.models.synthetic import SyntheticCase
from safeguarding.models.timelines import ProtectedTimeline
from safeguarding.models.workers import (
    RecoveryCode,
    TypedPage,
    Worker,
    WorkerInvitation,
    WorkerSession,
    WorkerTry,
)
from safeguarding.models.worklist import Alert

__all__ = [
    "AccessRecord",
    "Alert",
    "Backup",
    "CaseClosing",
    "CaseOpening",
    "Concern",
    "ConcernStep",
    "ContactNote",
    "Cover",
    "Exclusion",
    "Handback",
    "NobodyToTell",
    "NotTold",
    "NotePerson",
    "OpenFailure",
    "OpenedEnvelope",
    "PersonAtRisk",
    "PersonJoin",
    "PersonOnCase",
    "ProtectedErrorReport",
    "ProtectedMessage",
    "ProtectedTimeline",
    "PullCursor",
    "RecoveryCode",
    "ReleaseOverride",
    "SafeContact",
    "SafeguardingEvent",
    "SealedNote",
    "SearchWord",
    "SyntheticCase",
    "TypedPage",
    "UsedPage",
    "VictimCase",
    "Worker",
    "WorkerInvitation",
    "WorkerSession",
    "WorkerTry",
]
