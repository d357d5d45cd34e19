"""The other forms of a person, and forms that may be of the same person, as the desk shows them.

The desk reads them beside each referral: their statuses and endings, and what they ask for. What an
open form asks for, or one that was closed as a duplicate, holds for the person and not for one form.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from django.db.models import F, Q, QuerySet, TextChoices, UUIDField

from referral_portal.accounts.any_user import AnyUser
from referral_portal.common.kept_rows import GivenMany, KeptRows, OneOf
from referrals.enums import FINAL, PERHAPS_ONE, EndingCode, MatchAnswer, Status
from referrals.models import CallBack, PossibleMatch, Referral, StatusChange

MOST = 20
MOST_MATCHES = 100


class Kind(TextChoices):
    SAME = "same", "Same person"
    LIKELY = "likely", "May be the same person"
    ALIKE = "alike", "Same name and date of birth, telephone or email"


@dataclass(frozen=True)
class OtherForm:
    """Another referral, how it belongs to this one, and the match to decide if there is one."""

    referral: Referral
    kind: Kind
    match_id: int | None
    duplicate_of: str

    @property
    def asks_still(self) -> bool:
        """Whether what this form asks for still has to be done."""
        is_duplicate = self.referral.ending_code == EndingCode.DUPLICATE
        return self.referral.status not in FINAL or is_duplicate

    @property
    def ending(self) -> str:
        """How it ended, in words; empty while it is open."""
        return ending_words(self.referral, self.duplicate_of)


@dataclass(frozen=True)
class HereBefore:
    """Everything about the person behind a referral that other forms say."""

    others: list[OtherForm] = field(default_factory=list)
    call_backs: list[CallBack] = field(default_factory=list)
    duplicate_of: str = ""

    @property
    def to_decide(self) -> list[OtherForm]:
        """The forms that may be of this person and wait for a decision, one for each match."""
        found = [one for one in self.others if one.match_id and not one.referral.set_aside_at]
        by_match = {one.match_id: one for one in reversed(found)}
        return list(by_match.values())[::-1]

    @property
    def asking(self) -> list[OtherForm]:
        """The forms of the same person, or likely the same, that still ask for something."""
        return [one for one in self.others if one.asks_still and one.kind != Kind.ALIKE]

    def due_at(self, referral: Referral) -> dt.datetime:
        """Return when to decide: the moment of a duplicate of this person, when it is earlier."""
        moments = [
            one.referral.due_at
            for one in self.others
            if one.kind == Kind.SAME and one.referral.ending_code == EndingCode.DUPLICATE
        ]
        return min([referral.due_at, *moments])


def ending_words(referral: Referral, duplicate_of: str) -> str:
    """Return how a referral ended; `duplicate_of` is the reference of the one that stayed open."""
    if duplicate_of:
        return f"Duplicate of {duplicate_of}"
    return EndingCode(referral.ending_code).label if referral.ending_code else ""


def here_before(referral: Referral, user) -> HereBefore:
    """Return the other forms that `user` may see.

    Makes five queries, however many forms there are.
    """
    own = referral.participant.person_id
    likely, apart = _matches_of(own, user)
    visible = Referral.objects.visible_to(user).select_related("participant")
    newest = ("-submitted_at", "-pk")
    of_person = visible.filter(participant__person__in={own, *likely}).exclude(pk=referral.pk)
    found = list(of_person.order_by(*newest)[:MOST])
    alike = visible.perhaps_of_the_same_person(referral).order_by(*newest)
    alike = alike.exclude(participant__person__in={own, *likely, *apart})[:MOST]
    found += list(alike)
    kept_open = duplicates_of([referral.pk, *(one.pk for one in found)], user)

    def kind_of(person: uuid.UUID) -> Kind:
        if person == own:
            return Kind.SAME
        return Kind.LIKELY if person in likely else Kind.ALIKE

    others = [
        OtherForm(
            referral=one,
            kind=kind_of(one.participant.person_id),
            match_id=likely.get(one.participant.person_id),
            duplicate_of=kept_open.get(one.pk, ""),
        )
        for one in found
    ]
    of_person = [one.referral.pk for one in others if one.kind != Kind.ALIKE]
    return HereBefore(
        others=sorted(others, key=lambda one: list(Kind).index(one.kind)),
        call_backs=_call_backs(referral, [referral.pk, *of_person], user),
        duplicate_of=kept_open.get(referral.pk, ""),
    )


def duplicates_of(referral_ids: Collection[uuid.UUID], user) -> dict[uuid.UUID, str]:
    """Return, by closed referral, the reference of which it is a duplicate now, if `user` sees it."""
    return dict(
        StatusChange.objects.filter(
            referral__in=referral_ids,
            duplicate_of__in=Referral.objects.visible_to(user),
            referral__ended_at=F("at"),
        ).values_list("referral_id", "duplicate_of__reference")
    )


def stayed_open(referral_ids: Collection[uuid.UUID], user) -> dict[uuid.UUID, str]:
    """Return the references of the referrals that `user` may know to have stayed open."""
    if not referral_ids:
        return {}
    visible = Referral.objects.visible_to(user).values("pk")
    may_know = Referral.objects.filter(Q(is_restricted=False) | Q(pk__in=visible))
    return dict(may_know.filter(pk__in=referral_ids).values_list("pk", "reference"))


def with_person(rows: Iterable[dict], user) -> list[dict]:
    """Return rows of the queue with what other open forms and duplicates of the person ask for.

    Only the forms that `user` may see count.

    Each row has `id`, `participant__person` and the columns that it may change. Makes one query, or
    none for rows that have all ended.
    """
    rows = list(rows)
    of_person: dict[uuid.UUID, list[dict]] = {}
    for row in rows:
        if row["status"] not in FINAL:
            of_person.setdefault(row["participant__person"], []).append(row)
    if not of_person:
        return rows
    # A form never asks for itself, so it is read only for another row of its person.
    alone = [same[0]["id"] for same in of_person.values() if len(same) == 1]
    asking = _asking(user.roles).read(
        persons=of_person, alone=alone, user=user.pk, agency=user.agency_id
    )
    found: dict[uuid.UUID, list[tuple]] = {}
    for person, *one in asking:
        found.setdefault(person, []).append(tuple(one))
    for row in chain.from_iterable(of_person.values()):
        # None where the row is older than this query, and its referral has ended since.
        others = found.get(row["participant__person"], ())
        for pk, wants_call, prompt_call, level, code, due_at in others:
            if pk == row["id"]:
                continue
            row["wants_call"] = row["wants_call"] or wants_call
            row["needs_prompt_call"] = row["needs_prompt_call"] or prompt_call
            row["danger_level"] = min(row["danger_level"], level)
            if code == EndingCode.DUPLICATE and row["status"] == Status.AWAITING_TRIAGE:
                row["due_at"] = min(row["due_at"], due_at)
    return rows


@cache
def _asking(roles: frozenset[str]) -> KeptRows:
    """Return the query for the forms that ask for something, for users of these roles."""
    persons, alone = GivenMany("persons", UUIDField()), GivenMany("alone", UUIDField())

    def rows() -> QuerySet:
        return Referral.objects.visible_to(AnyUser(roles)).in_work().filter(
            Q(ending_code=EndingCode.DUPLICATE) | ~Q(status__in=FINAL),
            OneOf("participant__person_id", persons),
            ~Q(OneOf("pk", alone)),
        ).values_list(
            "participant__person", "pk", "wants_call", "needs_prompt_call", "danger_level",
            "ending_code", "due_at",
        )  # fmt: skip

    return KeptRows(rows)


def _matches_of(own: uuid.UUID, user) -> tuple[dict[uuid.UUID, int], set[uuid.UUID]]:
    """Return the persons that may be this one, each with its match, and those that are not."""
    rows = (
        PossibleMatch.objects.visible_to(user)
        .filter(Q(first__person=own) | Q(second__person=own))
        .order_by("-score", "pk")
        .values_list("pk", "first__person_id", "second__person_id", "answer")[:MOST_MATCHES]
    )
    likely, apart = {}, set()
    for pk, first, second, answer in rows:
        person = second if first == own else first
        if answer in PERHAPS_ONE and person != own:
            likely.setdefault(person, pk)
        elif answer == MatchAnswer.NOT_SAME:
            apart.add(person)
    return likely, apart - set(likely)


def _call_backs(referral: Referral, referral_ids: list[uuid.UUID], user) -> list[CallBack]:
    """Return the call-backs that led to the referrals, and those that wait for the same number."""
    which = Q(referral__in=referral_ids)
    one = referral.participant
    if one.phone:
        # A call-back keeps a number in its normal form, and an extension after it.
        which |= Q(phone__in={one.phone, one.phone_key} - {""})
    visible = CallBack.objects.visible_to(user).filter(which).select_related("referral")
    return list(visible.order_by("-received_at", "pk")[:MOST])
