"""The desk's pages about participants who may be one person: the list, and two side by side.

Each look at two participants is recorded. The verbs in `cohorts.joining` answer and undo.
"""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from cohorts.admin.side_by_side import Side, rows, sides
from cohorts.forms.matches import BesideForm, MatchForm, UndoForm
from cohorts.joining import answer_match, undo_answer
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local_today
from referral_portal.common.methods import GET_OR_POST, READ_ONLY
from referral_portal.common.refusals import Refusal, refusals_on
from referral_portal.pages.zones import draw_from, version_read
from referral_portal.replica import lists
from referrals.enums import MatchAnswer
from referrals.joining import Pair, answers_in_force, decisions_about, pair_of
from referrals.match_reasons import in_words
from referrals.models import MatchDecision, PossibleMatch, Referral
from referrals.permissions import can_answer_matches
from referrals.silence import silenced_by_another

LIST = "admin:referrals_possiblematch_changelist"
PAGE = "admin:referrals_possiblematch_change"
EVERY = "all"
SHOWN = {
    "": "To decide",
    MatchAnswer.NOT_KNOWN.value: MatchAnswer.NOT_KNOWN.label,
    MatchAnswer.SAME.value: MatchAnswer.SAME.label,
    MatchAnswer.NOT_SAME.value: MatchAnswer.NOT_SAME.label,
    EVERY: "Every answer",
}
COLOURS = {MatchAnswer.SAME: "green", MatchAnswer.NOT_SAME: "grey", MatchAnswer.NOT_KNOWN: "yellow"}
DONE = {
    MatchAnswer.SAME: "{} are one person now.",
    MatchAnswer.NOT_SAME: "{} are not the same person. We will not ask again.",
    MatchAnswer.NOT_KNOWN: "{}: not known yet. They count as one person wherever that protects people.",
}
UNSENT = (
    "Nothing was sent to the participant of {} while the other form’s “Has died” counted for it. "
    "Open the referral and check what they still have to be told."
)


def _guarded(request: HttpRequest, methods) -> HttpResponse | None:
    """Return the refusal of a method, or None; raise Http404 for a user without the right."""
    if not can_answer_matches(request.user):
        raise Http404
    return None if request.method in methods else HttpResponseNotAllowed(methods)


def matches(request: HttpRequest) -> HttpResponse:
    """Show one page of the possible matches: those to decide, unless another answer is chosen."""
    if refused := _guarded(request, READ_ONLY):
        return refused
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in SHOWN else ""
    visible = PossibleMatch.objects.visible_to(request.user)
    found = visible.select_related("first", "second")
    if chosen != EVERY:
        found = found.filter(answer=chosen)
    if not chosen:
        found = found.in_work()
    page = lists.page(
        request,
        found,
        visible=visible,
        order=("-found_at", "id"),
        size=settings.QUEUE_PAGE_SIZE,
        kept={"show": chosen} if chosen else {},
    )
    record(
        "match.list",
        actor=request.user,
        target=("referrals.possiblematch", "list"),
        now=timezone.now(),
        shown=[match.pk for match in page.rows],
    )
    context = {
        "rows": [
            {
                "url": reverse(PAGE, args=[match.pk]),
                "names": (match.first.name, match.second.name),
                "reasons": reasons_of(match),
                "found_at": match.found_at,
                "answer": match.get_answer_display(),
                "colour": COLOURS.get(match.answer, "orange"),
            }
            for match in page.rows
        ],
        "shown": SHOWN.items(),
        "chosen": chosen,
        "next_url": page.next_url,
        "previous_url": page.previous_url,
    }
    return TemplateResponse(request, "admin/matches/list.html", context)


def reasons_of(match: PossibleMatch) -> str:
    """Return in words why a match was found."""
    if match.by_hand:
        return "Set side by side by a coordinator"
    words = in_words(match.reasons)
    return words[:1].upper() + words[1:]


def match(request: HttpRequest, match_id: int) -> HttpResponse:
    """Set the two participants of a match side by side, and on POST answer."""
    if refused := _guarded(request, GET_OR_POST):
        return refused
    found = get_object_or_404(PossibleMatch.objects.visible_to(request.user), pk=match_id)
    return _side_by_side(request, (found.first_id, found.second_id), found)


def beside(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Ask which other referral to set beside this one."""
    if refused := _guarded(request, GET_OR_POST):
        return refused
    visible = Referral.objects.visible_to(request.user)
    referral = get_object_or_404(visible, pk=referral_id)
    form = BesideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        other = visible.filter(reference=form.cleaned_data["reference"]).first()
        if other is None:
            form.add_error("reference", "There is no referral with this reference")
        elif other.participant_id == referral.participant_id:
            form.add_error("reference", "Type the reference of another referral")
        else:
            return redirect("admin:referrals_possiblematch_by_hand", referral.pk, other.pk)
    back = reverse("admin:referrals_referral_change", args=[referral.pk])
    context = {"referral": referral, "form": form, "back": back}
    return TemplateResponse(request, "admin/matches/beside.html", context)


def by_hand(
    request: HttpRequest, referral_id: uuid.UUID, other_referral_id: uuid.UUID
) -> HttpResponse:
    """Set any two referrals side by side, and on POST answer."""
    if refused := _guarded(request, GET_OR_POST):
        return refused
    visible = Referral.objects.visible_to(request.user)
    forms = [
        get_object_or_404(visible, pk=pk).participant_id for pk in (referral_id, other_referral_id)
    ]
    try:
        pair = pair_of(*forms)
    except Refusal:
        raise Http404 from None
    found = PossibleMatch.objects.visible_to(request.user).filter(first=pair[0], second=pair[1])
    return _side_by_side(request, pair, found.first())


def _side_by_side(request: HttpRequest, pair: Pair, found: PossibleMatch | None) -> HttpResponse:
    decisions = decisions_about(pair)
    both = _shown(request, pair)
    named = " and ".join(side.reference for side in both)
    form = MatchForm(
        request.POST if request.method == "POST" else None,
        initial={"answer": found.answer if found else ""},
    )
    if form.is_valid():
        with refusals_on(form):
            silent = _silent(request, pair)
            answer_match(pair=pair, **_taken(request, pair), **form.cleaned_data)
            messages.success(request, DONE[form.cleaned_data["answer"]].format(named))
            _warn_of_unsent(request, pair, silent)
            return redirect(LIST)
    _draw(request, pair)
    can_undo = found is not None and bool(answers_in_force(decisions))
    context = {
        "both": both,
        "named": named,
        "rows": rows(*both),
        "reasons": reasons_of(found) if found else "",
        "answer": found.get_answer_display() if found else "",
        "colour": COLOURS.get(found.answer, "orange") if found else "",
        "is_joined": both[0].participant.person_id == both[1].participant.person_id,
        "form": form,
        "history": history(decisions),
        "undo_url": reverse("admin:referrals_possiblematch_undo", args=[found.pk])
        if can_undo
        else "",
    }
    return TemplateResponse(request, "admin/matches/match.html", context)


def undo(request: HttpRequest, match_id: int) -> HttpResponse:
    """Ask for a note, and on POST undo the answer in force."""
    if refused := _guarded(request, GET_OR_POST):
        return refused
    found = get_object_or_404(PossibleMatch.objects.visible_to(request.user), pk=match_id)
    pair = (found.first_id, found.second_id)
    decisions = decisions_about(pair)
    both = _shown(request, pair)
    in_force = answers_in_force(decisions)
    before = MatchAnswer(in_force[-2] if len(in_force) > 1 else "")
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            silent = _silent(request, pair)
            undo_answer(pair=pair, **_taken(request, pair), **form.cleaned_data)
            messages.success(request, "The answer has been undone.")
            _warn_of_unsent(request, pair, silent)
            return redirect(LIST)
    _draw(request, pair)
    context = {
        "named": " and ".join(side.reference for side in both),
        "now": found.get_answer_display(),
        "before": before.label,
        "form": form,
        "back": reverse(PAGE, args=[found.pk]),
    }
    return TemplateResponse(request, "admin/matches/undo.html", context)


def _silent(request: HttpRequest, pair: Pair) -> set[str]:
    """Return the references of `pair` of whom nothing is sent because another form says "Has died"."""
    both = sides(pair, request.user, local_today(timezone.now()))
    return silenced_by_another([referral for side in both for referral in side.referrals])


def _warn_of_unsent(request: HttpRequest, pair: Pair, silent: set[str]) -> None:
    """Warn of referrals that were silent and are no longer: nothing that was decided was sent."""
    for reference in sorted(silent - _silent(request, pair)):
        messages.warning(request, UNSENT.format(reference))


def _draw(request: HttpRequest, pair: Pair) -> None:
    """Draw the forms of this response from the decisions about `pair` as they are now."""
    # A page of anything else was drawn from no version, which is 0: no decision yet is the first.
    draw_from(request, subject=_subject(pair), version=len(decisions_about(pair)) + 1)


def _taken(request: HttpRequest, pair: Pair) -> dict:
    """Return the arguments of a decision: by, now, and the decisions that the page had shown."""
    version = version_read(request, subject=_subject(pair))
    seen = None if version is None else version - 1
    return {"by": request.user, "now": timezone.now(), "seen": seen}


def _subject(pair: Pair) -> str:
    return f"match:{pair[0]}:{pair[1]}"


def _shown(request: HttpRequest, pair: Pair) -> list[Side]:
    """Return both sides, and record that the user saw every referral on them."""
    both = sides(pair, request.user, local_today(timezone.now()))
    for side in both:
        for referral in side.referrals:
            record(
                "referral.view",
                actor=request.user,
                target=referral,
                now=timezone.now(),
                page="match",
            )
    return both


def history(decisions: list[MatchDecision]) -> list[dict]:
    """Return the decisions about a pair, newest first, as the page lists them."""
    return [
        {
            "done": "Answer undone" if one.is_undo else MatchAnswer(one.answer).label,
            "to": MatchAnswer(one.answer).label if one.is_undo else "",
            "words": one.words,
            "at": one.at,
            "by": str(one.by),
        }
        for one in reversed(decisions)
    ]
