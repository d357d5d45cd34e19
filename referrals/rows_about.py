"""The rows about one referral that its page shows, read in one query, and one for the users' names.

Nothing here says who may see what: the page was opened already. Of other forms of the person it only
says that there is something to read, and the rules of who sees it come after.
"""

import datetime as dt
import functools
from collections.abc import Iterable

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    F,
    Field,
    IntegerField,
    Model,
    Q,
    QuerySet,
    UUIDField,
)

from referral_portal.accounts.admin.message_rows import messages_for
from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.models import User
from referral_portal.common.kept_rows import GivenMany, OneOf
from referral_portal.common.statements import Given
from referral_portal.common.together import Together, attach
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.models import (
    Addition,
    Amendment,
    Assignment,
    CallBack,
    ClockResult,
    ClosedSign,
    ContactLog,
    DangerCheck,
    DecisionReview,
    EligibilityCheck,
    Participant,
    PossibleMatch,
    Question,
    RecentLook,
    Redaction,
    Referral,
    ReleasedCard,
    SetAsideChange,
    StatusChange,
    Task,
)
from referrals.recent_looks import forgotten_before

MOST_CONTACTS = MOST_TASKS = 50
OPEN_FIRST = (F("done_at").desc(nulls_first=True), "due_on", "number")
NAMES = ("username", "first_name", "last_name", "is_active")
# What the referral itself holds, so that the rules that look at it find it there.
ON_THE_REFERRAL = ("status_changes", "amendments")
# Each has a row where another form, a match or a call-back may belong to this person.
OTHERS = ("others", "matches", "alike", "call_backs")


def rows_about(
    referral: Referral, user, now: dt.datetime, *, without: frozenset[str] = frozenset()
) -> dict[str, list]:
    """Return the rows about `referral` by the name of their part, each with its users' names.

    The parts `without`, which the page does not show, are not read.
    """
    one = referral.participant
    found = _rows_for(user.roles, without).read(
        referral=referral.pk,
        person=one.person_id,
        user=user.pk,
        agency=user.agency_id,
        since=forgotten_before(now),
        search_name=one.search_name,
        born_on=one.born_on,
        phone=one.phone,
        phone_key=one.phone_key,
        email_key=one.email_key,
    )
    # In two parts, each along its own index, because one part with "or" reads whole tables.
    found["matches"] += found.pop("matches_as_second")
    if "contacts" in found and found["call_backs"]:
        both = found["contacts"] + _OF_CALLS.read(referral=referral.pk)["contacts"]
        found["contacts"] = sorted(both, key=lambda one: (one.at, one.pk))[-MOST_CONTACTS:]
    shown = [row for name, rows in found.items() if name not in OTHERS for row in rows]
    name_users([referral, *shown], known=user)
    for name in ON_THE_REFERRAL:
        attach(referral, name, sorted(found[name], key=lambda row: row.pk))
    return found


def name_users(rows: Iterable[Model], *, known: User) -> None:
    """Give each row the users that it refers to, with their names only, in one query or none."""
    refers = [
        (row, field, pk)
        for row in rows
        for field in _user_fields(type(row))
        if (pk := getattr(row, field.attname))
    ]
    users = {known.pk: known}
    if unknown := {pk for _, _, pk in refers} - {known.pk}:
        users |= {one.pk: one for one in _NAMED.read(ids=unknown)["users"]}
    for row, field, pk in refers:
        setattr(row, field.name, users[pk])


def _named() -> dict[str, QuerySet]:
    of_ids = OneOf("pk", GivenMany("ids", IntegerField()))
    return {"users": User.objects.filter(of_ids).only(*NAMES)}


_NAMED = Together(_named)


@functools.cache
def _user_fields(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if field.related_model is User]


def _parts(roles: frozenset[str]) -> dict[str, QuerySet]:
    pk = Given("referral", UUIDField())
    sent = OutgoingMessage.objects.filter(referral_id=pk)
    looks = RecentLook.objects.filter(referral=pk, at__gt=Given("since", DateTimeField()))
    return {
        "status_changes": StatusChange.objects.filter(referral=pk),
        "eligibility": EligibilityCheck.objects.filter(referral=pk).order_by("-at", "-pk")[:1],
        "danger": DangerCheck.objects.filter(referral=pk).order_by("-at", "-pk")[:1],
        "closed_signs": ClosedSign.objects.filter(referral=pk),
        "amendments": Amendment.objects.filter(referral=pk),
        "redactions": Redaction.objects.filter(referral=pk),
        "questions": Question.objects.filter(referral=pk),
        "additions": Addition.objects.filter(referral=pk),
        "cards": ReleasedCard.objects.filter(referral_id=pk),
        "clock_results": ClockResult.objects.filter(referral=pk, undone_at=None),
        "contacts": _newest(ContactLog.objects.filter(referral=pk)),
        "tasks": Task.objects.filter(referral=pk).order_by(*OPEN_FIRST)[:MOST_TASKS],
        "set_aside_changes": SetAsideChange.objects.filter(referral=pk),
        "assignments": Assignment.objects.filter(referral=pk),
        "reviews": DecisionReview.objects.filter(referral=pk),
        "looks": looks.exclude(user=Given("user", IntegerField())),
        "messages": sent.defer("subject", "body"),
        "messages_seen": messages_for(AnyUser(roles)).filter(referral_id=pk).only("pk"),
        "releases": MessageRelease.objects.filter(message_id__in=sent.values("pk")),
        **_others(pk),
    }


def _newest(contacts: QuerySet[ContactLog]) -> QuerySet[ContactLog]:
    return contacts.select_related("next_try").order_by("-at", "-pk")[:MOST_CONTACTS]


def _of_calls() -> dict[str, QuerySet]:
    asked = Given("referral", UUIDField())
    return {"contacts": _newest(ContactLog.objects.filter(call_back__referral=asked))}


# Few referrals have a call-back, and with few call-backs the database would read every contact for it.
_OF_CALLS = Together(_of_calls)


def _others(pk: Given) -> dict[str, QuerySet]:
    """Return one row of each kind that makes a look at the other forms of the person necessary."""
    person, phone = Given("person", UUIDField()), Given("phone", CharField())
    phone_key, email_key = Given("phone_key", CharField()), Given("email_key", CharField())
    name = {
        "search_name": Given("search_name", CharField()),
        "born_on": Given("born_on", DateField()),
    }
    alike = Participant.objects.filter(
        Q(**name)
        | Q(phone_key=phone_key) & ~Q(phone_key="")
        | Q(email_key=email_key) & ~Q(email_key="")
    )
    same_number = (Q(phone=phone) | Q(phone=phone_key)) & ~Q(phone="")
    found = {
        "others": Referral.objects.filter(participant__person=person).exclude(pk=pk),
        "matches": PossibleMatch.objects.filter(first__person=person),
        "matches_as_second": PossibleMatch.objects.filter(second__person=person),
        "alike": Referral.objects.filter(participant__in=alike.values("pk")).exclude(pk=pk),
        "call_backs": CallBack.objects.filter(Q(referral=pk) | same_number),
    }
    return {name: rows.only("pk")[:1] for name, rows in found.items()}


@functools.cache
def _rows_for(roles: frozenset[str], without: frozenset[str]) -> Together:
    def parts() -> dict[str, QuerySet]:
        return {name: rows for name, rows in _parts(roles).items() if name not in without}

    return Together(parts)
