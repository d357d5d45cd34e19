"""One world with real rows of every class of data, twice: `mine` (the user's own) and `theirs`.

Each row carries the token of its class, so that a page that shows it tells. Made once for a module,
in transactions that are rolled back; every role that asks gets an account of its own.
"""

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field

from django.urls import reverse

from cohorts.concerns import raise_concern
from cohorts.enums import Mark
from cohorts.models import Attendance
from cohorts.register import mark
from referral_portal.audit.models import ErrorReport
from referral_portal.audit.recorder import record
from referrals.enums import Status
from referrals.models import Participant, Referral, StatusChange
from safeguarding.casework.disclosures import issue_card
from safeguarding.crossing.copier import copy_waiting
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.enums import Shown
from safeguarding.models import Alert, ContactNote, VictimCase
from safeguarding.recorder import record_access
from safeguarding.transactions import in_safeguarding
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.amendments import make_redaction
from tests.factories.call_backs import CallBackFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    IN_FIRST_SESSION,
    make_cohort,
    place_somebody,
    visitor_of,
)
from tests.factories.desk import make_referrer, make_task
from tests.factories.desk_states import rows_of_states
from tests.factories.matches import make_match
from tests.factories.messages import unsent_email, unsent_like
from tests.factories.programmes import ProgrammeVersionFactory, rows_of_the_desk
from tests.factories.questions import exchange
from tests.factories.reviews import rows_of_reviews
from tests.factories.safeguarding import contact_for, decide, make_referral, make_worker

MINE, THEIRS = "mine", "theirs"
NOW = IN_FIRST_SESSION
# What an address names by a word and not by a row.
BY_WORD = {
    "number": 1,
    "topic": "domestic-abuse",
    "slug": "now",
    "audience": "participant",
    "name": "danger",
    "app_label": "programmes",
    "token": "not-a-link",
    "code": None,
    "page": "in-your-words",
    "answer": "own_words",
}

# Rows without words of their own are known by their time, at which nothing else happens.
TIMES = {"C1": dt.time(9, 31), "V6": dt.time(9, 47)}
DAYS = {MINE: dt.date(2027, 1, 3), THEIRS: dt.date(2027, 1, 4)}


def moment(code: str, whose: str) -> dt.datetime:
    """Return when the row of such a class was written."""
    return dt.datetime.combine(DAYS[whose], TIMES[code], tzinfo=dt.UTC)


@dataclass
class Rows:
    """What belongs to one of the two: a cohort with a participant in it, a referral with a case."""

    whose: str
    rows: dict[str, object] = field(default_factory=dict)
    objects: dict[str, object] = field(default_factory=dict)
    # Instead of `rows`, for addresses that are for a referral in another state.
    own_rows: dict[str, dict] = field(default_factory=dict)

    def __post_init__(self):
        self.manager = UserFactory(manager=True)
        self.make_people()
        self.make_records()
        self.make_cases()
        self.name_rows()

    def says(self, code: str) -> str:
        """Return the token of a class here: what stands on each page that shows it."""
        if code in TIMES:
            at = moment(code, self.whose)
            return f"{at.day} {at:%B %Y, %H:%M}"
        if code == "V0":
            return str(self.case.pk)
        return f"zq{code.lower()}{self.whose}"

    def make_people(self):
        """Make a participant with a place, and a person whom an agency has referred."""
        version = ProgrammeVersionFactory(group=True, has_plan_note=True)
        self.cohort = make_cohort(version=version, by=self.manager)
        self.facilitator = self.cohort.staffing.order_by("pk").first().user
        self.visitor = visitor_of(self.cohort, until=FIRST_DATE)
        self.agency = AgencyFactory()
        self.referrer = UserFactory(agency_referrer=True, agency=self.agency)
        self.enrolment = place_somebody(self.cohort, name=f"{self.says('P1')} Placed")
        self.waiting = place_somebody(self.cohort).referral
        parts = {
            name: {"page": name, "answers": [{"name": name, "label": name, "value": self.says(c)}]}
            for name, c in {"person": "V1", "children": "X1", "risk": "V4"}.items()
        }
        self.fresh = make_referral(
            parts=parts,
            now=NOW,
            route="agency",
            reference=self.says("REF").upper()[:12],
            referrer=make_referrer(
                account_id=self.referrer.pk,
                agency=self.agency,
                own_reference=f"{self.says('P1')} ours",
            ),
        )
        for referral in (self.fresh, self.enrolment.referral):
            person = Participant.objects.filter(pk=referral.participant_id)
            person.update(name=f"{self.says('P1')} Person", known_as="")
            Referral.objects.filter(pk=referral.pk).update(
                answers={
                    "in-your-words": {"told": "write", "own_words": self.says("P2")},
                    "equality": {"first_language": self.says("H")},
                }
            )
        type(self.enrolment).objects.filter(pk=self.enrolment.pk).update(plan_note=self.says("P6"))

    def make_records(self):
        """A corrected mark, a reason, a concern, cards, a call-back, an audit event."""
        session = self.cohort.sessions.get(number=1)
        mark(
            session_id=session.pk,
            marks={self.enrolment.pk: Mark.ATTENDED},
            by=self.facilitator,
            now=NOW,
        )
        Attendance.objects.create(
            session=session, enrolment=self.enrolment, number=2, mark=Mark.LATE,
            reason=self.says("P4"), at=NOW, by=self.facilitator,
        )  # fmt: skip
        for referral in (self.fresh, self.enrolment.referral):
            StatusChange.objects.create(
                referral=referral, number=90, verb="hold", to_status=Status.ON_HOLD,
                words=self.says("P4"), at=NOW, by=self.manager,
            )  # fmt: skip
            make_task(referral, self.says("P2"), by=self.manager, now=NOW)
        exchange(self.fresh, self.says("P2"), by=self.manager, worker=self.referrer, now=NOW)
        self.concern = raise_concern(
            enrolment_id=self.enrolment.pk,
            answers=[{"name": "words", "label": "Words", "value": self.says("C2")}],
            by=self.facilitator,
            now=moment("C1", self.whose),
        )
        self.call_back = CallBackFactory(name=f"{self.says('CB')} Caller", received_at=NOW)
        self.event = record(
            self.says("AUD1"), actor=self.manager, target=("referrals.referral", "x"), now=NOW
        )
        self.message = decide(self.fresh.pk, to=self.fresh.status, now=NOW)[1]
        self.unsent = unsent_like(self.message)
        self.match = make_match(self.fresh.participant, self.enrolment.referral.participant)
        self.own_rows = rows_of_states(
            referrer=self.referrer,
            manager=self.manager,
            programme=self.cohort.programme_version.programme,
            now=NOW,
        )

    def make_cases(self):
        """Give one link worker the cases on the other side, and a way to reach a person at risk."""
        self.worker = make_worker(now=NOW)
        open_waiting(now=NOW)
        pull(now=NOW)
        own = [self.fresh.pk, self.enrolment.referral_id, self.waiting.pk]
        VictimCase.objects.filter(referral_id__in=own).update(owner=self.worker)
        self.case = VictimCase.objects.get(referral_id=self.fresh.pk)
        self.protected = unsent_email(key=f"unsent:{self.whose}", now=NOW)
        self.placed_case = VictimCase.objects.get(referral_id=self.enrolment.referral_id)
        self.waiting_case = VictimCase.objects.get(referral_id=self.waiting.pk)
        self.contact = contact_for(
            self.case, self.worker, value=self.says("V2"), person=self.says("V1"), now=NOW
        )
        self.note = ContactNote.objects.create(
            case=self.case, person=self.contact.person, method="call", result="spoke",
            note=self.says("V13"), at=moment("V6", self.whose), by=self.worker, written_at=NOW,
        )  # fmt: skip
        for case in (self.case, self.placed_case, self.waiting_case):
            for audience in ("coordinator", "manager", "facilitators"):
                issue_card(
                    case_id=case.pk, audience=audience, basis="agreed", asks_reply=False,
                    text=self.says(f"V9{audience[0]}"), expires_on=FIRST_DATE, by=self.worker,
                    now=NOW,
                )  # fmt: skip
        copy_waiting(now=NOW)
        with in_safeguarding():
            record_access(
                worker=self.worker, what=Shown.CASE, page=self.says("AUD2"), case=self.case, now=NOW
            )

    def name_rows(self):
        """The rows by the names under which addresses ask for them."""
        version = self.cohort.programme_version
        self.rows = {
            "cohort_id": self.cohort.pk,
            "enrolment_id": self.enrolment.pk,
            "referral_id": self.fresh.pk,
            "call_back_id": self.call_back.pk,
            "match_id": self.match.pk,
            **rows_of_reviews(self.fresh, reviewer=self.manager, words=self.says("P4")),
            "other_referral_id": self.enrolment.referral_id,
            "message_id": self.message.pk,
            "unsent_id": self.unsent.pk,
            "protected_id": self.protected.pk,
            "case_id": self.case.pk,
            "version_id": version.pk,
            "session_id": self.cohort.sessions.get(number=2).pk,
            "code": version.programme.code,
            "contact_id": self.contact.pk,
            "person_id": self.contact.person_id,
            "other_id": self.contact.person_id,
            "note_id": self.note.pk,
            "key": "harmed_name",
            "worker_id": self.worker.pk,
            "user_id": self.visitor.pk,
            "alert_id": Alert.objects.filter(case=self.case).order_by("pk").first().pk,
            "concern_id": self.concern.pk,
            "handback_id": uuid.uuid4(),
            **dict.fromkeys(("join_id", "opening_id", "exclusion_id", "cover_id"), 1),
            "redaction_id": make_redaction(self.fresh, by=self.manager).pk,
        }
        self.objects = {
            "programmes_district": self.cohort.district.pk,
            "programmes_venue": self.cohort.venue.pk,
            "programmes_partner": self.cohort.funding_period.funder_id,
            "programmes_fundingperiod": self.cohort.funding_period.pk,
            "programmes_programme": version.programme.pk,
            "programmes_programmeversion": version.pk,
            **rows_of_the_desk(),
            "cohorts_cohort": self.cohort.pk,
            "outbox_outgoingmessage": self.message.pk,
            "accounts_user": self.referrer.pk,
            "auth_user": self.referrer.pk,
            "accounts_agency": self.agency.pk,
            "audit_auditevent": self.event.pk,
            "audit_errorreport": ErrorReport.objects.create(at=NOW, kind="ValueError").pk,
        }

    def address(self, name: str, pattern, *, exists: bool = True) -> str:
        """Return the path of `name` for a row of this world, or for a row that is nowhere."""
        rows, named = {}, self.rows | self.own_rows.get(name, {})
        for argument in pattern.regex.groupindex:
            if argument in {"object_id", "id"}:
                model = re.sub(
                    r"_(change|password_change|access)$", "", name.removeprefix("admin:")
                )
                rows[argument] = self.objects[model] if exists else 987_654
            elif argument in BY_WORD:
                rows[argument] = BY_WORD[argument] or named[argument]
            elif exists:
                rows[argument] = named[argument]
            else:
                unknown = isinstance(named[argument], uuid.UUID)
                rows[argument] = uuid.uuid4() if unknown else 987_654
        return reverse(name, kwargs=rows)

    def placed(self, name: str, pattern) -> str:
        """Return the path again, for the placed participant's case, if it names a case."""
        rows = {"case_id": self.placed_case.pk, "concern_id": self.concern.pk}
        wanted = set(pattern.regex.groupindex)
        return reverse(name, kwargs={k: rows[k] for k in wanted}) if wanted <= set(rows) else ""


class World:
    """Both halves."""

    def __init__(self):
        self.halves = {whose: Rows(whose) for whose in (MINE, THEIRS)}
        self.mine, self.theirs = self.halves.values()
