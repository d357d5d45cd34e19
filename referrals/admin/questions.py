"""What agencies answered or added: the list of what nobody has read, and the button that marks it."""

import datetime as dt
import functools
import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db.models import DateField, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.accounts.work import MOST as COUNTED
from referral_portal.accounts.work import SHOWN, WorkItem, WorkRow, many
from referral_portal.common.dates import local_today
from referral_portal.common.methods import GET_OR_POST, READ_ONLY
from referral_portal.common.statements import Given
from referral_portal.common.together import Together
from referrals.enums import AdditionKind
from referrals.models import Addition, Question, Referral
from referrals.permissions import can_read_referrals, can_triage
from referrals.questions import (
    late_answers,
    mark_addition_read,
    mark_answer_read,
    unread_additions,
    unread_answers,
    who_answers,
)

MOST = 100  # rows of each kind; the oldest come first


def received(request: HttpRequest) -> HttpResponse:
    """List what agencies answered or added and nobody at the desk has read."""
    if not can_read_referrals(request.user):
        raise Http404
    if request.method not in READ_ONLY:
        return HttpResponseNotAllowed(READ_ONLY)
    user, today = request.user, local_today(timezone.now())
    found = _received_by(user.roles).read(user=user.pk, agency=user.agency_id, today=today)
    rows = [*map(answer_row, found["answers"]), *map(addition_row, found["additions"])]
    context = {
        "rows": sorted(rows, key=lambda row: row["at"]),
        "may_mark": can_triage(request.user),
        "late": [
            question_row(one)
            for one in sorted(found["late"], key=lambda one: (one.answer_due_on, one.pk))
        ],
    }
    return TemplateResponse(request, "admin/referrals/received.html", context)


@functools.cache
def _received_by(roles: frozenset[str]) -> Together:
    """Return the rows of the page for users of these roles, without what it does not show."""

    def parts() -> dict[str, QuerySet]:
        user = AnyUser(roles)
        about = ("referral__reference", "referral__participant__name")
        question = ("number", "text", "answer", "answered_at", "answer_due_on", *about)
        answers = unread_answers(user).select_related("referral__participant", "answered_by")
        additions = unread_additions(user).select_related("referral__participant", "by")
        late = late_answers(user, Given("today", DateField()))
        late = late.select_related("referral__participant", "referral__referrer__agency")
        sender = ("referral__referrer__name", "referral__referrer__agency__name")
        found = {
            "answers": answers.only(*question, *_names_of("answered_by")),
            "additions": additions.only("number", "kind", "words", "at", *about, *_names_of("by")),
            "late": late.only(*question, *sender),
        }
        return {name: rows[:MOST] for name, rows in found.items()}

    return Together(parts)


def _names_of(user: str) -> list[str]:
    return [f"{user}__{name}" for name in ("username", "first_name", "last_name")]


def answer_row(question: Question) -> dict:
    """Return the row of an answer."""
    return _row(question.referral) | {
        "what": f"Answer to question {question.number}",
        "colour": "blue",
        "asked": question.text,
        "words": question.answer,
        "at": question.answered_at,
        "by": str(question.answered_by),
        "mark_url": mark_url("read_answer", question),
    }


def addition_row(addition: Addition) -> dict:
    """Return the row of an addition."""
    return _row(addition.referral) | {
        "what": addition.get_kind_display(),
        "colour": "orange" if addition.kind == AdditionKind.WITHDRAWAL else "blue",
        "asked": "",
        "words": addition.words,
        "at": addition.at,
        "by": str(addition.by),
        "mark_url": mark_url("read_addition", addition),
    }


def question_row(question: Question) -> dict:
    """Return the row of a question without an answer: who answers, by when."""
    return _row(question.referral) | {
        "number": question.number,
        "asked": question.text,
        "who": who_answers(question.referral),
        "due_on": question.answer_due_on,
    }


def _row(referral: Referral) -> dict:
    return {
        "reference": referral.reference,
        "name": referral.participant.name,
        "url": reverse("admin:referrals_referral_change", args=[referral.pk]),
    }


def mark_url(name: str, row: Question | Addition) -> str:
    """Return the address that marks `row` as read."""
    return reverse(f"admin:referrals_referral_{name}", args=[row.referral_id, row.number])


def read_answer(request: HttpRequest, referral_id: uuid.UUID, number: int) -> HttpResponse:
    """Mark the answer to a question as read."""
    return _mark(request, mark_answer_read, referral_id, number)


def read_addition(request: HttpRequest, referral_id: uuid.UUID, number: int) -> HttpResponse:
    """Mark an addition as read."""
    return _mark(request, mark_addition_read, referral_id, number)


def _mark(request: HttpRequest, verb: Callable, referral_id: uuid.UUID, number: int):
    if not can_triage(request.user):
        raise Http404
    if request.method not in GET_OR_POST:
        return HttpResponseNotAllowed(GET_OR_POST)
    if request.method == "POST":
        try:
            verb(referral_id=referral_id, number=number, by=request.user, now=timezone.now())
        except (Question.DoesNotExist, Addition.DoesNotExist):
            raise Http404 from None
        messages.success(request, "Marked as read.")
        return redirect("admin:referrals_referral_received")
    return redirect("admin:referrals_referral_change", referral_id)


@portal_admin_site.add_work
def answers_that_wait(request) -> list[WorkItem]:
    """Return the unread answers and additions of agencies, and the answers that are late."""
    if not can_read_referrals(request.user):
        return []
    user, url = request.user, reverse("admin:referrals_referral_received")
    today = local_today(timezone.now())
    answers = _work_rows(_answers.read(user), "Answered")
    additions = _work_rows(_additions.read(user), "Sent")
    late = _work_rows(_late.read(user, today=today), "Needed by", is_late=True)
    return [
        WorkItem(
            text="Answers received",
            url=url,
            count=many(len(answers) + len(additions)),
            hint="Agencies answered, added something or withdrew",
            rows=tuple([*answers, *additions][:SHOWN]),
        ),
        WorkItem(
            text="Answers overdue",
            url=f"{url}#late",
            count=many(len(late)),
            hint="We asked, and the day for the answer has passed",
            is_urgent=bool(late),
            rows=tuple(late[:SHOWN]),
        ),
    ]


@KeptFor
def _answers(user: AnyUser) -> QuerySet:
    return _counted(unread_answers(user), "answered_at")


@KeptFor
def _additions(user: AnyUser) -> QuerySet:
    return _counted(unread_additions(user), "at")


@KeptFor
def _late(user: AnyUser) -> QuerySet:
    return _counted(late_answers(user, Given("today", DateField())), "answer_due_on")


def _counted(rows: QuerySet, date: str) -> QuerySet:
    """Return the columns that the first page shows, up to one row more than it counts."""
    columns = ("referral_id", "referral__reference", "referral__participant__name", date)
    return rows.values_list(*columns)[: COUNTED + 1]


def _work_rows(found: list[tuple], word: str, *, is_late: bool = False) -> list[WorkRow]:
    """Return rows as the first page shows them."""
    return [
        WorkRow(
            text=reference,
            url=reverse("admin:referrals_referral_change", args=[referral_id]),
            name=name,
            detail=f"{word} {_day(at):%-d %b %Y}",
            is_late=is_late,
        )
        for referral_id, reference, name, at in found
    ]


def _day(at: dt.datetime | dt.date) -> dt.date:
    return local_today(at) if isinstance(at, dt.datetime) else at
