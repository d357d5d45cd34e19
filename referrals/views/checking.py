"""The last pages of every form: check your answers, send them, and the reference."""

from django.conf import settings
from django.utils.datastructures import MultiValueDict

from referral_portal.common.questions import TOKEN
from referrals.caller_forms import send_with_caller
from referrals.drafts import DraftChanged, DraftGone, change_draft
from referrals.floods import Kind
from referrals.forms.closing import DeclarationForm
from referrals.models import Referral
from referrals.steps.answers import typed
from referrals.steps.engine import FormDefinition, FormPage, Review
from referrals.submission import can_call, submit
from referrals.views.other_form import other_form
from referrals.views.visit import CHECK, Visit

# In the address of check your answers: the version of the draft that was read before.
SINCE = "since"


def check(request, definition: FormDefinition | None):
    """Show every answer with a link to change it, and on POST send the referral.

    Nothing is sent from a page whose answers have changed since it was drawn.
    """
    visit = Visit(request, definition)
    if request.method == "POST" and visit.is_other_form:
        return other_form(visit)
    if visit.draft is None:
        return visit.go_back_to_start()
    if visit.is_sent:
        return visit.go(visit.url("sent"))
    if definition.first_open(visit.content):
        return visit.go_on()
    review = definition.review(visit.content, visit.setting)
    if review.unfinished:
        return visit.go(visit.to_return(visit.url_of(review.unfinished)))
    if request.method == "POST":
        return _send(visit, review)
    pending = visit.content.pending.get(CHECK)
    data = MultiValueDict(pending) if pending is not None else None
    return visit.render(
        "check",
        form=DeclarationForm(data=data, setting=visit.setting),
        changed=_changed(visit, review),
        question=visit.question(Kind.SEND),
        sections=[(title, [_row(visit, *row) for row in rows]) for title, rows in review.sections],
        back_url=visit.url_of(definition.asked(visit.content)[-1]),
    )


def _row(visit: Visit, step: FormPage, label: str, words: str) -> dict:
    return {"key": label, "value": words, "change_url": visit.to_return(visit.url_of(step))}


def _changed(visit: Visit, review: Review) -> list[dict]:
    """Return the rows of the pages that have changed since the version in the address."""
    since = visit.request.GET.get(SINCE, "")
    if not (since.isascii() and since.isdigit()):
        return []
    slugs = visit.content.changed_since(int(since))
    return [
        _row(visit, *row) for _, rows in review.sections for row in rows if row[0].slug in slugs
    ]


def _send(visit: Visit, review: Review):
    read = int(visit.drawn.version) if visit.drawn else visit.content.version
    if read != visit.content.version:
        return _show_changes(visit, read)
    try:
        form = DeclarationForm(data=visit.request.POST, setting=visit.setting)
        if not form.is_valid():
            return _ask_again(visit, visit.url(CHECK))
        if why := visit.why_ask(Kind.SEND):
            return _ask_again(visit, f"{visit.url(CHECK)}?{TOKEN}={why}")
        made = {
            "draft": visit.draft,
            "answers": review.answers,
            "as_sent": review.as_sent,
            "version": read,
            "by": visit.by,
            "now": visit.now,
        }
        if visit.form.with_caller:
            send_with_caller(**made)
        else:
            submit(**made, synthetic=visit.synthetic)
    except DraftChanged:
        return _show_changes(visit, read)
    except DraftGone:
        return visit.go_back_to_start()
    return visit.go(visit.url("sent"))


def _ask_again(visit: Visit, url: str):
    """Keep what was ticked, and show the page at `url` again."""
    raw = typed(DeclarationForm, visit.request.POST)
    change_draft(draft=visit.draft, change=lambda content: content.pending.update({CHECK: raw}))
    return visit.go(url)


def _show_changes(visit: Visit, read: int):
    """Send nothing, and show first what has changed since version `read` of the draft."""
    return visit.go(f"{visit.url(CHECK)}?{SINCE}={read}")


def sent(request, definition: FormDefinition | None):
    """Show the reference, for as long as the cookie opens the draft."""
    visit = Visit(request, definition)
    if visit.draft is None:
        return visit.go_back_to_start()
    if not visit.is_sent:
        return visit.go_on()
    reference, days = visit.content.reference, settings.FIRST_CALL_WORKING_DAYS
    if definition.with_caller:
        # A form of the caller's own colleagues may be for named people only.
        seen = Referral.objects.visible_to(visit.by).filter(reference=reference).first()
        return visit.render("sent_caller", reference=reference, referral=seen)
    return visit.render("sent", reference=reference, call_days=days, can_call=can_call(reference))
