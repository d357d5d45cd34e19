"""One look at a referral: what several sections of its page need, read once."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from referral_portal.accounts.models import User
from referral_portal.common.dates import local_today
from referrals.admin.contact_rows import who_is_called
from referrals.admin.decision_pages import DecisionPage, possible_decisions
from referrals.admin.queue.which import QUEUE, WhichList
from referrals.contacts import contacts_of
from referrals.danger import Sign, level_of
from referrals.danger_checks import signs_in
from referrals.danger_signs import Level
from referrals.enums import EndingCode, Status
from referrals.letters import Known
from referrals.models import ContactLog, EligibilityCheck, RecentLook, Referral, StatusChange, Task
from referrals.open_signs import OpenSign, Signs, open_signs, signs_among, signs_on
from referrals.rows_about import MOST_CONTACTS, OTHERS, rows_about
from referrals.same_person import HereBefore, Kind, here_before
from referrals.silence import Death, deaths, own_death
from referrals.undo_rules import Sent


@dataclass(frozen=True)
class Reading:
    """A referral that `user` opened at `now`, with the rows about it.

    What other forms of the person say is read only where there are any.
    """

    referral: Referral
    user: User
    now: dt.datetime
    which: WhichList = QUEUE  # the list that the reader came from
    without: frozenset[str] = frozenset()  # the parts of `rows_about` that the page does not show
    rows: dict[str, list] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rows = rows_about(self.referral, self.user, self.now, without=self.without)
        object.__setattr__(self, "rows", rows)

    @cached_property
    def today(self) -> dt.date:
        """The day of the look."""
        return local_today(self.now)

    @cached_property
    def before(self) -> HereBefore:
        """The other forms of the person, and forms that may be of the same person."""
        is_duplicate = any(one.duplicate_of_id for one in self.changes)
        if is_duplicate or any(self.rows[name] for name in OTHERS):
            return here_before(self.referral, self.user)
        return HereBefore()

    @property
    def is_alone(self) -> bool:
        """Whether the person has no other form, and no match says that they may be someone else."""
        return not self.rows["others"] and not self.rows["matches"]

    @cached_property
    def of_person(self) -> list[Referral]:
        """The other referrals of the same person."""
        return [one.referral for one in self.before.others if one.kind == Kind.SAME]

    @cached_property
    def known(self) -> Signs:
        """The danger signs of all forms of the person."""
        if self.of_person:
            return signs_on([self.referral, *self.of_person])
        own = [self.referral]
        newest = {one.referral_id: one for one in self.rows["danger"]}
        return signs_among(own, signs_in(newest, own), self.rows["closed_signs"])

    @cached_property
    def open_signs(self) -> list[OpenSign]:
        """The signs of the person that a decision has to settle; none after a death."""
        if self.rows["others"]:
            return open_signs(self.referral, self.user)
        return [] if self.referral.ending_code == EndingCode.DIED else self.known.open

    @property
    def signs(self) -> tuple[Sign, ...]:
        """The danger signs of this form."""
        return self.known.found[self.referral.pk]

    @property
    def is_dangerous(self) -> bool:
        """Whether a sign of this form makes the decision due on the same day."""
        return level_of(self.signs) == Level.SAME_DAY

    @property
    def has_died(self) -> bool:
        """Whether a form of the person ended because they died."""
        return EndingCode.DIED in {one.ending_code for one in (self.referral, *self.of_person)}

    @property
    def waits(self) -> bool:
        """Whether the referral waits for a decision and its clock runs."""
        return self.referral.status == Status.AWAITING_TRIAGE

    @property
    def due_at(self) -> dt.datetime:
        """The moment by which to decide; that of a duplicate where it is earlier."""
        return self.before.due_at(self.referral)

    @property
    def is_overdue(self) -> bool:
        """Whether the decision is late."""
        return self.waits and self.due_at < self.now

    @property
    def is_urgent(self) -> bool:
        """Whether the head of the page is drawn as urgent."""
        return self.is_overdue or self.is_dangerous or self.referral.needs_prompt_call

    @cached_property
    def decisions(self) -> list[DecisionPage]:
        """The decisions that the reader can take now, in the order they are offered."""
        sent = Sent(self.rows["messages"], self.rows["releases"])
        return possible_decisions(self.referral, self.user, sent)

    @cached_property
    def check(self) -> EligibilityCheck | None:
        """The newest check of the criteria."""
        return next(iter(self.rows["eligibility"]), None)

    @cached_property
    def changes(self) -> list[StatusChange]:
        """The status changes, newest first."""
        return sorted(self.rows["status_changes"], key=lambda one: -one.number)

    @cached_property
    def contacts(self) -> list[ContactLog]:
        """The newest contacts about every form of the person."""
        if self.of_person:
            of_all = [self.referral.pk, *(one.pk for one in self.of_person)]
            return list(contacts_of(of_all)[:MOST_CONTACTS])
        return sorted(self.rows["contacts"], key=lambda one: (one.at, one.pk), reverse=True)

    @property
    def others_looking(self) -> list[RecentLook]:
        """The looks of other users that are not forgotten yet, newest first."""
        return sorted(self.rows["looks"], key=lambda one: one.at, reverse=True)

    @cached_property
    def tasks(self) -> list[Task]:
        """The tasks: the open ones first, by the day on which they are due, then the newest done."""
        by_day = sorted(self.rows["tasks"], key=lambda one: (one.due_on, one.number))
        done = [one for one in by_day if one.done_at]
        return [
            *(one for one in by_day if not one.done_at),
            *sorted(done, key=lambda one: one.done_at, reverse=True),
        ]

    @cached_property
    def who(self) -> dict:
        """How to reach the participant, and what to know before a call."""
        return who_is_called(self.referral, self.death)

    @cached_property
    def death(self) -> Death | None:
        """The death that silences the referral, of the person or of one who may be the same."""
        if self.is_alone:
            return own_death(self.referral)
        return deaths([self.referral]).get(self.referral.pk)

    @property
    def for_letters(self) -> Known:
        """What the rules of letters need to know."""
        return Known(
            messages=self.rows["messages"],
            releases=self.rows["releases"],
            reviews=self.rows["reviews"],
            is_silent=self.death is not None,
        )
