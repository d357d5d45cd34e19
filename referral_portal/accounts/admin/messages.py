"""The outgoing messages: staff see status and age, and a manager can release a waiting message.

The list shows no address and no text; the confirm page shows the text only. Every decision waits in
the same way, so this page gives nothing away about a participant.
"""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from referral_portal.accounts.admin_base import ReadOnlyModelAdmin, portal_admin_site
from referral_portal.accounts.work import WorkItem, capped
from referral_portal.common.fields import TextArea
from referral_portal.common.forms import PortalForm
from referral_portal.common.refusals import refusals_on
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.release import can_override_at, override_release

Limit = Callable[[QuerySet, object], QuerySet]
LIMITS: list[Limit] = []


def limits_messages(limit: Limit) -> Limit:
    """Decorate a function that takes messages and a user, and returns those that the user may see."""
    LIMITS.append(limit)
    return limit


def messages_for(user) -> QuerySet:
    """Return the messages that `user` may see."""
    rows = OutgoingMessage.objects.all()
    for limit in LIMITS:
        rows = limit(rows, user)
    return rows


class OverrideForm(PortalForm):
    """Why a waiting message cannot wait any longer."""

    why = TextArea(
        label="Why can this message not wait?",
        help_text="The link workers see at once that you released it, and this reason.",
        max_length=1000,
        rows=3,
        missing="Enter why this message cannot wait",
    )


@admin.register(OutgoingMessage, site=portal_admin_site)
class OutgoingMessageAdmin(ReadOnlyModelAdmin):
    """Lists the messages by status, oldest first."""

    list_display = ["short_id", "event", "audience", "status", "cancelled_because"]
    list_display += ["created_at", "sent_at", "failure"]
    list_filter = ["status", "audience"]
    ordering = ["created_at"]
    fields = ["event", "audience", "status", "cancelled_because"]
    fields += ["created_at", "sent_at", "attempts", "failure"]
    change_form_template = "admin/outbox/outgoingmessage/change_form.html"

    @admin.display(description="message")
    def short_id(self, message: OutgoingMessage) -> str:
        """Return the first characters of the id."""
        return str(message.pk)[:8]

    def get_queryset(self, request):
        """Return the messages that the user may see."""
        return super().get_queryset(request) & messages_for(request.user)

    def get_urls(self):
        """Return the stock URLs and the release page."""
        return [
            path(
                "<uuid:message_id>/release/",
                self.admin_site.admin_view(self.release_view),
                name="outbox_outgoingmessage_release",
            ),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show one message, with the release button for users who may press it."""
        extra = {"may_override": request.user.has_perm("outbox.override_release")}
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
        back = reverse("admin:outbox_outgoingmessage_changelist")
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
            "message": message,
            "form": form,
            "from_when": can_override_at(message),
            "too_early": timezone.now() < can_override_at(message),
            "back": back,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/outbox/outgoingmessage/release.html", context)


@portal_admin_site.add_work
def messages_that_wait(request) -> list[WorkItem]:
    """Return the messages that a manager may have to act on."""
    if not request.user.has_perm("outbox.view_outgoingmessage"):
        return []
    address = reverse("admin:outbox_outgoingmessage_changelist")
    by_status = {
        "Messages waiting for release": MessageStatus.WAITING_RELEASE,
        "Messages that may not have arrived": MessageStatus.UNCERTAIN,
        "Messages that could not be sent": MessageStatus.FAILED,
    }
    items = [
        WorkItem(
            text=text,
            url=f"{address}?status__exact={status}",
            count=capped(messages_for(request.user).filter(status=status)),
        )
        for text, status in by_status.items()
    ]
    return [item for item in items if item.count != "0" or item is items[0]]
