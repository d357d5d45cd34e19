"""The confirm pages: a form, what will be sent, and one verb behind the button.

Two users may read the same referral. The page carries the version that was read, and the verb
refuses an older one than the newest; what was typed stays on the page, which says what has changed.
"""

import uuid

from django.contrib import messages
from django.db.models import CharField, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from programmes.models import ProgrammeVersion
from referral_portal.common.dates import local
from referral_portal.common.kept_rows import KeptRows
from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.refusals import refusals_on
from referral_portal.common.statements import Given
from referral_portal.pages.zones import draw_from, version_read
from referrals.admin.access import opened
from referrals.admin.contact_rows import sign_rows, who_to_call
from referrals.admin.decision_pages import DecisionPage
from referrals.admin.eligibility import fit_words
from referrals.admin.forms import DecisionForm, EndingForm, HeardForm
from referrals.admin.queue.returning import list_of, list_url, page_url
from referrals.admin.referral.reading import Reading
from referrals.admin.team.both_versions import both_versions
from referrals.duplicates import open_referrals_of_person
from referrals.models import EligibilityCheck, Referral
from referrals.open_signs import OpenSign, open_signs
from referrals.outgoing import what_will_be_sent
from referrals.programme_fit import Offer, best_first, fit_of, latest_check
from referrals.questions import open_question
from referrals.recent_looks import others_looking

NOT_NOW = "This cannot be done now. Check the status of the referral."


def decide(request: HttpRequest, referral_id: uuid.UUID, *, page: DecisionPage) -> HttpResponse:
    """Ask for what the decision needs, and on POST take it."""
    if not page.may(request.user):
        raise Http404
    if request.method not in GET_OR_POST:
        return HttpResponseNotAllowed(GET_OR_POST)
    referral = opened(request.user, referral_id, page=page.slug)
    which = list_of(request)
    back = page_url("change", referral.pk, which)
    asked = what_is_asked(page, referral, request.user)
    if request.method == "POST":
        form = page.form(request.POST, **asked)
        if form.is_valid():
            with refusals_on(form):
                taken = take(request, page, form, referral)
                messages.success(request, page.done.format(reference=taken.reference))
                return redirect(list_url(which))
    else:
        if not page.is_possible_for(referral, request.user):
            messages.warning(request, NOT_NOW)
            return redirect(back)
        form = page.form(**asked)
    context = drawn(request, page, form, referral, asked["open_signs"]) | {"back": back}
    return TemplateResponse(request, "admin/referrals/step.html", context)


def what_is_asked(
    page: DecisionPage, referral: Referral, user, *, reading: Reading | None = None
) -> dict:
    """Return the choices of the form of a decision, and the signs to speak about.

    `reading` holds what the caller has read of the referral already.
    """
    check = reading.check if reading else None
    if not issubclass(page.form, HeardForm):
        waiting = []
    else:
        waiting = reading.open_signs if reading else open_signs(referral, user)
    return {
        "programmes": choices_for(referral, check) if page.verb == "accept" else (),
        "is_agency": referral.referrer is not None,
        "of_person": of_person(referral, user) if issubclass(page.form, EndingForm) else (),
        "open_signs": waiting,
    }


def take(
    request: HttpRequest, page: DecisionPage, form: DecisionForm, referral: Referral
) -> Referral:
    """Take the decision of a valid form about the version of the referral that was read.

    Raises what the verb raises.
    """
    return page.call(
        form.cleaned_data,
        **({"heard": form.answer()} if isinstance(form, HeardForm) else {}),
        referral_id=referral.pk,
        version=version_read(request, subject=_subject(referral)),
        by=request.user,
        now=timezone.now(),
    )


def drawn(
    request: HttpRequest,
    page: DecisionPage,
    form: DecisionForm,
    referral: Referral,
    waiting: list[OpenSign],
    reading: Reading | None = None,
) -> dict:
    """Return the context of the page of a decision, and draw its forms from the newest version.

    `reading` holds what the caller has read of the referral already.
    """
    both, who = None, reading.who if reading else who_to_call(referral)
    if request.method == "POST":
        # Another user may have changed it since this request began, and the page says what.
        referral.refresh_from_db(fields=["status", "version"])
        read = version_read(request, subject=_subject(referral))
        both = both_versions(referral, form, read=read)
    draw_from(request, subject=_subject(referral), version=referral.version)
    return {
        "referral": referral,
        "decision": page,
        "step": page.step,
        "form": form,
        "both": both,
        "asked": open_question(referral) if page.verb == "receive_information" else None,
        "outgoing": what_will_be_sent(
            referral,
            page.step.event,
            waits=page.step.tells_first,
            silent=reading.death is not None if reading else None,
        ),
        # Beside the answer that there is no other referral.
        "may_be_duplicate": isinstance(form, EndingForm)
        and len(form.fields["duplicate_of"].choices) > 1,
        "silence": who["death"],
        "open_signs": sign_rows(waiting),
        "who": who if waiting else None,
        "leads_to": page.leads_to(referral) if page.leads_to else None,
        "others_looking": reading.others_looking
        if reading
        else others_looking(referral, user=request.user, now=timezone.now()),
    }


def _subject(referral: Referral) -> str:
    return f"referral:{referral.pk}"


def of_person(referral: Referral, user) -> list[tuple[str, str]]:
    """Return id and words of each open referral of which this one may be a duplicate for `user`."""
    return [
        (
            str(other.pk),
            f"{other.reference}, {other.get_status_display().lower()}, received "
            f"{local(other.submitted_at):%-d %B %Y}",
        )
        for other in open_referrals_of_person(referral, user)
    ]


def _on_offer() -> QuerySet:
    of_pathway = {"programme__pathway": Given("pathway", CharField())}
    found = ProgrammeVersion.objects.current().filter(**of_pathway)
    return found.values_list("programme__position", "programme__code", "name")


_ON_OFFER = KeptRows(_on_offer)


def choices_for(referral: Referral, check: EligibilityCheck | None = None) -> list[Offer]:
    """Return each programme this referral may be accepted for, those that fit first."""
    check = check or latest_check(referral)
    versions = sorted(_ON_OFFER.read(pathway=referral.pathway))
    return best_first(
        [
            Offer(code=code, name=name, fit=fit_of(check, code), words=fit_words(check, code))
            for _, code, name in versions
        ]
    )
