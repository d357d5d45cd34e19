"""The pages of every form: start, questions, help, check your answers, sent.

Only a cookie holds the token. Every POST ends in a redirect, so that the browser keeps no answers
for its Back button. The exception is a sealed page with errors, because none of its answers may be
stored. The views that call these functions check who may open the form.
"""

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from programmes.models import EligibilityCriterion, ProgrammeVersion
from referral_portal.common.dates import local_today
from referrals import drafts
from referrals.drafts import DraftGone, OpenDraft
from referrals.enums import Route
from referrals.forms.base import Setting
from referrals.forms.closing import DeclarationForm
from referrals.steps.answers import typed
from referrals.steps.engine import FormDefinition, FormPage
from referrals.steps.interruptions import INTERRUPTIONS
from referrals.submission import submit

CHECK = "check"


class Visit:
    """One request to one form: its draft, its addresses and its layout."""

    def __init__(self, request, definition: FormDefinition | None):
        if definition is None:
            raise Http404
        self.request, self.form, self.now = request, definition, timezone.now()
        self.by = request.user if definition.route == Route.AGENCY else None
        # With the __Host- prefix and path "/", no other host can set it, and /leave/ deletes it.
        prefix = "__Host-" if settings.SECURE else ""
        self.cookie = f"{prefix}enquiry-{definition.key}"
        self.draft: OpenDraft | None = None
        if token := request.COOKIES.get(self.cookie):
            self.draft = drafts.open_draft(
                token=token,
                route=definition.route,
                pathway=definition.pathway,
                by=self.by,
                now=self.now,
            )

    @property
    def content(self):
        return self.draft.content

    @property
    def setting(self) -> Setting:
        """The setting of this form's pages, with the day on which the form was started."""
        started = self.draft.row.started_at if self.draft else self.now
        return Setting(today=local_today(started), account=self.by)

    def url(self, name: str, *args: str) -> str:
        return reverse(f"referrals:{self.form.route}_{name}", args=[self.form.topic, *args])

    def url_of(self, step: FormPage | None) -> str:
        """Return the address of a step, or of check-your-answers if there is no step."""
        return self.url("page", step.slug) if step else self.url(CHECK)

    def go(self, url: str) -> HttpResponseRedirect:
        return HttpResponseRedirect(url, status=303)

    def go_on(self) -> HttpResponseRedirect:
        """Redirect to the first page without answers, or to check-your-answers."""
        return self.go(self.url_of(self.form.first_open(self.content)))

    def go_back_to_start(self) -> HttpResponseRedirect:
        """Redirect to the start of the form, because the draft does not exist any longer."""
        response = self.go(self.url("start") + "?gone=1")
        response.delete_cookie(self.cookie)
        return response

    def render(self, template: str, **context):
        is_agency = self.form.route == Route.AGENCY
        context |= {
            "layout": "referrals/agency_base.html" if is_agency else "base.html",
            "is_agency": is_agency,
            "start_url": self.url("start"),
        }
        return render(self.request, f"referrals/{template}.html", context)


def start(request, definition: FormDefinition | None):
    """Explain the form, and on POST start a draft."""
    visit = Visit(request, definition)
    if request.method == "POST":
        return _start(visit)
    unsent = visit.draft and not visit.draft.is_sent
    open_url = visit.url_of(definition.first_open(visit.content)) if unsent else ""
    version = (
        ProgrammeVersion.objects.current()
        .in_catalogue_order()
        .filter(programme__pathway=definition.pathway)
        .first()
    )
    return visit.render(
        f"start_{definition.route}",
        form=definition,
        criteria=EligibilityCriterion.objects.filter(version=version) if version else (),
        core_team=visit.setting.core_team,
        draft_days=settings.DRAFT_DAYS,
        call_days=settings.FIRST_CALL_WORKING_DAYS,
        is_gone="gone" in request.GET,
        open_url=open_url,
    )


def _start(visit: Visit):
    if visit.draft and not visit.draft.is_sent:
        drafts.discard_draft(draft=visit.draft)
    visit.draft = drafts.start_draft(
        route=visit.form.route, pathway=visit.form.pathway, by=visit.by, now=visit.now
    )
    response = visit.go_on()
    # Without an age the cookie goes when the browser closes. The draft goes after DRAFT_DAYS days.
    response.set_cookie(
        visit.cookie, visit.draft.token, secure=settings.SECURE, httponly=True, samesite="Lax"
    )
    return response


def page(request, definition: FormDefinition | None, slug: str):
    """Ask one page, and on POST keep its answers."""
    visit = Visit(request, definition)
    if visit.draft is None:
        return visit.go_back_to_start()
    if visit.draft.is_sent:
        return visit.go(visit.url("sent"))
    step = definition.reachable(visit.content, slug)
    if step is None:
        if slug not in {known.slug for known in definition.steps}:
            raise Http404
        return visit.go_on()
    if request.method == "POST":
        try:
            return _keep(visit, step)
        except DraftGone:
            return visit.go_back_to_start()
    if slug in visit.content.pending:
        form = step.form(visit.setting, data=MultiValueDict(visit.content.pending[slug]))
    else:
        stored = None if step.part else visit.content.pages.get(slug)
        form = step.form(visit.setting, stored=stored)
    return _show(visit, step, form)


def _show(visit: Visit, step: FormPage, form):
    place = visit.form.place(visit.content, step)
    from_check = visit.request.GET.get("from") == CHECK
    before = visit.url_of(place.before) if place.before else visit.url("start")
    return visit.render(
        "page",
        form=form,
        step=step,
        place=place,
        # The title stays neutral, because the browser's history shows it.
        number=visit.form.asked(visit.content).index(step) + 1,
        back_url=visit.url(CHECK) if from_check else before,
        is_answered_sealed=bool(step.part) and step.is_answered(visit.content),
        next_url=visit.url_of(visit.form.after(visit.content, step)),
    )


def _keep(visit: Visit, step: FormPage):
    request, definition = visit.request, visit.form
    form = step.form(visit.setting, data=request.POST)
    from_check = request.GET.get("from") == CHECK
    part = None
    if form.is_valid() and step.part:
        part = step.seal(form)
    if form.errors:
        if step.part:
            return _show(visit, step, form)
        raw = typed(step.form_class, request.POST)
        _change(visit, lambda content: content.pending.update({step.slug: raw}))
        return visit.go(visit.url_of(step) + (f"?from={CHECK}" if from_check else ""))
    answers = step.answers(form)
    interruption = step.interrupt(answers)
    if interruption and not interruption.keeps_draft:
        drafts.discard_draft(draft=visit.draft)
        response = visit.go(visit.url("help", interruption.name))
        response.delete_cookie(visit.cookie)
        return response

    def change(content):
        if interruption and not interruption.keeps_answer:
            content.pages.pop(step.slug, None)
            content.pending.pop(step.slug, None)
            return
        if part is not None:
            content.keep_sealed(step.part, part)
        else:
            content.keep(step.slug, answers)
        definition.tidy(content)

    _change(visit, change)
    if interruption:
        return visit.go(visit.url("help", interruption.name))
    if from_check:
        return visit.go_on()
    return visit.go(visit.url_of(definition.after(visit.content, step)))


def _change(visit: Visit, change) -> None:
    drafts.change_draft(draft=visit.draft, change=change)


def interruption(request, definition: FormDefinition | None, name: str):
    """Show help between two pages, with a link to the next one."""
    visit = Visit(request, definition)
    if name not in INTERRUPTIONS:
        raise Http404
    keeps_draft = INTERRUPTIONS[name].keeps_draft
    if keeps_draft and visit.draft is None:
        return visit.go_back_to_start()
    on_url = ""
    if keeps_draft:
        if visit.draft.is_sent:
            return visit.go(visit.url("sent"))
        on_url = visit.url_of(definition.first_open(visit.content))
    return visit.render(
        f"help/{name}",
        on_url=on_url,
        core_team=visit.setting.core_team,
        call_days=settings.FIRST_CALL_WORKING_DAYS,
    )


def check(request, definition: FormDefinition | None):
    """Show every answer with a link to change it, and on POST send the referral."""
    visit = Visit(request, definition)
    if visit.draft is None:
        return visit.go_back_to_start()
    if visit.draft.is_sent:
        return visit.go(visit.url("sent"))
    if open_step := definition.first_open(visit.content):
        return visit.go(visit.url_of(open_step))
    review = definition.review(visit.content, visit.setting)
    if review.unfinished:
        return visit.go(f"{visit.url_of(review.unfinished)}?from={CHECK}")
    if request.method == "POST":
        return _send(visit, review)
    pending = visit.content.pending.get(CHECK)
    data = MultiValueDict(pending) if pending is not None else None
    return visit.render(
        "check",
        form=DeclarationForm(data=data, setting=visit.setting),
        sections=[
            (
                title,
                [
                    {
                        "key": label,
                        "value": words,
                        "change_url": f"{visit.url_of(step)}?from={CHECK}",
                    }
                    for step, label, words in rows
                ],
            )
            for title, rows in review.sections
        ],
        back_url=visit.url_of(definition.asked(visit.content)[-1]),
    )


def _send(visit: Visit, review):
    try:
        form = DeclarationForm(data=visit.request.POST, setting=visit.setting)
        if not form.is_valid():
            raw = typed(DeclarationForm, visit.request.POST)
            _change(visit, lambda content: content.pending.update({CHECK: raw}))
            return visit.go(visit.url(CHECK))
        read = {"answers": review.answers, "as_sent": review.as_sent}
        submit(draft=visit.draft, **read, by=visit.by, now=visit.now)
    except DraftGone:
        # The answers have changed in another window, so show them again before they are sent.
        return visit.go(visit.url(CHECK))
    return visit.go(visit.url("sent"))


def sent(request, definition: FormDefinition | None):
    """Show the reference, for as long as the cookie opens the draft."""
    visit = Visit(request, definition)
    if visit.draft is None:
        return visit.go_back_to_start()
    if not visit.draft.is_sent:
        return visit.go_on()
    return visit.render(
        "sent", reference=visit.content.reference, call_days=settings.FIRST_CALL_WORKING_DAYS
    )
