"""The pages of every form but the last ones, which are in checking.py: start, questions and help.

Only a cookie holds the token. Every POST ends in a redirect, so that the browser keeps no answers
for its Back button. The exceptions are a sealed page with errors and a page of another form, because
none of their answers may be stored. The views that call these functions check who may open the form.
"""

from django.conf import settings
from django.http import Http404
from django.utils.datastructures import MultiValueDict

from programmes.models import EligibilityCriterion, ProgrammeVersion
from referral_portal.common.questions import TOKEN
from referrals import drafts
from referrals.drafts import DraftGone
from referrals.floods import Kind
from referrals.steps.answers import typed
from referrals.steps.engine import FormDefinition, FormPage
from referrals.steps.interruptions import INTERRUPTIONS
from referrals.synthetic import rounds
from referrals.views.other_form import other_form
from referrals.views.visit import CHECK, Visit


def start(request, definition: FormDefinition | None):
    """Explain the form, and on POST start a draft or delete the open one."""
    visit = Visit(request, definition)
    if request.method == "POST":
        return _delete(visit) if "delete" in request.POST else _start(visit)
    unsent = visit.draft and not visit.is_sent
    open_url = visit.url_to_go_on if unsent else ""
    version = (
        ProgrammeVersion.objects.current()
        .in_catalogue_order()
        .filter(programme__pathway=definition.pathway)
        .first()
    )
    return visit.render(
        f"start_{definition.pages}",
        form=definition,
        criteria=EligibilityCriterion.objects.filter(version=version) if version else (),
        core_team=visit.setting.core_team,
        draft_days=settings.DRAFT_DAYS,
        call_days=settings.FIRST_CALL_WORKING_DAYS,
        is_gone="gone" in request.GET,
        is_deleted="deleted" in request.GET and not unsent,
        open_url=open_url,
        question=visit.question(Kind.DRAFT),
    )


def _start(visit: Visit):
    if why := visit.why_ask(Kind.DRAFT):
        return visit.go(f"{visit.url('start')}?{TOKEN}={why}")
    if visit.draft and not visit.is_sent:
        if visit.is_other_form:
            # Drawn before this form was started, so the user has not been asked about deleting it.
            return visit.go(visit.url("start"))
        drafts.discard_draft(draft=visit.draft)
    visit.draft = visit.new_draft()
    if visit.synthetic:
        rounds.bind(visit.synthetic, visit.draft.row.referral_id)
    response = visit.go_on()
    # Without an age the cookie goes when the browser closes. The draft goes after DRAFT_DAYS days.
    response.set_cookie(
        visit.cookie, visit.draft.token, secure=settings.SECURE, httponly=True, samesite="Lax"
    )
    return response


def _delete(visit: Visit):
    """Delete the answers that the start page offered to delete, and start no other form."""
    if visit.draft is None or visit.is_sent or visit.is_other_form:
        return visit.go(visit.url("start"))
    drafts.discard_draft(draft=visit.draft)
    response = visit.go(visit.url("start") + "?deleted=1")
    response.delete_cookie(visit.cookie)
    return response


def page(request, definition: FormDefinition | None, slug: str):
    """Ask one page, and on POST keep its answers."""
    visit = Visit(request, definition)
    known = next((step for step in definition.steps if step.slug == slug), None)
    if request.method == "POST" and known and (visit.is_other_form or visit.is_sent):
        return other_form(visit, known)
    if visit.draft is None:
        return visit.go_back_to_start()
    if visit.is_sent:
        return visit.go(visit.url("sent"))
    step = definition.reachable(visit.content, slug)
    if step is None:
        if known is None:
            raise Http404
        # An answer in another window may have changed what is asked; what was typed here is not lost.
        return other_form(visit, known) if request.method == "POST" else visit.go_on()
    if request.method == "POST":
        try:
            return _keep(visit, step)
        except DraftGone:
            return other_form(Visit(request, definition), step)
    if slug in visit.content.pending:
        form = step.form(visit.setting, data=MultiValueDict(visit.content.pending[slug]))
    else:
        stored = None if step.part else visit.content.pages.get(slug)
        form = step.form(visit.setting, stored=stored)
    return _show(visit, step, form)


def _show(visit: Visit, step: FormPage, form):
    place = visit.form.place(visit.content, step)
    on_url = visit.url_of(visit.form.after(visit.content, step))
    back_url = visit.url_of(place.before) if place.before else visit.url("start")
    if visit.from_check:
        on_url = visit.url_to_go_on
        if visit.form.first_open(visit.content) is None:
            back_url = visit.url(CHECK)
        elif place.before:
            back_url = visit.to_return(back_url)
    return visit.render(
        "page",
        form=form,
        step=step,
        place=place,
        # The title stays neutral, because the browser's history shows it.
        number=visit.form.asked(visit.content).index(step) + 1,
        back_url=back_url,
        is_answered_sealed=bool(step.part) and step.is_answered(visit.content),
        next_url=on_url,
    )


def _keep(visit: Visit, step: FormPage):
    request, definition = visit.request, visit.form
    form = step.form(visit.setting, data=request.POST)
    part = None
    if form.is_valid() and step.part:
        part = step.seal(form)
    if form.errors:
        if step.part:
            return _show(visit, step, form)
        raw = typed(step.form_class, request.POST)
        _change(visit, lambda content: content.pending.update({step.slug: raw}))
        url = visit.url_of(step)
        return visit.go(visit.to_return(url) if visit.from_check else url)
    answers = step.answers(form)
    interruption = step.interrupt(answers)
    if interruption and not interruption.keeps_draft:
        drafts.discard_draft(draft=visit.draft)
        response = visit.go(visit.url("help", interruption.name))
        response.delete_cookie(visit.cookie)
        return response

    def change(content):
        if interruption and not interruption.keeps_answer:
            content.drop(step.slug)
            return
        if part is not None:
            content.keep_sealed(step.slug, step.part, part)
        else:
            content.keep(step.slug, answers)
        definition.tidy(content)

    _change(visit, change)
    if interruption:
        return visit.go(visit.url("help", interruption.name))
    if visit.from_check:
        return visit.go_on()
    return visit.go(visit.url_of(definition.after(visit.content, step)))


def _change(visit: Visit, change) -> None:
    drafts.change_draft(draft=visit.draft, change=change)


def interruption(request, definition: FormDefinition | None, name: str):
    """Show help between two pages, with a link to the next one."""
    visit = Visit(request, definition)
    if name not in INTERRUPTIONS or (definition.with_caller and INTERRUPTIONS[name].for_agencies):
        raise Http404
    keeps_draft = INTERRUPTIONS[name].keeps_draft
    if keeps_draft and visit.draft is None:
        return visit.go_back_to_start()
    on_url = ""
    if keeps_draft:
        if visit.is_sent:
            return visit.go(visit.url("sent"))
        on_url = visit.url_to_go_on
    return visit.render(
        f"help/caller/{name}" if definition.with_caller else f"help/{name}",
        on_url=on_url,
        core_team=visit.setting.core_team,
        call_days=settings.FIRST_CALL_WORKING_DAYS,
    )
