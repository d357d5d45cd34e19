"""The rows of the desk's work on referrals: who has them, calls, questions, tasks, who may see them.

Most referrals have a coordinator, and most people were spoken to in time. Some clocks were missed, some
questions wait for an answer, and a few referrals are seen by named people only.
"""

import datetime as dt
from collections import Counter

from benchmarks.copying import Table
from benchmarks.invented import Inventor
from benchmarks.lives import Life, Step
from benchmarks.reference import Reference
from referral_portal.common.dates import end_of_day, local_today
from referrals.clocks import Moments
from referrals.danger_signs import Level
from referrals.enums import (
    PAUSED,
    AnswerCame,
    AssignedHow,
    CallOutcome,
    Clock,
    ContactHow,
    ContactWith,
    QuestionFor,
    Status,
)
from referrals.models import Assignment, ClockResult, ContactLog, NamedUser, Question, Task
from referrals.waiting import contact_due

MODELS = (Assignment, ClockResult, ContactLog, NamedUser, Question, Task)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
# The clock that ends with each verb.
CLOCKS = {"accept": Clock.DECISION, "decline": Clock.DECISION, "allocate": Clock.PLACE}
# The share that was spoken to; of the others all.
SPOKEN_TO = {"new": 0.6, "asked": 0.9, "answered": 0.9, "held": 0.95}
LATE, SET_ASIDE = 0.1, 0.1
# One in so many: answers that nobody has read, new ones that a coordinator has, tasks, open tasks.
UNREAD, TAKEN, WITH_TASK, OPEN_TASK = 5, 2, 7, 5
# One in so many: new ones that only managers see until they name a coordinator, and others that only
# named people see.
TO_NAME, RESTRICTED = 10, 200
ASKED = "Which court made the order, and until when does it hold?"
ANSWER = "The magistrates' court, until the end of next year."


class Casework:
    """Fill the tables of the work on referrals."""

    def __init__(self, reference: Reference, inventor: Inventor, now: dt.datetime) -> None:
        self.reference, self.inventor, self.now = reference, inventor, now
        self.tables = {model: Table(model) for model in MODELS}
        self._lives: Counter[str] = Counter()  # so far, by fate

    def write(self, life: Life, due: Moments, level: Level) -> dict[str, object]:
        """Write the work on one referral; return the values of its own columns that follow from it."""
        pick = self.inventor.random
        self._lives[life.fate] += 1
        holder = self._assignment(life)
        spoken_at = self._first_contact(life, due)
        for step in life.steps:
            if clock := CLOCKS.get(step.verb):
                self._clock(
                    life, clock, due.decision if clock == Clock.DECISION else due.place, step.at
                )
        self._question(life)
        self._task(life)
        is_paused = life.status in PAUSED
        waits = life.status == Status.AWAITING_ALLOCATION
        may_be_aside = life.fate == "new" and level == Level.NONE
        return {
            "assigned_to_id": holder,
            "assigned_at": life.submitted_at + HOUR if holder else None,
            "is_restricted": self._restricted(life),
            "set_aside_at": life.last_at if may_be_aside and pick.random() < SET_ASIDE else None,
            "contact_due_at": None if spoken_at else due.contact,
            "place_due_at": None if self._is_placed(life) else due.place,
            "turn_at": life.submitted_at if waits else None,
            "holding_due_at": self._holding_due(life) if waits else None,
            "review_on": self._review_on(life) if is_paused else None,
            "reviewer_id": holder if life.status == Status.SUSPENDED else None,
        }

    def _is_placed(self, life: Life) -> bool:
        return any(step.verb == "allocate" for step in life.steps)

    def _holding_due(self, life: Life) -> dt.datetime:
        """Return a time in the next two weeks, or, where nobody spoke to the participant, in the last."""
        days = self.inventor.random.uniform(-1, 14)
        return max(contact_due(life.last_at), end_of_day(local_today(self.now + days * DAY)))

    def _review_on(self, life: Life) -> dt.date:
        return local_today(life.last_at + self.inventor.random.uniform(1, 28) * DAY)

    def _coordinator(self) -> int:
        return self.inventor.random.choice(self.reference.coordinators)

    def _assignment(self, life: Life) -> int | None:
        if life.fate == "new" and self._lives["new"] % TAKEN:
            return None
        holder = self._coordinator()
        self.tables[Assignment].add(
            referral_id=life.id, number=1, how=AssignedHow.TAKEN, user_id=holder,
            at=life.submitted_at + HOUR, by_id=holder,
        )  # fmt: skip
        return holder

    def _restricted(self, life: Life) -> bool:
        pick = self.inventor.random
        is_new = life.fate == "new"
        if self._lives[life.fate] % (TO_NAME if is_new else RESTRICTED) != int(is_new):
            return False
        named = [pick.choice(self.reference.managers)]
        if not is_new:
            named += pick.sample(self.reference.coordinators, 2)
        for user in named:
            self.tables[NamedUser].add(referral_id=life.id, user_id=user, at=life.submitted_at)
        return True

    def _first_contact(self, life: Life, due: Moments) -> dt.datetime | None:
        pick = self.inventor.random
        if pick.random() >= SPOKEN_TO.get(life.fate, 1):
            return None
        least = life.submitted_at + HOUR / 2
        at = least + pick.random() * (due.contact - least)
        at = min(at + (4 * DAY if pick.random() < LATE else 0 * DAY), self.now)
        self.tables[ContactLog].add(
            referral_id=life.id, number=1, how=ContactHow.CALLED, with_whom=ContactWith.PARTICIPANT,
            result=CallOutcome.REACHED, words="", at=at, by_id=self._coordinator(),
        )  # fmt: skip
        self._clock(life, Clock.CONTACT, due.contact, at)
        return at

    def _clock(self, life: Life, clock: Clock, due_at: dt.datetime, at: dt.datetime) -> None:
        self.tables[ClockResult].add(
            referral_id=life.id, clock=clock, due_at=due_at, at=at, is_kept=at <= due_at,
            undone_at=None,
        )  # fmt: skip

    def _question(self, life: Life) -> None:
        steps: dict[str, Step] = {step.verb: step for step in life.steps}
        asked, answered = (steps.get(f"{word}_information") for word in ("request", "receive"))
        if not asked:
            return
        is_unread = self._lives["answered"] % UNREAD == 1
        at = answered.at if answered else None
        self.tables[Question].add(
            referral_id=life.id, number=1,
            whom=QuestionFor.REFERRER if life.is_agency else QuestionFor.PARTICIPANT,
            text=ASKED, asked_at=asked.at, asked_by_id=self._coordinator(),
            answer_due_on=local_today(asked.at + 7 * DAY), answer=ANSWER if answered else "",
            came_by=AnswerCame.CALLED if answered else "", answered_at=at,
            answered_by_id=self._coordinator() if answered else None,
            read_at=None if is_unread else at,
        )  # fmt: skip

    def _task(self, life: Life) -> None:
        pick = self.inventor.random
        place, rest = divmod(self._lives[life.fate], WITH_TASK)
        if rest != 2:
            return
        is_done = life.is_over() or place % OPEN_TASK != 0
        by = self._coordinator()
        self.tables[Task].add(
            referral_id=life.id, number=1, words="Ask probation for the end of the order",
            due_on=local_today(life.last_at + pick.uniform(1, 14) * DAY), assignee_id=by,
            added_at=life.last_at, added_by_id=by, done_at=life.last_at if is_done else None,
            done_by_id=by if is_done else None, outcome="",
        )  # fmt: skip
