"""Put the desk's pages at the admin's addresses for referrals and call-backs.

The stock pages of these models cannot be reached: nothing is added, changed or deleted by them.
"""

from functools import partial

from django.contrib import admin
from django.urls import path

from referral_portal.accounts.admin_base import ReadOnlyModelAdmin, portal_admin_site
from referrals.admin.amendments import amend_page, amendments
from referrals.admin.bursts import aside, burst, burst_list
from referrals.admin.call_backs import (
    add_call_back,
    attempt,
    call_backs,
    link,
    read_call_back,
)
from referrals.admin.calls import call, calls
from referrals.admin.contacts import contact
from referrals.admin.decision_pages import DECISION_PAGES
from referrals.admin.decisions import decide
from referrals.admin.letters import letter, review_letter_page
from referrals.admin.naming import name as name_user
from referrals.admin.naming import named, unname
from referrals.admin.notes import note
from referrals.admin.questions import read_addition, read_answer, received
from referrals.admin.queue.chosen import chosen
from referrals.admin.queue.export import export
from referrals.admin.queue.listing import queue
from referrals.admin.queue.search import jump
from referrals.admin.redactions import redact, redaction
from referrals.admin.referral.page import read
from referrals.admin.releases import releases
from referrals.admin.reviews import asking
from referrals.admin.reviews import pages as review_pages
from referrals.admin.reviews.complaints import (
    complain,
    complaint,
    complaint_letter_page,
    complaint_list,
)
from referrals.admin.reviews.listing import review_list
from referrals.admin.set_aside import set_aside_list
from referrals.admin.task_list import task_list
from referrals.admin.task_pages import add as add_task
from referrals.admin.task_pages import change as change_task
from referrals.admin.task_pages import done as finish_task
from referrals.admin.team.assigning import hand_over_referral, take_referral
from referrals.admin.team.holding import held, unassigned
from referrals.admin.team.workload import workload
from referrals.admin.triage.urls import triage_urls
from referrals.models import CallBack, Complaint, DecisionReview, Referral
from referrals.permissions import can_name_people, can_read_referrals


@admin.register(Referral, site=portal_admin_site)
class ReferralAdmin(ReadOnlyModelAdmin):
    """Referrals are read here; only the verbs behind the confirm pages change them."""

    fields = ["reference"]

    def has_view_permission(self, request, obj=None) -> bool:
        """Return whether the account works at the desk."""
        return can_read_referrals(request.user)

    def get_urls(self):
        """Return the desk's addresses in place of the stock ones."""
        guard = self.admin_site.admin_view
        name = "referrals_referral"
        task = "<uuid:referral_id>/tasks/<int:number>/"
        return [
            path("", guard(queue), name=f"{name}_changelist"),
            path("bursts/", guard(burst_list), name=f"{name}_bursts"),
            path("bursts/forms/", guard(burst), name=f"{name}_burst"),
            path("bursts/set-aside/", guard(aside), name=f"{name}_aside"),
            path("set-aside/", guard(set_aside_list), name=f"{name}_set_aside"),
            path("team/", guard(workload), name=f"{name}_team"),
            path("team/unassigned/", guard(unassigned), name=f"{name}_unassigned"),
            path("team/<int:user_id>/", guard(held), name=f"{name}_held"),
            path("tasks/", guard(task_list), name=f"{name}_tasks"),
            path("calls/", guard(calls), name=f"{name}_calls"),
            path("jump/", guard(jump), name=f"{name}_jump"),
            path("chosen/", guard(chosen), name=f"{name}_chosen"),
            path("export/", guard(export), name=f"{name}_export"),
            path("releases/", guard(releases), name=f"{name}_releases"),
            path("<uuid:referral_id>/amend/", guard(amendments), name=f"{name}_amendments"),
            path("<uuid:referral_id>/amend/<slug:page>/", guard(amend_page), name=f"{name}_amend"),
            path("received/", guard(received), name=f"{name}_received"),
            path(
                "<uuid:referral_id>/answer/<int:number>/read/",
                guard(read_answer),
                name=f"{name}_read_answer",
            ),
            path(
                "<uuid:referral_id>/addition/<int:number>/read/",
                guard(read_addition),
                name=f"{name}_read_addition",
            ),
            path("<uuid:referral_id>/call/<uuid:message_id>/", guard(call), name=f"{name}_call"),
            path("<uuid:referral_id>/change/", guard(read), name=f"{name}_change"),
            path("<uuid:referral_id>/contact/", guard(contact), name=f"{name}_contact"),
            path(
                "<uuid:referral_id>/hand-over/",
                guard(hand_over_referral),
                name=f"{name}_hand_over",
            ),
            path("<uuid:referral_id>/take/", guard(take_referral), name=f"{name}_take"),
            path("<uuid:referral_id>/named/", guard(named), name=f"{name}_named"),
            path("<uuid:referral_id>/named/add/", guard(name_user), name=f"{name}_name"),
            path(
                "<uuid:referral_id>/named/<int:user_id>/remove/",
                guard(unname),
                name=f"{name}_unname",
            ),
            path("<uuid:referral_id>/tasks/add/", guard(add_task), name=f"{name}_task_add"),
            path(f"{task}change/", guard(change_task), name=f"{name}_task_change"),
            path(f"{task}done/", guard(finish_task), name=f"{name}_task_done"),
            path("<uuid:referral_id>/note/", guard(note), name=f"{name}_note"),
            path("<uuid:referral_id>/review/", guard(asking.ask), name=f"{name}_review"),
            path("<uuid:referral_id>/complaint/", guard(complain), name=f"{name}_complaint"),
            path(
                "<uuid:referral_id>/redact/<slug:page>/<slug:answer>/",
                guard(redact),
                name=f"{name}_redact",
            ),
            path(
                "<uuid:referral_id>/redactions/<int:redaction_id>/",
                guard(redaction),
                name=f"{name}_redaction",
            ),
            path(
                "<uuid:referral_id>/letter/<slug:audience>/", guard(letter), name=f"{name}_letter"
            ),
            path(
                "<uuid:referral_id>/letter/<slug:audience>/review/",
                guard(review_letter_page),
                name=f"{name}_review-letter",
            ),
            *(
                path(
                    f"<uuid:referral_id>/{page.slug}/",
                    guard(partial(decide, page=page)),
                    name=f"{name}_{page.slug}",
                )
                for page in DECISION_PAGES
            ),
            *triage_urls(guard, name),
        ]


@admin.register(CallBack, site=portal_admin_site)
class CallBackAdmin(ReadOnlyModelAdmin):
    """Call-backs are read here; only the verbs add and change them."""

    fields = ["id"]

    def has_view_permission(self, request, obj=None) -> bool:
        """Return whether the account works at the desk."""
        return can_read_referrals(request.user)

    def get_urls(self):
        """Return the desk's addresses in place of the stock ones."""
        guard = self.admin_site.admin_view
        name = "referrals_callback"
        one = "<uuid:call_back_id>/"
        return [
            path("", guard(call_backs), name=f"{name}_changelist"),
            path("add/", guard(add_call_back), name=f"{name}_add"),
            path(f"{one}change/", guard(read_call_back), name=f"{name}_change"),
            path(f"{one}attempt/", guard(attempt), name=f"{name}_attempt"),
            path(f"{one}link/", guard(link), name=f"{name}_link"),
        ]


@admin.register(DecisionReview, site=portal_admin_site)
class DecisionReviewAdmin(ReadOnlyModelAdmin):
    """Reviews of decisions are read here; only the verbs add and change them."""

    fields = ["id"]

    def has_view_permission(self, request, obj=None) -> bool:
        """Return whether the account works at the desk."""
        return can_read_referrals(request.user)

    def get_urls(self):
        """Return the desk's addresses in place of the stock ones."""
        guard = self.admin_site.admin_view
        name = "referrals_decisionreview"
        one = "<uuid:review_id>/"
        return [
            path("", guard(review_list), name=f"{name}_changelist"),
            path(f"{one}change/", guard(review_pages.read), name=f"{name}_change"),
            path(f"{one}reviewer/", guard(review_pages.assign), name=f"{name}_assign"),
            path(f"{one}result/", guard(review_pages.settle), name=f"{name}_settle"),
        ]


@admin.register(Complaint, site=portal_admin_site)
class ComplaintAdmin(ReadOnlyModelAdmin):
    """Complaints are read here by managers; only the verbs add and settle them."""

    fields = ["id"]

    def has_view_permission(self, request, obj=None) -> bool:
        """Return whether the account is a programme manager."""
        return can_name_people(request.user)

    def get_urls(self):
        """Return the managers' addresses in place of the stock ones."""
        guard = self.admin_site.admin_view
        name = "referrals_complaint"
        return [
            path("", guard(complaint_list), name=f"{name}_changelist"),
            path("<uuid:complaint_id>/change/", guard(complaint), name=f"{name}_change"),
            path(
                "<uuid:complaint_id>/letter/", guard(complaint_letter_page), name=f"{name}_letter"
            ),
        ]
