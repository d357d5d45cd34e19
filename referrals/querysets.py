"""Which referrals an account may see, and the slices of the queue.

Views reach a referral only through `visible_to`. Facilitators see participants through their
cohorts, not here.
"""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from referral_portal.accounts.roles import Role
from referral_portal.common.by_row import ByRow, refers_to
from referrals.enums import CallBackStatus, EndingCode, MatchAnswer, Status

SEES_ALL = (Role.COORDINATOR, Role.MANAGER)
# Levels of danger; the second never means safe.
SAME_DAY, NO_SIGN = 1, 4
NEVER_REACHED = (CallBackStatus.WAITING, CallBackStatus.CLOSED)


class ReferralQuerySet(models.QuerySet):
    """Referrals."""

    def visible_to(self, user) -> "ReferralQuerySet":
        """Return the referrals `user` may open: all, the agency's own, or none.

        A restricted one only for the people named on it, and in its agency for its sender.
        """
        if user.has_role(*SEES_ALL):
            return self.open_to(user)
        if user.has_role(Role.AGENCY) and user.agency_id:
            sent = Q(is_restricted=False) | Q(referrer__account_id=user.pk)
            return self.filter(sent, referrer__agency_id=user.agency_id)
        return self.none()

    def open_to(self, user) -> "ReferralQuerySet":
        """Return these without the restricted referrals that do not name `user`."""
        return self.filter(Q(is_restricted=False) | self._names(user))

    def hidden_from(self, user) -> "ReferralQuerySet":
        """Return the restricted referrals that do not name `user`."""
        return self.filter(~self._names(user), is_restricted=True)

    def hides(self, user, column: str) -> ByRow:
        """Return the condition that the referral in the `column` of another table is hidden from `user`.

        It is asked of one row at a time: a list that stops after a page never reads all that are hidden.
        """
        return refers_to(column, self.hidden_from(user))

    def _names(self, user) -> Q:
        named = self.model._meta.get_field("named_users").related_model.objects
        names = Q(pk__in=named.filter(user=user.pk).values("referral"))
        if user.has_role(Role.MANAGER):
            # Without a manager who can still act, every manager sees it: it must reach one.
            names |= ~ByRow(named.filter(referral=OuterRef("pk")).acting_managers())
        return names

    def in_work(self) -> "ReferralQuerySet":
        """Return these without those that are set aside; one with a sign of danger never is."""
        return self.filter(Q(set_aside_at=None) | Q(danger_level__lt=NO_SIGN))

    def set_aside(self) -> "ReferralQuerySet":
        """Return those that a user has set aside."""
        return self.filter(set_aside_at__isnull=False)

    def waiting_list(self) -> "ReferralQuerySet":
        """Return accepted referrals without a place, in the order of their turns."""
        return self.filter(status=Status.AWAITING_ALLOCATION).order_by("turn_at", "id")

    def holding_due(self, until: dt.datetime) -> "ReferralQuerySet":
        """Return participants on the waiting list whom we are to speak to by `until`; none who died."""
        died = self.model.objects.filter(
            participant__person=OuterRef("participant__person"), ending_code=EndingCode.DIED
        )
        waiting = self.filter(status=Status.AWAITING_ALLOCATION, holding_due_at__lte=until)
        return waiting.filter(~ByRow(died))

    def overdue(self, now: dt.datetime) -> "ReferralQuerySet":
        """Return referrals whose decision was due before `now`, on any form of the person.

        A duplicate leaves its date to the referral that stays open.
        """
        # For one row at a time, and only where its own date is not over: there are many old duplicates.
        participants = self.model._meta.get_field("participant").related_model.objects
        person = participants.filter(pk=OuterRef(OuterRef("participant"))).values("person")
        duplicates = self.model.objects.filter(
            ending_code=EndingCode.DUPLICATE, due_at__lt=now, participant__person=Subquery(person)
        )
        is_late = Q(due_at__lt=now) | ByRow(duplicates)
        return self.filter(is_late, status=Status.AWAITING_TRIAGE)

    def answered(self) -> "ReferralQuerySet":
        """Return referrals to decide whose newest step is the answer to a question."""
        changes = self.model._meta.get_field("status_changes").related_model.objects
        newest = changes.filter(referral=OuterRef("pk"), number=OuterRef("version"))
        return self.filter(
            ByRow(newest.filter(verb="receive_information")),
            status=Status.AWAITING_TRIAGE,
            version__gt=2,  # for the index; the sending and the question come before
        )

    def contact_overdue(self, now: dt.datetime) -> "ReferralQuerySet":
        """Return open referrals whose first two-way contact was due before `now`."""
        return self.filter(contact_due_at__lt=now, ended_at=None)

    def place_overdue(self, now: dt.datetime) -> "ReferralQuerySet":
        """Return open referrals whose assessment and place were due before `now`."""
        return self.filter(place_due_at__lt=now, ended_at=None)

    def review_due(self, today: dt.date) -> "ReferralQuerySet":
        """Return referrals on hold or suspended whose review date has come."""
        return self.filter(review_on__lte=today)

    def review_overdue(self, today: dt.date) -> "ReferralQuerySet":
        """Return referrals on hold or suspended whose review was due before `today`."""
        return self.filter(review_on__lt=today)

    def perhaps_of_the_same_person(self, referral) -> "ReferralQuerySet":
        """Return other referrals with the person's name and birthday, telephone or email."""
        person = referral.participant
        same = Q(search_name=person.search_name, born_on=person.born_on) | Q(pk=person.pk)
        if person.phone_key:
            same |= Q(phone_key=person.phone_key)
        if person.email_key:
            same |= Q(email_key=person.email_key)
        # Every alternative is on one table, so that each can use its index.
        people = type(person).objects.filter(same).values("pk")
        return self.filter(participant__in=people).exclude(pk=referral.pk)


class NamedUserQuerySet(models.QuerySet):
    """The people named on restricted referrals."""

    def acting_managers(self) -> "NamedUserQuerySet":
        """Return the programme managers among them whose accounts are active."""
        return self.filter(user__is_active=True, user__groups__name=Role.MANAGER)

    def address(self) -> str:
        """Return the email address of the first manager who can act, or an empty text."""
        rows = self.acting_managers().exclude(user__email="").order_by("pk")
        return rows.values_list("user__email", flat=True).first() or ""


class PossibleMatchQuerySet(models.QuerySet):
    """Pairs of participants who may be one person."""

    def visible_to(self, user) -> "PossibleMatchQuerySet":
        """Return the pairs for the desk, without those of a referral hidden from `user`."""
        if not user.has_role(*SEES_ALL):
            return self.none()
        participants = self.model._meta.get_field("first").related_model
        referrals = participants._meta.get_field("referrals").related_model.objects
        return self._without(referrals.hidden_from(user))

    def in_work(self) -> "PossibleMatchQuerySet":
        """Return these without the pairs of a referral that is set aside."""
        participants = self.model._meta.get_field("first").related_model
        referrals = participants._meta.get_field("referrals").related_model.objects
        return self._without(referrals.set_aside())

    def _without(self, referrals) -> "PossibleMatchQuerySet":
        """Return these without the pairs in which a participant has one of `referrals`."""
        first, second = (
            ByRow(referrals.filter(participant=OuterRef(one))) for one in ("first", "second")
        )
        return self.filter(~first, ~second)

    def undecided(self) -> "PossibleMatchQuerySet":
        """Return the pairs that no coordinator has answered yet."""
        return self.filter(answer=MatchAnswer.UNDECIDED)


class CallBackQuerySet(models.QuerySet):
    """Enquiries by people who asked to be called."""

    def visible_to(self, user) -> "CallBackQuerySet":
        """Return the call-backs for the desk, without those of a referral hidden from `user`."""
        if not user.has_role(*SEES_ALL):
            return self.none()
        referrals = self.model._meta.get_field("referral").related_model.objects
        return self.filter(~referrals.hides(user, "referral"))

    def waiting(self) -> "CallBackQuerySet":
        """Return the people still to be called."""
        return self.filter(status=CallBackStatus.WAITING)

    def saying_who_was_called(self) -> "CallBackQuerySet":
        """Return the call-backs with `was_called`: whether a call is on record.

        A number of calls would be counted for all of them before a list could stop.
        """
        contacts = self.model._meta.get_field("contacts").related_model.objects
        return self.annotate(was_called=Exists(contacts.filter(call_back=OuterRef("pk"))))

    def over_since(self, before: dt.datetime) -> "CallBackQuerySet":
        """Return the enquiries due for deletion.

        Those never reached and received by `before`, and those reached by `before` that did not
        become a referral.
        """
        never = Q(status__in=NEVER_REACHED, received_at__lte=before)
        nothing_since = Q(status=CallBackStatus.REACHED, settled_at__lte=before)
        return self.filter(never | nothing_since, referral=None)


class ToSettleQuerySet(models.QuerySet):
    """What is due by a moment and settled once: reviews and complaints."""

    def open(self) -> "ToSettleQuerySet":
        """Return the rows that are not settled, the one that is due first at the top."""
        return self.filter(settled_at=None).order_by("due_at", "id")


class DecisionReviewQuerySet(ToSettleQuerySet):
    """Reviews of decisions."""

    def visible_to(self, user) -> "DecisionReviewQuerySet":
        """Return the reviews for the desk, without those of a referral hidden from `user`."""
        if not user.has_role(*SEES_ALL):
            return self.none()
        referrals = self.model._meta.get_field("referral").related_model.objects
        return self.filter(~referrals.hides(user, "referral"))


class ComplaintQuerySet(ToSettleQuerySet):
    """Complaints about how we worked."""

    def visible_to(self, user) -> "ComplaintQuerySet":
        """Return the complaints for a manager whom they do not name and who sees the referral."""
        if not user.is_active or not user.has_role(Role.MANAGER):
            return self.none()
        referrals = self.model._meta.get_field("referral").related_model.objects
        named = self.model._meta.get_field("about").related_model.objects.filter(user=user.pk)
        seen = self.exclude(pk__in=named.values("complaint"))
        return seen.filter(~referrals.hides(user, "referral"))
