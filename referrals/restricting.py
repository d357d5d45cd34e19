"""Restricted referrals: only the people named on one see it, and a programme manager names them.

A referral starts restricted when the participant works where colleagues could read the form. The
programme managers are named first, without those of the agency that the participant may work for.
One manager always stays named.
"""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef

from programmes.models import Partner
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.audit.recorder import SYSTEM, record
from referral_portal.common.by_row import ByRow
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import queue_message
from referrals.assignments import put_back
from referrals.conflicts import is_of, works_for
from referrals.enums import MessageEvent
from referrals.message_keys import message_key
from referrals.models import NamedUser, NamedUserChange, Referral
from referrals.permissions import can_name_people, can_read_referrals
from referrals.querysets import ReferralQuerySet

CAN_BE_NAMED = (Role.COORDINATOR, Role.MANAGER, Role.FACILITATOR, Role.CO_FACILITATOR)
WHEN_IT_ARRIVED = "Named when the form arrived."
NOT_NAMED = "No longer named on this referral."


def first_named(referral: Referral) -> list[User]:
    """Return the managers who are named first: not of the participant's agency, where others exist."""
    managers = User.objects.filter(is_active=True, groups__name=Role.MANAGER)
    managers = list(managers.select_related("agency").order_by("pk"))
    return [one for one in managers if not may_be_colleague(referral, one)] or managers


def may_be_colleague(referral: Referral, user: User) -> bool:
    """Return whether the participant may work for the agency of `user`."""
    works = works_for(referral.answers)
    partners = Partner.objects.values_list("name", flat=True)
    return user.agency is not None and is_of(user.agency.name, works, partners=partners)


def start_restricted(referral: Referral, *, now: dt.datetime) -> list[User]:
    """Name the first people on a new restricted referral, tell them, and return them."""
    named = first_named(referral)
    for user in named:
        _write(referral, user, is_added=True, reason=WHEN_IT_ARRIVED, by=None, now=now)
        _tell(referral, user, now=now)
    ids = [user.pk for user in named]
    record("referral.restrict", actor=SYSTEM, target=referral, now=now, users=ids)
    return named


def _tell(referral: Referral, user: User, *, now: dt.datetime) -> None:
    """Tell a manager that a restricted referral waits for names."""
    if not user.email:
        return
    queue_message(
        template="referrals/restricted_staff",
        event=f"{MessageEvent.ALERT}_{Audience.STAFF}",
        to=user.email,
        context={"reference": referral.reference},
        key=message_key(MessageEvent.ALERT, Audience.STAFF, referral.pk, f"named-{user.pk}"),
        audience=Audience.STAFF,
        referral_id=referral.pk,
        now=now,
    )


def name_user(*, referral_id: uuid.UUID, user_id: int, reason: str, by, now: dt.datetime) -> None:
    """Let a user see a restricted referral.

    Raises PermissionDenied, and Refusal without a reason, for a user without a fitting role and for
    one who is named already.
    """
    with transaction.atomic():
        referral = _locked(referral_id, reason, by)
        user = User.objects.get(pk=user_id)
        if not (user.is_active and user.has_role(*CAN_BE_NAMED)):
            raise Refusal("This user cannot be named on a referral.", "user")
        if referral.named_users.filter(user=user).exists():
            raise Refusal("This user is named already.", "user")
        _write(referral, user, is_added=True, reason=reason.strip(), by=by, now=now)
        record("referral.name", actor=by, target=referral, now=now, user=user.pk)


def remove_user(*, referral_id: uuid.UUID, user_id: int, reason: str, by, now: dt.datetime) -> None:
    """Stop showing a restricted referral to a user, who no longer works on it either.

    Raises PermissionDenied, and Refusal without a reason, for a user who is not named, and for the
    last programme manager who can act.
    """
    with transaction.atomic():
        referral = _locked(referral_id, reason, by)
        named = referral.named_users
        row = named.filter(user=user_id).select_related("user").first()
        if row is None:
            raise Refusal("This user is not named any more.")
        if not named.acting_managers().exclude(user=user_id).exists():
            raise Refusal(
                "A programme manager must stay named. Add another manager before you remove this user."
            )
        _write(referral, row.user, is_added=False, reason=reason.strip(), by=by, now=now)
        if referral.assigned_to_id == user_id:
            put_back(referral, words=NOT_NAMED, by=by, now=now)
        record("referral.unname", actor=by, target=referral, now=now, user=user_id)


def could_be_named(referral: Referral) -> list[User]:
    """Return the users who are not named on `referral` and could be, by name."""
    users = User.objects.filter(is_active=True, groups__name__in=CAN_BE_NAMED).distinct()
    users = users.exclude(pk__in=referral.named_users.values("user")).select_related("agency")
    return list(users.order_by("last_name", "first_name", "pk"))


def check_may_see(referral: Referral, by) -> None:
    """Raise PermissionDenied where `referral` is restricted and does not name `by`."""
    if not referral.is_restricted or by is None:
        return
    if not Referral.objects.open_to(by).filter(pk=referral.pk).exists():
        raise PermissionDenied("This referral is not yours to open.")


def to_name(user):
    """Return the open restricted referrals that `user` sees and on which no coordinator is named."""
    coordinators = NamedUser.objects.filter(
        referral=OuterRef("pk"), user__is_active=True, user__groups__name=Role.COORDINATOR
    )
    mine = Referral.objects.visible_to(user).filter(is_restricted=True, ended_at=None)
    return mine.filter(~ByRow(coordinators)).order_by("submitted_at", "pk")


def _locked(referral_id: uuid.UUID, reason: str, by) -> Referral:
    if not can_name_people(by):
        raise PermissionDenied("Only a programme manager can name people.")
    # Locked, so that two managers do not remove each other.
    referral = Referral.objects.select_for_update(no_key=True, of=("self",)).get(pk=referral_id)
    check_may_see(referral, by)
    if not referral.is_restricted:
        raise Refusal("This referral is not restricted.")
    if not reason.strip():
        raise Refusal("Say why.", "reason")
    return referral


def _write(referral: Referral, user: User, *, is_added: bool, reason: str, by, now) -> None:
    if is_added:
        NamedUser.objects.create(referral=referral, user=user, at=now)
    else:
        NamedUser.objects.filter(referral=referral, user=user).delete()
    NamedUserChange.objects.create(
        referral=referral, user=user, is_added=is_added, reason=reason, at=now, by=by
    )


def known_by_reference(user) -> ReferralQuerySet:
    """Return the referrals that `user` opens, and for an auditor those that are not restricted.

    An auditor knows them by their references and opens none of them.
    """
    if can_read_referrals(user):
        return Referral.objects.visible_to(user)
    return (
        Referral.objects.open_to(user) if user.has_role(Role.AUDITOR) else Referral.objects.none()
    )
