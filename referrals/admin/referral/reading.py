"""One look at a referral: what several sections of its page need, read once."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F

from referral_portal.accounts.models import User
from referral_portal.common.dates import local_today
from referrals.admin.contact_rows import who_to_call
from referrals.admin.queue.which import QUEUE, WhichList
from referrals.contacts import contacts_of
from referrals.danger import Sign, level_of
from referrals.danger_signs import Level
from referrals.enums import EndingCode, Status
from referrals.models import ContactLog, EligibilityCheck, Referral, StatusChange, Task
from referrals.open_signs import Signs, signs_on
from referrals.programme_fit import latest_check
from referrals.same_person import HereBefore, Kind, here_before

MOST_CONTACTS = MOST_TASKS = 50


@dataclass(frozen=True)
class Reading:
    """A referral that `user` opened at `now`; each property is read when a section first needs it."""

    referral: Referral
    user: User
    now: dt.datetime
    which: WhichList = QUEUE  # the list that the reader came from

    @cached_property
    def today(self) -> dt.date:
        """The day of the look."""
        return local_today(self.now)

    @cached_property
    def before(self) -> HereBefore:
        """The other forms of the person, and forms that may be of the same person."""
        return here_before(self.referral, self.user)

    @cached_property
    def of_person(self) -> list[Referral]:
        """The other referrals of the same person."""
        return [one.referral for one in self.before.others if one.kind == Kind.SAME]

    @cached_property
    def known(self) -> Signs:
        """The danger signs of all forms of the person."""
        return signs_on([self.referral, *self.of_person])

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
    def check(self) -> EligibilityCheck | None:
        """The newest check of the criteria."""
        return latest_check(self.referral)

    @cached_property
    def changes(self) -> list[StatusChange]:
        """The status changes, newest first."""
        found = self.referral.status_changes.select_related(
            "by", "duplicate_of", "review__reviewer"
        )
        return list(found.order_by("-number"))

    @cached_property
    def contacts(self) -> list[ContactLog]:
        """The newest contacts about every form of the person."""
        own = self.referral.pk
        return list(contacts_of([own, *(one.pk for one in self.of_person)])[:MOST_CONTACTS])

    @cached_property
    def tasks(self) -> list[Task]:
        """The tasks: the open ones first, by the day on which they are due, then the newest done."""
        found = self.referral.tasks.select_related("assignee", "done_by")
        order = (F("done_at").desc(nulls_first=True), "due_on", "number")
        return list(found.order_by(*order)[:MOST_TASKS])

    @cached_property
    def who(self) -> dict:
        """How to reach the participant, and what to know before a call."""
        return who_to_call(self.referral)
