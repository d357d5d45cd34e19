"""The answer to a page of another form than the one that is open in this browser.

One browser may have pages of several forms in several windows. A page whose form was started again
or sent stores nothing, and neither does a page that its form no longer asks. What was typed stays on
the answer, because none of it is anywhere else.
"""

from django import forms

from referrals import drafts
from referrals.forms.base import StepForm
from referrals.steps.answers import typed
from referrals.steps.engine import FormPage
from referrals.views.visit import Visit

CONFLICT = 409


def other_form(visit: Visit, step: FormPage | None = None):
    """Return the page that says so, with what was typed on the page `step` of the other form."""
    own_id = visit.drawn.subject.partition(":")[2] if visit.drawn else ""
    is_open = visit.draft is not None and not visit.is_sent
    was_sent = drafts.is_sent(referral_id=own_id) if own_id else visit.is_sent
    form = step.form(visit.setting, data=visit.request.POST) if step else None
    can_move = is_open and step and visit.form.reachable(visit.content, step.slug)
    return visit.render(
        "other_form",
        status=CONFLICT,
        is_unasked=is_open and not visit.is_other_form,
        was_sent=was_sent,
        typed=typed_rows(form, visit.request.POST) if form else [],
        moved=_values(form, visit.request.POST) if can_move else [],
        person=_name(visit) if is_open else "",
        open_url=visit.url_to_go_on if is_open else "",
        sent_url=visit.url("sent") if visit.is_sent else "",
    )


def typed_rows(form: StepForm, post) -> list[dict]:
    """Return each question of a page with what was typed or chosen, in words."""
    raw = typed(type(form), post)
    rows = []
    for name, field in form.fields.items():
        values = [
            value for key in raw if name in (key, key.rpartition("-")[0]) for value in raw[key]
        ]
        if isinstance(field, forms.ChoiceField):
            labels = {str(key): label for key, label in field.choices}
            values = [str(labels.get(value, value)) for value in values]
        if words := " ".join(value for value in values if value.strip()):
            rows.append({"key": field.label.removesuffix(" (optional)"), "value": words})
    return rows


def _values(form: StepForm, post) -> list[tuple[str, str]]:
    return [(name, one) for name, values in typed(type(form), post).items() for one in values]


def _name(visit: Visit) -> str:
    """Return the name of the participant on the open form, if it has been answered."""
    return next((page["name"] for page in visit.content.pages.values() if page.get("name")), "")
