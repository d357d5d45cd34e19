"""The outgoing messages: staff see state and age, and decide about those that did not arrive.

A manager can also release a waiting message. The pages of one message show the text, and no address.
Every decision waits in the same way, so these pages give nothing away about a participant.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from referral_portal.accounts.admin.message_list import message_list
from referral_portal.accounts.admin.message_rows import messages_for, named_subjects, subjects_of
from referral_portal.accounts.admin_base import ReadOnlyModelAdmin, portal_admin_site
from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.accounts.work import MOST, SHOWN, WorkItem, WorkRow, many
from referral_portal.common.dates import local
from referral_portal.common.fields import TextArea
from referral_portal.common.forms import PortalForm
from referral_portal.common.methods import READ_ONLY
from referral_portal.common.refusals import refusals_on
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.kinds import kind_words
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.release import can_override_at, override_release
from referral_portal.outbox.settling import (
    OPEN_ENDED,
    VERBS,
    Decision,
    choices_for,
    words_for,
)
from referral_portal.outbox.states import FILTERS, State, state_words

LIST = "admin:outbox_outgoingmessage_changelist"
SETTLE = "outbox.settle_message"
SAID = {
    Decision.AGAIN: "The message will be sent again now, unless it is no longer true.",
    Decision.ARRIVED: "It has been recorded that the message has arrived.",
    Decision.CLOSE: "The message has been closed. It will not be sent.",
}
PROBLEMS = (
    (
        "Messages that may not have arrived",
        State.UNCERTAIN,
        "Needs action: ask whether each has arrived",
    ),
    (
        "Messages that could not be sent",
        State.FAILED,
        "Needs action: nobody has read them",
    ),
)


class OverrideForm(PortalForm):
    """Why a waiting message cannot wait any longer."""

    why = TextArea(
        label="Why can this message not wait?",
        help_text="The link workers see at once that you released it, and this reason.",
        max_length=1000,
        rows=3,
        missing="Enter why this message cannot wait",
    )


class DecisionForm(PortalForm):
    """What a user decides about a message that did not arrive; each button sends one answer."""

    decision = forms.ChoiceField(choices=Decision, widget=forms.HiddenInput)


@admin.register(OutgoingMessage, site=portal_admin_site)
class OutgoingMessageAdmin(ReadOnlyModelAdmin):
    """Lists the messages with their state, and has a page to decide about one."""

    fields = ["kind", "referral", "reader", "state", "created_at", "attempts"]
    readonly_fields = ["kind", "referral", "reader", "state"]
    change_form_template = "admin/outbox/outgoingmessage/change_form.html"

    @admin.display(description="about")
    def kind(self, message: OutgoingMessage) -> str:
        """Return the words for the subject of the message."""
        return kind_words(message.event)

    @admin.display(description="referral")
    def referral(self, message: OutgoingMessage) -> str:
        """Return a link to the referral; only its users get to see its reference."""
        shown = getattr(message, "shown_subject", "")
        return shown or ("Not shown" if message.referral_id else "None")

    @admin.display(description="for")
    def reader(self, message: OutgoingMessage) -> str:
        """Return the reader in words."""
        return message.get_audience_display().capitalize()

    @admin.display(description="state")
    def state(self, message: OutgoingMessage) -> str:
        """Return the state in words."""
        return state_words(message, timezone.now())

    def get_queryset(self, request):
        """Return the messages that the user may see."""
        return super().get_queryset(request) & messages_for(request.user)

    def get_object(self, request, object_id, from_field=None):
        """Return the message, with a link to its referral for a user who may open that."""
        message = super().get_object(request, object_id, from_field)
        found = subjects_of([message], request.user).get(message.referral_id)
        if found:
            link = '<a class="govuk-link" href="{}">{}</a>'
            message.shown_subject = format_html(link, found.url, found.reference)
        return message

    def changelist_view(self, request, extra_context=None):
        """Show the list of messages, and refuse a POST: the list changes nothing."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method not in READ_ONLY:
            return HttpResponseNotAllowed(READ_ONLY)
        return message_list(request)

    def get_urls(self):
        """Return the stock URLs, the release page and the page to decide about a message."""
        return [
            path(
                "<uuid:unsent_id>/decide/",
                self.admin_site.admin_view(self.decide_view),
                name="outbox_outgoingmessage_decide",
            ),
            path(
                "<uuid:message_id>/release/",
                self.admin_site.admin_view(self.release_view),
                name="outbox_outgoingmessage_release",
            ),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show one message, with the buttons that the user may press."""
        extra = {
            "may_override": request.user.has_perm("outbox.override_release"),
            "may_settle": request.user.has_perm(SETTLE),
        }
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))

    def release_view(self, request, message_id):
        """Ask a manager to confirm, then release the message."""
        if not request.user.has_perm("outbox.override_release"):
            raise PermissionDenied
        message = (
            messages_for(request.user)
            .filter(pk=message_id, status=MessageStatus.WAITING_RELEASE)
            .first()
        )
        if message is None:
            raise Http404
        back = reverse(LIST)
        form = OverrideForm(request.POST or None)
        if form.is_valid():
            with refusals_on(form):
                override_release(
                    message_id=message_id,
                    why=form.cleaned_data["why"],
                    by=request.user,
                    now=timezone.now(),
                )
                messages.success(request, "The message will leave at the next fixed time.")
                return redirect(back)
        context = self.admin_site.each_context(request) | {
            "title": "Release a waiting message",
            **_about(message, request.user),
            "form": form,
            "from_when": can_override_at(message),
            "too_early": timezone.now() < can_override_at(message),
            "back": back,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/outbox/outgoingmessage/release.html", context)

    def decide_view(self, request, unsent_id):
        """Say what happened to a message that did not arrive, and do what the user decides."""
        if not request.user.has_perm(SETTLE):
            raise PermissionDenied
        rows = messages_for(request.user).filter(pk=unsent_id)
        message = rows.first()
        if message is None or (request.method != "POST" and message.status not in OPEN_ENDED):
            raise Http404
        form = DecisionForm(request.POST or None)
        if form.is_valid():
            decision = form.cleaned_data["decision"]
            with refusals_on(form):
                VERBS[decision](message_id=unsent_id, by=request.user, now=timezone.now())
                messages.success(request, SAID[decision])
                return redirect(f"{reverse(LIST)}?state={State.DECIDE}")
            message = rows.get()  # another user may have decided meanwhile
        happened, what_to_do = words_for(message)
        context = self.admin_site.each_context(request) | {
            "title": "Decide about a message",
            **_about(message, request.user),
            "form": form,
            "happened": happened,
            "what_to_do": what_to_do,
            "choices": choices_for(message),
            "back": reverse(LIST),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/outbox/outgoingmessage/decide.html", context)


def _about(message: OutgoingMessage, user) -> dict:
    """Return the facts that the pages of one message show, besides its text."""
    return {
        "message": message,
        "kind": kind_words(message.event),
        "subject": subjects_of([message], user).get(message.referral_id),
    }


@portal_admin_site.add_work
def messages_that_wait(request) -> list[WorkItem]:
    """Return the messages about which a coordinator or manager may have to decide.

    Only a manager can release one that waits, so a coordinator does not see how many wait.
    """
    if not request.user.has_perm("outbox.view_outgoingmessage"):
        return []
    address = reverse(LIST)
    page = "decide" if request.user.has_perm(SETTLE) else "change"
    items = []
    for text, state, hint in PROBLEMS:
        if found := _unsettled.read(request.user, state):
            items.append(
                WorkItem(
                    text=text,
                    url=f"{address}?state={state}",
                    count=many(len(found)),
                    hint=hint,
                    is_urgent=True,
                    rows=_work_rows(found[:SHOWN], request.user, page),
                )
            )
    if request.user.has_perm(SETTLE) and not request.user.has_perm("outbox.override_release"):
        return items
    waiting = WorkItem(
        text="Messages waiting for release",
        url=f"{address}?state={State.WAITING}",
        count=many(len(_waiting.read(request.user))),
    )
    return [*items, waiting]


@KeptFor
def _unsettled(user: AnyUser, state: str) -> QuerySet:
    rows = messages_for(user).filter(FILTERS[state]).order_by("created_at", "pk")
    return rows.values_list("pk", "event", "referral_id", "created_at")[: MOST + 1]


@KeptFor
def _waiting(user: AnyUser) -> QuerySet:
    rows = messages_for(user).filter(status=MessageStatus.WAITING_RELEASE)
    return rows.order_by().values_list("pk")[: MOST + 1]


def _work_rows(found: list[tuple], user, page: str) -> tuple[WorkRow, ...]:
    """Return the rows of messages on the first page; `page` is the page to which each leads."""
    subjects = named_subjects({referral_id for _, _, referral_id, _ in found}, user)
    rows = []
    for pk, event, referral_id, created_at in found:
        kind, subject = kind_words(event), subjects.get(referral_id)
        rows.append(
            WorkRow(
                text=subject.reference if subject else kind,
                url=reverse(f"admin:outbox_outgoingmessage_{page}", args=[pk]),
                name=kind if subject else "",
                detail=f"Written {local(created_at):%-d %b %Y, %H:%M}",
            )
        )
    return tuple(rows)
