"""Builds one world through the real forms and verbs of both sides, with the clock standing still.

Every step draws from a seed of its own, so that what happens on the far side alone shifts nothing
here. The link workers of every world hand the same answers back, at the same moments.
"""

import dataclasses
import datetime as dt
from random import Random

from cohorts.cancelling import cancel_session
from cohorts.concerns import raise_concern
from cohorts.concerns import send_note as note_about_somebody
from cohorts.enrolment import remove, withdraw
from cohorts.enums import ConcernState
from cohorts.models import Enrolment
from cohorts.single_sessions import book_session
from cohorts.suspension import suspend
from referral_portal.outbox.drain import drain
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import drafts, pauses, workflow
from referrals.enums import REMOVE_CODES, WITHDRAW_CODES, Route
from referrals.forms.base import Setting
from referrals.models import CardAudience, CardBasis, Referral
from referrals.notes import send_note
from referrals.notifications import BY_DESK
from referrals.steps import FORMS, find_form
from referrals.steps.answers import to_post
from referrals.steps.filling import fill
from referrals.steps.with_caller import CALLER_FORMS
from safeguarding.casework.cases import take_case
from safeguarding.casework.concerns import move_concern
from safeguarding.casework.contact_notes import add_contact_note
from safeguarding.casework.disclosures import issue_card, keep_apart
from safeguarding.casework.people import people_of
from safeguarding.casework.releases import release
from safeguarding.crossing.copier import copy_waiting
from safeguarding.demo import people
from safeguarding.demo.calls import take_numbers
from safeguarding.demo.one_to_one import AFTERNOON
from safeguarding.demo.pausing import CALLED
from safeguarding.demo.people import DemoPerson
from safeguarding.demo.people_at_risk import first_person, safe_number
from safeguarding.demo.story import FULL, Story
from safeguarding.enums import Basis, Method, Result
from safeguarding.models import Concern, VictimCase
from tests.factories.messages import unsent_like
from tests.factories.referrals import READ_OUT
from tests.factories.signs import sign_all
from tests.proofs.twins.base import NOW, Base
from tests.proofs.twins.behind import BEHIND, Victim, more_people
from tests.proofs.twins.bursts import send_burst
from tests.proofs.twins.checking import answer_checks
from tests.proofs.twins.desk import work_at_the_desk
from tests.proofs.twins.draws import same_draws


class World(Story):
    """One installation. `size`: how many people are in the group, and how many wait besides."""

    def __init__(self, *, victim: Victim, base: Base, group: int, waiting: int):
        super().__init__(users=base.users, workers=base.workers, now=NOW)
        self.victim, self.behind = victim, BEHIND[victim]
        self.group_size, self.waiting = group, waiting
        self.worker = base.workers["link-worker"]
        self.drafts: dict[str, str] = {}

    def build(self) -> None:
        """Let everything happen."""
        with same_draws("world"):
            self._decide_and_place()
            self._pause_and_end()
            self._ask_and_wait()
            self._hand_back()
            self._open_drafts()
            self.far_side(self.now)

    # -- What happens here ---------------------------------------------------------------------
    def _decide_and_place(self) -> None:
        group = [self.accepted(one, "da-groupwork") for one in people.GROUP[: self.group_size]]
        alone = self.accepted(people.ONE_TO_ONE, "da-one-to-one")
        self.tell_first([*group, alone], now=self.ago(47))
        self.running = self.cohort(
            "Medway evenings", "da-groupwork", "medway", weeks_ago=5, staff=2
        )
        single = self.cohort("Single sessions", "da-one-to-one", "maidstone", weeks_ago=3)
        self.coming = self.cohort(
            "Thanet community", "district-community", "thanet", weeks_ago=-4, staff=2
        )
        self.place(self.running, group)
        self.place(single, [alone])
        self.registers(self.running, single)
        self.group, self.alone = group, alone

    def _pause_and_end(self) -> None:
        facilitator, manager = self.users["facilitator"], self.users["manager"]
        first, second, third, *_ = [self.enrolment(one) for one in self.group]
        remove(
            enrolment_id=first, code=REMOVE_CODES[0], words="Stopped coming.",
            by=facilitator, now=self.ago(6),
        )  # fmt: skip
        withdraw(
            enrolment_id=second, code=WITHDRAW_CODES[0], words="Works nights now.",
            by=self.users["coordinator"], now=self.ago(5),
        )  # fmt: skip
        suspend(
            enrolment_id=third, review_on=self.today + dt.timedelta(days=3), reviewer=manager,
            words="Waits for a court date.", by=facilitator, now=self.ago(1),
        )  # fmt: skip
        book_session(
            enrolment_id=self.enrolment(self.alone), plan_number=1, minutes=90,
            on=self.today + dt.timedelta(days=8), start=AFTERNOON, facilitator=facilitator,
            by=facilitator, now=self.ago(1),
        )  # fmt: skip
        last = self.running.sessions.order_by("number").last()
        cancel_session(session_id=last.pk, reason="Bank holiday", by=manager, now=self.ago(2))
        for name in ("facilitator", "coordinator"):
            about = self.enrolment(self.alone)
            if name == "facilitator":
                note_about_somebody(
                    enrolment_id=about, words=self.behind.words, by=self.users[name], now=self.now
                )
                raise_concern(
                    enrolment_id=about,
                    answers=[{"name": "words", "label": "What", "value": self.behind.words}],
                    by=self.users[name], now=self.ago(3),
                )  # fmt: skip
            else:
                send_note(
                    referral_id=self.alone.pk, words=self.behind.words, by=self.users[name],
                    now=self.now,
                )  # fmt: skip

    def _ask_and_wait(self) -> None:
        # The last two are about stalking, one by each route.
        new = (*people.NEW[-2 - self.waiting :], *more_people(self.waiting))
        work_at_the_desk(
            new=[self.send(person) for person in new],
            accepted=self.accepted(people.ACCEPTED, "da-groupwork"),
            asked=self.send(people.ASKED), declined=self.decline(people.DECLINED),
            users=self.users, now=self.now,
        )  # fmt: skip
        pauses.hold(
            referral_id=self.send(DemoPerson("Waldo Placeholder", 4)).pk,
            review_on=self.today + dt.timedelta(days=9), words="In hospital.",
            heard=CALLED, by=self.users["coordinator"], now=self.ago(1),
        )  # fmt: skip
        workflow.withdraw(
            referral_id=self.send(DemoPerson("Xaver Placeholder", 4)).pk, heard=CALLED,
            code=WITHDRAW_CODES[1], words="Moved.", by=self.users["coordinator"], now=self.ago(1),
        )  # fmt: skip
        send_burst(self.send, by=self.users["coordinator"], now=self.ago(1))
        told = self.decline(DemoPerson("Vesta Placeholder", 6, {"email": ""}, by_agency=True))
        self.tell_first([told], now=self.ago(4))
        take_numbers(coordinator=self.users["coordinator"], now=self.now)

    def _open_drafts(self) -> None:
        """Leave a form of each kind open at its last page, with its sealed pages answered."""
        for definition in (*FORMS, *CALLER_FORMS):
            account = self.users["agency"] if definition.route == Route.AGENCY else None
            caller = {"with_caller": True} if definition.with_caller else {}
            draft = drafts.start_draft(
                route=definition.route, pathway=definition.pathway, now=self.now, **caller,
                by=self.users["coordinator"] if caller else account,
            )  # fmt: skip
            person = DemoPerson(
                "Yorick Placeholder", 0, by_agency=bool(account), topic=definition.topic
            )
            answers = self.whole(person).all_answers()
            if definition.topic == "stalking":
                own = people.STALKING_BY_AGENCY if account else people.STALKING
                answers = {**answers, **own}
            setting = Setting(today=self.today, account=account)
            pages = {
                step.slug: dict(to_post(step.form_class, answers).lists())
                for step in definition.steps
            } | (READ_OUT if definition.with_caller else {})
            drafts.change_draft(
                draft=draft,
                change=lambda content, form=definition, pages=pages, setting=setting: fill(
                    definition=form, content=content, pages=pages, setting=setting
                ),
            )
            self.drafts[f"enquiry-{definition.key}"] = draft.token

    def send(self, person: DemoPerson) -> Referral:
        """Send one form, with what it says about the person at risk, if any, in this world."""
        with same_draws(f"send {person.name}"):
            return super().send(self.whole(person))

    def whole(self, person: DemoPerson) -> DemoPerson:
        """Return `person` with this world's answers on the sealed pages, and on no other."""
        about = self.behind.agency_answers if person.by_agency else self.behind.self_answers
        if person.topic == "stalking" and not person.by_agency:
            about = about | self.behind.ranges
        definition = find_form(person.topic, Route.AGENCY if person.by_agency else Route.SELF)
        for step in definition.steps:
            crossing = not step.part and about.keys() & step.form_class.base_fields.keys()
            assert not crossing, f"The twins differ on an open page: {step.slug} {crossing}"
        return dataclasses.replace(person, answers={**person.answers, **about})

    @staticmethod
    def enrolment(referral: Referral):
        """Return the id of the referral's place."""
        return Enrolment.objects.get(referral_id=referral.pk).pk

    # -- The far side ----------------------------------------------------------------------------
    def tell_first(self, referrals: list[Referral], *, now: dt.datetime) -> None:
        """Tell the person at risk, if any, and release what waited: same answer, same moment."""
        self.far_side(now)
        cases = VictimCase.objects.filter(referral_id__in=[one.pk for one in referrals])
        for case in cases.order_by("reference"):
            with same_draws(f"call {case.reference} {now}"):
                take_case(case_id=case.pk, by=self.worker, now=now)
                self.call(case, now)
            with same_draws(f"release {case.reference} {now}"):
                release(
                    case_id=case.pk,
                    basis=Basis.TOLD if self.behind.name else Basis.NOT_APPLICABLE,
                    by=self.worker, now=now, random=Random(f"{case.reference} {now}"),
                )  # fmt: skip
        self._carry_over(now)

    def _carry_over(self, now: dt.datetime) -> None:
        with same_draws(f"copy {now}"):
            copy_waiting(now=now, limit=FULL)

    def far_side(self, now: dt.datetime) -> None:
        """Open and pull, drawing apart from what happens here."""
        with same_draws(f"far side {now}"):
            super().far_side(now)

    def call(self, case: VictimCase, now: dt.datetime) -> None:
        """Call the person at risk of a case, if there is one in this world."""
        for number in range((behind := self.behind).calls):
            person = (people_of(case) or [first_person(case, by=self.worker, now=now)])[0]
            add_contact_note(
                case_id=case.pk, person_id=person.pk, alert_ids=[], by=self.worker, at=now,
                contact_id=safe_number(case, person, by=self.worker, now=now).pk, now=now,
                method=Method.CALL, result=Result.SPOKE, note=f"{behind.name}: {behind.words} {number}",
            )  # fmt: skip

    def _hand_back(self) -> None:
        """Give every kind of answer there is, with or without a person at risk."""
        self.far_side(self.now)
        if self.behind.name:
            with same_draws("keep safe"):
                self.keep_safe(self.alone)
        case = VictimCase.objects.get(referral_id=self.alone.pk)
        with same_draws("answers"):
            self._about(case)
            answer_checks(self.worker, now=self.now)
        self._carry_over(self.now)
        with same_draws("beat"):
            sign_all(now=self.now)
            drain(clock=lambda: self.now)
            self._leave_messages()

    @staticmethod
    def _leave_messages() -> None:
        """Leave a call to be made, and a message of which nobody knows whether it has arrived."""
        calls = OutgoingMessage.objects.filter(template=BY_DESK, told_at=None)
        calls = calls.exclude(referral_id=None)
        call = calls.order_by("created_at", "pk").first()
        call.status = MessageStatus.SENT
        call.save(update_fields=["status"])
        unsent_like(call)

    def _about(self, case: VictimCase) -> None:
        for audience in CardAudience.values:
            issue_card(
                case_id=case.pk, audience=audience, basis=CardBasis.AGREED,
                text="Seat him near the door.", asks_reply=True,
                expires_on=self.today + dt.timedelta(days=9), by=self.worker, now=self.now,
            )  # fmt: skip
        keep_apart(case_id=case.pk, cohort_id=self.coming.pk, by=self.worker, now=self.now)
        keep_apart(
            case_id=case.pk, other_reference=self.group[-1].reference,
            by=self.worker, now=self.now,
        )  # fmt: skip
        for concern in Concern.objects.filter(case=case):
            move_concern(
                case_id=case.pk, concern_id=concern.pk, state=ConcernState.BEING_HANDLED,
                by=self.worker, now=self.now,
            )  # fmt: skip
