"""How each verb of the transition table is really taken, by one account on one referral.

For the model of the life of a referral (test_lifecycle.py): a small world, a clock that only goes
forward, and what must be true of every row after every step.
"""

import datetime as dt
import json

from django.core.exceptions import PermissionDenied
from django.db.models import F

from cohorts import cancelling, enrolment, register, suspension
from cohorts.enums import CohortStatus, Mark, SessionStatus
from cohorts.models import Attendance, Enrolment, Place, Session
from referral_portal.accounts.roles import Role
from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.models import OutgoingMessage
from referrals import agency, corrections, pauses, workflow
from referrals.enums import FINAL, PAUSED, WITH_PLACE, EndingCode, Status, Trigger
from referrals.models import Referral, StatusChange
from referrals.transition_table import TABLE
from safeguarding.crossing.alerts import start_case
from tests.factories.accounts import TRAITS, UserFactory
from tests.factories.cohorts import PLANNED_AT, make_cohort, session_time, waiting_referral
from tests.factories.desk import risk_held
from tests.factories.programmes import ProgrammeVersionFactory

REFUSALS = (PermissionDenied, Refusal)
LEGAL = {
    (step.verb, source, way.target)
    for step in TABLE
    for way in step.moves
    for source in way.sources
}
# Each writes one message to the one address there is; every other step writes none.
TELLS = frozenset(
    {
        "request_information",
        "accept",
        "decline",
        "withdraw",
        "allocate",
        "resume",
        "complete",
        "remove",
        "lose_cohort",
        "overturn",
    }
)
DESK = {Role.COORDINATOR, Role.MANAGER}
DELIVERY = {Role.MANAGER, Role.FACILITATOR}
WHO = {
    **dict.fromkeys(["allocate", "withdraw", "return_to_waiting_list", "overturn"], DESK),
    **dict.fromkeys(["start", "complete", "remove", "suspend", "resume"], DELIVERY),
    "lose_cohort": {Role.MANAGER},
    "correct": {Role.MANAGER},
    "receive_answer": {Role.AGENCY},
}


def allowed(verb: str, status: str) -> set[Role]:
    """Return the roles that may take `verb` from `status`: with a place, the same and more."""
    if verb == "withdraw" and status not in WITH_PLACE:
        return {Role.COORDINATOR}
    if verb == "correct" and status in {"awaiting_allocation", "declined", "withdrawn"}:
        return DESK  # a coordinator only their own decision
    return WHO.get(verb, {Role.COORDINATOR})


def possible(verb: str, status: str) -> bool:
    """Return whether the table has a way for `verb` from `status`, whatever it follows from."""
    return any((verb, status) == (legal, source) for legal, source, _ in LEGAL)


CODES = {
    "decline": EndingCode.INELIGIBLE,
    "withdraw": EndingCode.SELF_WITHDREW,
    "remove": EndingCode.NOT_ENGAGED,
}
SECRET = "canary-of-the-other-side"


class World:
    """Three people, two cohorts of two places, one account of each role, and a case each."""

    def __init__(self):
        self.now = PLANNED_AT
        self.users = {role: UserFactory(**{trait: True}) for trait, role in TRAITS.items()}
        version = ProgrammeVersionFactory(group=True)
        self.programme = version.programme
        second = UserFactory(facilitator=True, qualifications=version.facilitator_qualifications)
        first = self.users[Role.FACILITATOR]
        first.qualifications = version.facilitator_qualifications
        first.save()
        self.cohorts = [
            make_cohort(
                version=version,
                facilitators=[first, second],
                by=self.users[Role.MANAGER],
                starts_on=dt.date(2027, 1, 12) + dt.timedelta(weeks=14 * number),
            )
            for number in range(2)
        ]
        Place.objects.filter(number__gt=2).delete()
        self.referrals = [
            waiting_referral(None, status=Status.AWAITING_TRIAGE).pk for _ in range(3)
        ]
        self.cases = [
            start_case(referral_id=pk, reference=f"{SECRET}-{number}"[-12:], now=self.now)
            for number, pk in enumerate(self.referrals)
        ]

    def take(self, verb: str, number: int, role: Role, *, version: int | None = None) -> None:
        """Take `verb` on referral `number` as `role`, one minute after whatever was last."""
        self.now += dt.timedelta(minutes=1)
        asked = {"by": self.users[role], "now": self.now}
        referral_id = self.referrals[number]
        if verb in AT_THE_DESK and not (verb == "withdraw" and self.place_of(number)):
            module, words = AT_THE_DESK[verb]
            code = {"code": CODES[verb]} if verb in CODES else {}
            words = {key: self.day(value) for key, value in words.items()} | code
            if verb == "accept":
                words["programme"] = self.programme
            if verb == "decline":
                words |= risk_held(self.now)
            getattr(module, verb)(referral_id=referral_id, version=version, **words, **asked)
        elif verb == "allocate":
            cohort = self.open_cohort()
            enrolment.allocate(cohort_id=cohort.pk, referral_id=referral_id, **asked)
        else:
            self.take_with_place(verb, number, asked)

    def take_with_place(self, verb: str, number: int, asked: dict) -> None:
        """Take a verb that needs a place; raise Refusal for a participant without one."""
        active = self.place_of(number)
        if active is None:
            raise Refusal("no place")
        on = {"enrolment_id": active.pk, **asked}
        match verb:
            case "start":
                self.mark(active, Mark.ATTENDED, only_next=True, by=asked["by"])
            case "complete":
                self.mark(active, Mark.ABSENT_AGREED, only_next=False, by=asked["by"])
                enrolment.complete(**{**on, "now": self.now}, words="Enough.")
            case "suspend":
                reviewer = self.users[Role.MANAGER]
                when = {"review_on": self.day(1), "reviewer": reviewer}
                suspension.suspend(**on, **when, words="Missed two.")
            case "resume":
                suspension.resume(**on, words="Talked.")
            case "return_to_waiting_list":
                enrolment.give_up_place(**on, words="Other days.")
            case "lose_cohort":
                cohort_id = active.place.cohort_id
                cancelling.cancel_cohort(cohort_id=cohort_id, reason="Too few.", **asked)
            case _:
                getattr(enrolment, verb)(**on, code=CODES[verb], words="So it is.")

    def mark(self, active: Enrolment, mark: Mark, *, only_next: bool, by) -> None:
        """Mark the sessions without a mark, or the next one, travelling to each."""
        sessions = Session.objects.filter(cohort=active.place.cohort_id)
        open_ones = sessions.exclude(marks__enrolment__person=active.person_id).filter(
            ends_at__gt=active.started_at
        )
        open_ones = list(open_ones.exclude(status=SessionStatus.CANCELLED).order_by("number"))
        if only_next and (not open_ones or self.status_of(active) != Status.SCHEDULED):
            raise Refusal("nothing to start")
        for session in open_ones[:1] if only_next else open_ones:
            self.now = max(self.now, session_time(session.cohort, session.number))
            register.mark(session_id=session.pk, marks={active.pk: mark}, by=by, now=self.now)

    def status_of(self, active: Enrolment) -> str:
        """Return the status of an enrolment's referral."""
        return Referral.objects.get(pk=active.referral_id).status

    def place_of(self, number: int) -> Enrolment | None:
        """Return the active enrolment of referral `number`."""
        active = Enrolment.objects.filter(
            referral_id=self.referrals[number], ended_at__isnull=True
        ).select_related("place")
        return active.first()

    def open_cohort(self):
        """Return the first cohort that is not cancelled, or a cancelled one: it takes nobody."""
        for cohort in self.cohorts:
            cohort.refresh_from_db(fields=["status"])
        kept = [cohort for cohort in self.cohorts if cohort.status != CohortStatus.CANCELLED]
        return [*kept, self.cohorts[0]][0]

    def day(self, value):
        """Return `value`, or the date so many days from now."""
        return self.now.date() + dt.timedelta(days=value) if isinstance(value, int) else value

    def check(self) -> None:
        """Fail unless everything that must always be true is true."""
        changes = list(StatusChange.objects.order_by("referral_id", "number"))
        for change in changes:
            assert (change.verb, change.from_status, change.to_status) in LEGAL
            written = OutgoingMessage.objects.filter(
                referral_id=change.referral_id, created_at=change.at
            )
            first_suspension = (change.verb, change.from_status) == ("suspend", "on_programme")
            expected = change.verb in TELLS or first_suspension
            assert written.count() == expected, change.verb
        for referral in Referral.objects.all():
            own = [change for change in changes if change.referral_id == referral.pk]
            steps = [change.from_status for change in own][1:]
            assert steps == [change.to_status for change in own][:-1]
            assert referral.status == (own[-1].to_status if own else Status.AWAITING_TRIAGE)
            active = Enrolment.objects.filter(referral=referral, ended_at__isnull=True)
            assert active.count() == (referral.status in WITH_PLACE)
            assert bool(referral.ended_at) == (referral.status in FINAL)
            assert bool(referral.review_on) == (referral.status in PAUSED)
            assert bool(referral.reviewer_id) == (referral.status == Status.SUSPENDED)
        of_another = Enrolment.objects.exclude(person=F("referral__participant__person"))
        assert not of_another.exists()
        for cohort in self.cohorts:
            taken = Enrolment.objects.filter(place__cohort=cohort, ended_at__isnull=True).count()
            assert taken <= cohort.places.count()
        self.check_audit(len(changes))
        self.check_wall()

    def check_audit(self, changes: int) -> None:
        """Fail unless every write has its audit event, and every event its write."""
        events = AuditEvent.objects.filter(at__gt=PLANNED_AT)  # the world was made before

        def count(*actions):
            return events.filter(action__in=actions).count()

        steps = [f"referral.{verb}" for verb, _, _ in LEGAL]
        assert count(*steps) == changes
        assert count("enrolment.allocate") == Enrolment.objects.count()
        ended = Enrolment.objects.filter(ended_at__isnull=False)
        assert count("enrolment.end") == ended.count()
        assert count("attendance.mark", "attendance.correct") == Attendance.objects.count()
        cancelled = Session.objects.filter(status=SessionStatus.CANCELLED)
        assert count("session.cancel") == cancelled.count()

    def check_wall(self) -> None:
        """Fail when anything of the portal names a case of the other side."""
        told = json.dumps(
            [
                list(AuditEvent.objects.values_list("target_id", "data")),
                list(OutgoingMessage.objects.values_list("key", "subject", "body")),
                list(StatusChange.objects.values_list("words", "code")),
            ],
            default=str,
        )
        for case in self.cases:
            assert str(case.pk) not in told
        assert SECRET not in told


AT_THE_DESK = {
    "request_information": (workflow, {"question": "When?"}),
    "receive_information": (workflow, {"answer": "Then."}),
    "receive_answer": (agency, {"answer": "Then.", "follows_from": Trigger.AGENCY_ANSWERED}),
    "accept": (workflow, {"words": "Agreed."}),
    "decline": (workflow, {"words": "Not now."}),
    "withdraw": (workflow, {"words": ""}),
    "hold": (pauses, {"review_on": 7, "words": "Ill."}),
    "take_off_hold": (pauses, {"words": "Well."}),
    "correct": (corrections, {"words": "Wrong button."}),
    "overturn": (corrections, {"words": "He was ill.", "follows_from": Trigger.REVIEW}),
}
