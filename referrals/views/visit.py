"""One request to one form, and the draft in this browser's cookie."""

import uuid

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from referral_portal.common.dates import local_today
from referral_portal.common.question_form import QuestionForm
from referral_portal.common.questions import TOKEN, Why
from referral_portal.common.refusals import Refusal
from referral_portal.common.throttle import network_of
from referral_portal.pages.tokens import Drawn
from referral_portal.pages.zones import draw_from
from referrals import drafts
from referrals.caller_forms import start_with_caller
from referrals.drafts import OpenDraft
from referrals.enums import Route
from referrals.flood_questions import question_form, why_ask
from referrals.floods import Kind
from referrals.forms.base import Setting
from referrals.steps.engine import FormDefinition, FormPage
from referrals.synthetic.rounds import round_of

CHECK = "check"
FROM_CALL_BACK = "call-back"  # in the address: the call-back that a form with a caller is for
LAYOUTS = {
    Route.SELF: "base.html",
    Route.AGENCY: "referrals/agency_base.html",
    "caller": "referrals/caller_base.html",
}
AGENCY_KINDS = {Kind.DRAFT: Kind.AGENCY_DRAFT, Kind.SEND: Kind.AGENCY_SEND}


def cookie_of(definition: FormDefinition) -> str:
    """Return the name of the cookie that opens the draft of this form.

    With the __Host- prefix and path "/", no other host can set it, and /leave/ deletes it.
    """
    prefix = "__Host-" if settings.SECURE else ""
    return f"{prefix}enquiry-{definition.key}"


class Visit:
    """One request to one form: its draft, its addresses and its layout."""

    def __init__(self, request, definition: FormDefinition | None):
        if definition is None:
            raise Http404
        self.request, self.form, self.now = request, definition, timezone.now()
        is_staff = definition.route == Route.AGENCY or definition.with_caller
        self.by = request.user if is_staff else None
        self.cookie = cookie_of(definition)
        self.draft: OpenDraft | None = None
        if token := request.COOKIES.get(self.cookie):
            self.draft = drafts.open_draft(
                token=token,
                route=definition.route,
                pathway=definition.pathway,
                by=self.by,
                now=self.now,
            )
        # The round whose mark came along: of a form not yet started, or of exactly this draft.
        found = None if self.by else round_of(request)
        number = self.draft.row.referral_id if self.draft else None
        self.synthetic = found if found and found.referral_id == number else None

    def new_draft(self) -> OpenDraft:
        """Start a draft of this form; raise Http404 for a call-back that is not open."""
        if not self.form.with_caller:
            return drafts.start_draft(
                route=self.form.route, pathway=self.form.pathway, by=self.by, now=self.now
            )
        try:
            asked = self.request.GET.get(FROM_CALL_BACK)
            return start_with_caller(
                pathway=self.form.pathway,
                call_back_id=uuid.UUID(asked) if asked else None,
                by=self.by,
                now=self.now,
            )
        except (ValueError, Refusal):
            raise Http404 from None

    @property
    def content(self):
        return self.draft.content

    @property
    def is_sent(self) -> bool:
        """Whether the draft in this browser has become a referral."""
        return self.draft is not None and self.draft.is_sent

    @property
    def setting(self) -> Setting:
        """The setting of this form's pages, with the day on which the form was started."""
        started = self.draft.row.started_at if self.draft else self.now
        with_caller = self.form.with_caller
        account = None if with_caller else self.by
        return Setting(today=local_today(started), account=account, with_caller=with_caller)

    @property
    def subject(self) -> str:
        """What the pages of this draft are drawn from; "" without a draft."""
        return f"draft:{self.draft.row.referral_id}" if self.draft else ""

    @property
    def drawn(self) -> Drawn | None:
        """What the page that was sent was drawn from; None in tests that send no page."""
        posted = self.request.posted_page
        return posted.drawn if posted else None

    @property
    def is_other_form(self) -> bool:
        """Whether the page that was sent was drawn from another draft than the open one."""
        return self.drawn is not None and self.drawn.subject != self.subject

    def url(self, name: str, *args: str) -> str:
        return reverse(f"referrals:{self.form.pages}_{name}", args=[self.form.topic, *args])

    def url_of(self, step: FormPage | None) -> str:
        """Return the address of a step, or of check-your-answers if there is no step."""
        return self.url("page", step.slug) if step else self.url(CHECK)

    @property
    def from_check(self) -> bool:
        """Whether the user changes one answer and then returns to check-your-answers."""
        return self.request.GET.get("from") == CHECK

    @property
    def url_to_go_on(self) -> str:
        """The address of the first page without an answer, or of check-your-answers.

        If later pages are answered already, that page leads past them.
        """
        step = self.form.first_open(self.content)
        if step and self.form.is_answered_after(self.content, step):
            return self.to_return(self.url_of(step))
        return self.url_of(step)

    def to_return(self, url: str) -> str:
        """Return the address `url` of a page from which the user returns to check-your-answers."""
        return f"{url}?from={CHECK}"

    def why_ask(self, kind: Kind) -> Why | None:
        """Count a form; return None if it may go on, or the reason for a question.

        A synthetic one, and one with a caller, is neither counted nor stopped.
        """
        if self.synthetic or self.form.with_caller:
            return None
        kind, source = self._counted_as(kind)
        return why_ask(self.request.POST, kind, source=source, now=self.now)

    def question(self, kind: Kind) -> QuestionForm | None:
        """Return the question that the address asks for."""
        why = self.request.GET.get(TOKEN, "")
        if why not in set(Why):
            return None
        kind, source = self._counted_as(kind)
        return question_form(kind, Why(why), source=source, now=self.now)

    def _counted_as(self, kind: Kind) -> tuple[Kind, str]:
        """Return as what a form is counted, and for which source: an account, or a network."""
        if self.by is None:
            return kind, network_of(self.request)
        return AGENCY_KINDS[kind], f"account {self.by.pk}"

    def go(self, url: str) -> HttpResponseRedirect:
        return HttpResponseRedirect(url, status=303)

    def go_on(self) -> HttpResponseRedirect:
        """Redirect to the first page without an answer, or to check-your-answers."""
        return self.go(self.url_to_go_on)

    def go_back_to_start(self) -> HttpResponseRedirect:
        """Redirect to the start of the form, because the draft does not exist any longer."""
        response = self.go(self.url("start") + "?gone=1")
        response.delete_cookie(self.cookie)
        return response

    def render(self, template: str, *, status: int = 200, **context):
        context |= {
            "layout": LAYOUTS[self.form.pages],
            "is_agency": self.form.route == Route.AGENCY,
            "with_caller": self.form.with_caller,
            "start_url": self.url("start"),
        }
        if self.draft:
            draw_from(self.request, subject=self.subject, version=self.content.version)
        return render(self.request, f"referrals/{template}.html", context, status=status)
