"""Tell the story of the demonstration in the order of its events, through the verbs.

Times are before and around `now`, so that a running group has registers, an overdue form is overdue
and an ending is over. It plays both sides of the wall.
"""

import datetime as dt
import uuid

from cohorts.announcing import announce
from cohorts.enrolment import allocate
from cohorts.enums import Mark, Weekday
from cohorts.granting import grant_access
from cohorts.models import Cohort
from cohorts.planning import create_cohort
from cohorts.register import mark
from programmes.models import Programme, ProgrammeVersion, Venue
from referral_portal.common.dates import at_local, local_today
from referrals import workflow
from referrals.enums import DECLINE_CODES, Route
from referrals.models import Referral
from referrals.steps import find_form
from safeguarding.casework.cases import take_case
from safeguarding.casework.contact_notes import add_contact_note
from safeguarding.casework.danger import work_out_danger
from safeguarding.casework.people import people_of
from safeguarding.casework.releases import release
from safeguarding.crossing.copier import copy_waiting
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.demo import people
from safeguarding.demo.amending import amend_form
from safeguarding.demo.calls import take_numbers
from safeguarding.demo.concerns import raise_concerns
from safeguarding.demo.filling import fill_and_send, speak
from safeguarding.demo.funding import fund
from safeguarding.demo.one_to_one import one_by_one
from safeguarding.demo.pausing import CALLED, hold, suspend
from safeguarding.demo.people_at_risk import answers_about, first_person, safe_number, two_women
from safeguarding.demo.questions import ask_agency
from safeguarding.demo.reviews import ask_for_review, complain
from safeguarding.demo.tasks import add_tasks
from safeguarding.demo.team import share_work
from safeguarding.demo.waiting import plan_group
from safeguarding.enums import Basis, Method, Result
from safeguarding.models import VictimCase

EVENING = dt.time(18, 0)
FULL = 1000  # most rows a step looks at


class Story:
    """One demonstration, told once."""

    def __init__(self, *, users: dict, workers: dict, now: dt.datetime):
        self.users, self.workers, self.now = users, workers, now
        self.today = local_today(now)
        self.positions: dict[uuid.UUID, int] = {}
        fund(self.today)

    def ago(self, days: float) -> dt.datetime:
        """Return the moment `days` before now."""
        return self.now - dt.timedelta(days=days)

    def tell(self) -> None:
        """Play everything."""
        group = [self.accepted(person, "da-groupwork") for person in people.GROUP]
        ninth = self.accepted(people.NINTH, "da-groupwork")
        alone = self.accepted(people.ONE_TO_ONE, "da-one-to-one")
        # After every decision: a contact before it would release nothing.
        self.tell_first([*group, alone], now=self.ago(47))
        self.tell_first([ninth], now=self.ago(37))
        running = self.cohort("Medway evenings", "da-groupwork", "medway", weeks_ago=5, staff=2)
        single = self.cohort("Maidstone, one to one", "da-one-to-one", "maidstone", weeks_ago=3)
        self.place(running, group)
        self.place(single, [alone])
        self.keep_safe(group[1])
        self.registers(running)
        # The first register began the programme, of which the agencies hear.
        by_agency = [one for one in group if one.referrer_id]
        self.tell_first(by_agency, now=at_local(running.starts_on, EVENING) + dt.timedelta(days=1))
        one_by_one(
            single,
            facilitator=self.users["facilitator"],
            told=lambda at: self.tell_first([alone], now=at),
            now=self.now,
        )
        self.district_group()
        add_tasks([self.send(one) for one in people.NEW], users=self.users, now=self.now)
        accepted = self.accepted(people.ACCEPTED, "da-groupwork")
        plan_group(users=self.users, now=self.ago(1))
        amend_form(accepted, users=self.users, now=self.ago(0.2))
        ask_agency(
            self.send(people.ASKED),
            coordinator=self.users["coordinator"],
            worker=self.users["agency"],
            now=self.ago(people.ASKED.days_ago - 1),
        )
        declined = self.decline(people.DECLINED)
        self.tell_first([declined], now=self.ago(people.DECLINED.days_ago - 2))
        copy_waiting(now=self.ago(2), limit=FULL)
        ask_for_review(declined, users=self.users, now=self.ago(2))
        hold(self.send(people.HELD), users=self.users, now=self.ago(people.HELD.days_ago - 2))
        suspend(group[4], users=self.users, now=self.ago(0.05))
        complain(accepted, users=self.users, now=self.ago(1))
        raise_concerns(by=self.users["facilitator"], now=self.now)
        take_numbers(coordinator=self.users["coordinator"], now=self.now)
        share_work(users=self.users, now=self.now)
        self.far_side(self.now)
        # What was released earlier and has had its moment since.
        copy_waiting(now=self.now, limit=FULL)

    # -- The portal's side -----------------------------------------------------------------
    def send(self, person: people.DemoPerson) -> Referral:
        """Fill and send one form."""
        definition = find_form(person.topic, Route.AGENCY if person.by_agency else Route.SELF)
        now = self.ago(person.days_ago)
        answers = person.all_answers()
        if person.by_agency:
            answers |= answers_about(person.position) | person.answers
        for name in ("verbal_on", "last_incident_on"):
            answers[name] = local_today(now - dt.timedelta(days=20)).isoformat()
        if "community_order" in answers["sentence"]:
            answers["sentence_ends_on"] = (self.today + dt.timedelta(days=120)).isoformat()
        sent = fill_and_send(
            definition=definition, answers=answers, by=self.users["agency"], now=now
        )
        self.positions[sent.pk] = person.position
        return sent

    def accepted(self, person: people.DemoPerson, programme: str) -> Referral:
        """Send one form and accept it two days later."""
        referral = self.send(person)
        speak(referral, by=self.users["coordinator"], now=self.ago(max(person.days_ago - 1, 0)))
        return workflow.accept(
            referral_id=referral.pk,
            programme=Programme.objects.get(code=programme),
            by=self.users["coordinator"],
            now=self.ago(max(person.days_ago - 2, 0)),
            heard=CALLED,
        )

    def decline(self, person: people.DemoPerson) -> Referral:
        """Send one form and decline it."""
        return workflow.decline(
            referral_id=self.send(person).pk,
            code=DECLINE_CODES[0],
            words="On licence until the spring. Probation holds the risk; agreed by telephone.",
            risk_holder="Invented Officer, Probation Service",
            heard=CALLED,
            by=self.users["coordinator"],
            now=self.ago(person.days_ago - 1),
        )

    def district_group(self) -> None:
        """Announce a district group, fill one half of it, and one place more by an override."""
        manager = self.users["manager"]
        thanet = self.cohort(
            "Thanet community", "district-community", "thanet", weeks_ago=-4, staff=2
        )
        announce(cohort_id=thanet.pk, by=manager, now=self.now)
        everyone = [self.accepted(one, "district-community") for one in people.DISTRICT]
        *half, beyond, _ = everyone
        by_himself = self.accepted(people.BY_HIMSELF, "district-community")
        self.tell_first([*everyone, by_himself], now=self.ago(3))
        for referral in (*half, by_himself):
            self.give(thanet, referral, now=self.ago(2))
        self.give(
            thanet,
            beyond,
            now=self.ago(2),
            by=manager,
            override="The order ends in spring, and no other group starts before.",
        )
        self.tell_first([*half, beyond, by_himself], now=self.ago(1))

    def cohort(
        self, name: str, programme: str, district: str, *, weeks_ago: int, staff: int = 1
    ) -> Cohort:
        """Plan a cohort that starts on the Tuesday or Thursday `weeks_ago` weeks ago."""
        weekday = Weekday.TUESDAY if staff == 2 else Weekday.THURSDAY
        first = self.today - dt.timedelta(weeks=weeks_ago)
        first += dt.timedelta(days=(weekday - first.weekday()) % 7)
        venue = Venue.objects.get(district__code=district, is_demo=True)
        team = [self.users["facilitator"], self.users["facilitator-2"]][:staff]
        if programme == "district-community":
            weekday, first = Weekday.WEDNESDAY, first + dt.timedelta(days=1)
        cohort = create_cohort(
            programme_version=ProgrammeVersion.objects.current().get(programme__code=programme),
            district=venue.district,
            venue=venue,
            name=name,
            weekday=weekday,
            start_time=EVENING,
            starts_on=first,
            facilitators=team,
            by=self.users["manager"],
            now=self.ago(max(weeks_ago, 0) * 7 + 5),
        )
        if programme == "district-community":
            grant_access(
                cohort_id=cohort.pk,
                user=self.users["co-facilitator"],
                starts_on=self.today,
                ends_on=self.today + dt.timedelta(weeks=20),
                reason="Delivers this cohort with us",
                by=self.users["manager"],
                now=self.now,
            )
        return cohort

    def place(self, cohort: Cohort, referrals: list[Referral]) -> None:
        """Give each referral a place, a few days before the first session."""
        start = at_local(cohort.starts_on, EVENING)
        for referral in referrals:
            self.give(cohort, referral, now=start - dt.timedelta(days=2))
        self.tell_first(referrals, now=start - dt.timedelta(days=1))

    def give(
        self, cohort: Cohort, referral: Referral, *, now: dt.datetime, by=None, override: str = ""
    ) -> None:
        """Give one referral a place."""
        allocate(
            cohort_id=cohort.pk,
            referral_id=referral.pk,
            by=by or self.users["coordinator"],
            now=now,
            override=override,
        )

    def registers(self, *cohorts: Cohort) -> None:
        """Take the register of every session that is over; one person misses the last one."""
        for cohort in cohorts:
            over = cohort.sessions.filter(ends_at__lt=self.now).order_by("number")
            for session in over:
                taken = cohort.places.filter(enrolments__isnull=False, enrolments__ended_at=None)
                enrolments = [one.enrolments.get(ended_at=None) for one in taken.order_by("number")]
                marks = dict.fromkeys((one.pk for one in enrolments), Mark.ATTENDED)
                if session == over.last() and len(enrolments) > 1:
                    marks[enrolments[1].pk] = Mark.ABSENT
                mark(
                    session_id=session.pk,
                    marks=marks,
                    by=self.users["facilitator"],
                    now=session.ends_at,
                )

    # -- The other side --------------------------------------------------------------------
    def far_side(self, now: dt.datetime) -> None:
        """Open the envelopes that have arrived, and read the portal and the signs of danger."""
        open_waiting(now=now, limit=FULL)
        pull(now=now, limit=FULL)
        work_out_danger(now=now, limit=FULL)

    def tell_first(self, referrals: list[Referral], *, now: dt.datetime) -> None:
        """Let the link worker tell each person at risk, and release the waiting messages."""
        worker = self.workers["link-worker"]
        self.far_side(now)
        cases = VictimCase.objects.filter(referral_id__in=[one.pk for one in referrals])
        for case in cases.order_by("reference"):
            take_case(case_id=case.pk, by=worker, now=now)
            work = {"by": worker, "now": now, "position": self.positions.get(case.referral_id, 0)}
            for person in people_of(case) or [first_person(case, **work)]:
                add_contact_note(
                    case_id=case.pk,
                    person_id=person.pk,
                    contact_id=safe_number(case, person, **work).pk,
                    method=Method.CALL,
                    result=Result.SPOKE,
                    note="Told what the programme is, and what it is not.",
                    offered=True,
                    at=now,
                    alert_ids=[],
                    by=worker,
                    now=now,
                )
            release(case_id=case.pk, basis=Basis.TOLD, by=worker, now=now)
        copy_waiting(now=now, limit=FULL)

    def keep_safe(self, referral: Referral) -> None:
        """Let the link worker keep two women on one case safe."""
        case = VictimCase.objects.get(referral_id=referral.pk)
        two_women(case, by=self.workers["link-worker"], now=self.ago(20))
