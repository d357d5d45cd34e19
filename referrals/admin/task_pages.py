"""The pages that add a task to a referral, change it and mark it as done."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.refusals import refusals_on
from referral_portal.pages.zones import draw_from, version_read
from referrals.admin.access import opened
from referrals.admin.call_backs import desk_page
from referrals.admin.queue.returning import list_of, page_url
from referrals.forms.task import ChangeTaskForm, FinishTaskForm, TaskForm
from referrals.models import Referral, Task
from referrals.permissions import can_read_referrals
from referrals.to_do import add_task, can_have_task, change_task, finish_task


@desk_page(can_read_referrals, GET_OR_POST)
def add(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Ask what is to be done, and on POST add the task."""
    referral = opened(request.user, referral_id, page="task")
    form = TaskForm(_posted(request), users=_users(referral))
    if form.is_valid():
        with refusals_on(form):
            add_task(referral_id=referral.pk, **form.answers(), by=request.user, now=timezone.now())
            messages.success(request, "The task has been added.")
            return redirect(_back(request, referral))
    return _ask(request, referral, form, {"heading": "Add a task", "button": "Add task"})


@desk_page(can_read_referrals, GET_OR_POST)
def change(request: HttpRequest, referral_id: uuid.UUID, number: int) -> HttpResponse:
    """Ask by when a task is due and who does it, and on POST change it."""
    referral, task = _task(request, referral_id, number)
    if request.method == "GET" and task.done_at:
        return _done_already(request, referral)
    form = ChangeTaskForm(
        _posted(request),
        users=_users(referral),
        initial={"due_on": task.due_on, "assignee": task.assignee_id or ""},
    )
    if form.is_valid():
        with refusals_on(form):
            change_task(
                task_id=task.pk,
                **form.answers(),
                version=version_read(request, subject=_subject(task)),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, "The task has been changed.")
            return redirect(_back(request, referral))
    return _ask(
        request, referral, form, {"heading": "Change a task", "button": "Change task"}, task
    )


@desk_page(can_read_referrals, GET_OR_POST)
def done(request: HttpRequest, referral_id: uuid.UUID, number: int) -> HttpResponse:
    """Ask what was done, and on POST mark the task as done."""
    referral, task = _task(request, referral_id, number)
    if request.method == "GET" and task.done_at:
        return _done_already(request, referral)
    form = FinishTaskForm(_posted(request))
    if form.is_valid():
        with refusals_on(form):
            finish_task(
                task_id=task.pk,
                outcome=form.cleaned_data["outcome"],
                version=version_read(request, subject=_subject(task)),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, "The task is done.")
            return redirect(_back(request, referral))
    return _ask(
        request, referral, form, {"heading": "Mark a task as done", "button": "Mark as done"}, task
    )


def _task(request: HttpRequest, referral_id: uuid.UUID, number: int) -> tuple[Referral, Task]:
    """Return a referral that the user may see, and its task, or raise Http404."""
    referral = opened(request.user, referral_id, page="task")
    task = referral.tasks.filter(number=number).first()
    if task is None:
        raise Http404
    return referral, task


def _users(referral: Referral) -> list[tuple[str, str]]:
    return [(str(user.pk), str(user)) for user in can_have_task(referral)]


def _subject(task: Task) -> str:
    return f"task:{task.pk}"


def _posted(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _back(request: HttpRequest, referral: Referral) -> str:
    return page_url("change", referral.pk, list_of(request))


def _done_already(request: HttpRequest, referral: Referral) -> HttpResponse:
    messages.warning(request, "This task is done already.")
    return redirect(_back(request, referral))


def _ask(
    request: HttpRequest, referral: Referral, form, words: dict, task: Task | None = None
) -> HttpResponse:
    if task:
        if request.method == "POST":
            # Another user may have changed it since this request began.
            task.refresh_from_db()
        draw_from(request, subject=_subject(task), version=task.version)
    context = {
        "referral": referral,
        "task": task,
        "form": form,
        "words": words,
        "back": _back(request, referral),
    }
    return TemplateResponse(request, "admin/referrals/task.html", context)
