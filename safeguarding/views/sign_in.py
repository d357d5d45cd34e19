"""The pages of signing in and out; every wrong name or password gets the same sentence."""

from functools import partial

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from referral_portal.common import devices
from referral_portal.common.code_forms import CodeForm, code_form
from referral_portal.common.methods import get_or_post
from referral_portal.common.one_time import otp_address
from referral_portal.common.qr import qr_svg
from referral_portal.common.refusals import refusals_on
from referral_portal.common.throttle import Asked, Throttled, network_of
from referral_portal.pages.marks import repeatable, without_page
from safeguarding.access.guard import worker_page
from safeguarding.middleware import ROOT, SIGN_IN
from safeguarding.sign_in import invitations, notices, sessions
from safeguarding.sign_in.forms import ChosenPasswordForm, SignInForm
from safeguarding.sign_in.second_factor import check_code, finish_set_up
from safeguarding.views.base import page


@without_page
@sensitive_post_parameters()
@login_not_required
@get_or_post
def sign_in(request):
    """Check the user name and password of a link worker; the code comes next."""
    if request.worker:
        return HttpResponseRedirect(reverse("safeguarding:worklist"))
    form, status, question = SignInForm(request.POST or None), 200, None
    if form.is_valid():
        source = {"network": network_of(request), "cookie": notices.cookie_of(request)}
        with refusals_on(form):
            try:
                answers = {**form.cleaned_data, "sent": request.POST}
                token = sessions.sign_in(**answers, **source, now=timezone.now())
                return _with_token(request, _next_step(token), token)
            except Asked as asked:
                question = asked.question
            except Throttled:
                status = 429
                raise
    context = {"form": form, "question": question, "typed_minutes": settings.TYPED_MINUTES}
    return TemplateResponse(request, "safeguarding/sign_in.html", context, status=status)


@without_page
@sensitive_post_parameters()
@login_not_required  # the middleware lets in only a link worker whose password was right
@get_or_post
def sign_in_code(request):
    """Ask for the code after the right password."""
    worker = request.waiting_worker
    if worker is None or not worker.otp_confirmed:
        return HttpResponseRedirect(SIGN_IN)
    form = code_form(request)
    check = partial(check_code, sent=request.POST)
    is_right, status, question = _try_code(request, worker, form, check)
    if is_right:
        notices.notice_browser(request, worker, now=timezone.now())
        response = HttpResponseRedirect(reverse("safeguarding:worklist"))
        return _signed_in(request, response, worker)
    context = {"form": form, "question": question, "title": "Enter your code", "secret": ""}
    return TemplateResponse(request, "safeguarding/sign_in_code.html", context, status=status)


@without_page
@sensitive_post_parameters()
@login_not_required  # as above
@get_or_post
def sign_in_set_up(request):
    """Set up an app at the first sign-in, then show the recovery codes once."""
    worker = request.waiting_worker
    if worker is None or worker.otp_confirmed or not worker.is_invited:
        return HttpResponseRedirect(SIGN_IN)
    form = CodeForm(request.POST or None)
    codes, status, _ = _try_code(request, worker, form, finish_set_up)
    if codes:
        response = TemplateResponse(request, "safeguarding/recovery_codes.html", {"codes": codes})
        return _signed_in(request, response, worker)
    secret = worker.otp_secret
    context = {
        "form": form,
        "title": "Set up your authenticator app",
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "qr": qr_svg(
            otp_address(name=worker.username, secret=secret),
            label="Picture for your authenticator app",
        ),
    }
    return TemplateResponse(request, "safeguarding/sign_in_code.html", context, status=status)


@without_page
@sensitive_post_parameters()
@login_not_required  # the middleware lets in only a link worker with a link that still works
@get_or_post
def join(request, token):
    """Let a link worker with a link choose a password; the second factor comes next.

    Reading the page does not use the link, because mail programs read it too.
    """
    now = timezone.now()
    worker = invitations.invited(token, now=now)
    if worker is None:
        return HttpResponseRedirect(SIGN_IN)
    form = ChosenPasswordForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            waiting = invitations.accept(token=token, password=form.cleaned_data["new"], now=now)
            if waiting is None:
                return HttpResponseRedirect(SIGN_IN)
            return _with_token(request, _next_step(waiting), waiting)
    context = {"form": form, "account": worker}
    return TemplateResponse(request, "safeguarding/join.html", context)


def _next_step(token: str) -> HttpResponseRedirect:
    worker = sessions.waiting_for(token, now=timezone.now())
    if worker is None:
        return HttpResponseRedirect(reverse("safeguarding:worklist"))
    if worker.otp_confirmed:
        return HttpResponseRedirect(reverse("safeguarding:sign_in_code"))
    return HttpResponseRedirect(reverse("safeguarding:sign_in_set_up"))


def _try_code(request, worker, form, check):
    """Return the result of `check` for a code that was sent, the status of the page and a question."""
    found, status, question = None, 200, None
    if form.is_valid():
        source = {"network": network_of(request), "cookie": notices.cookie_of(request)}
        try:
            found = check(worker=worker, **form.cleaned_data, **source, now=timezone.now())
        except Asked as asked:
            question = asked.question
        except Throttled:
            status = 429
        if not found and question is None:
            form.add_error("code", form.wrong)
    return found, status, question


def _signed_in(request, response, worker):
    name, mark = notices.cookie_name(), notices.mark_of(worker)
    path = sessions.cookie_path()
    devices.remember(request, response, name, mark, path=path, secure=settings.SECURE)
    waiting = request.COOKIES[sessions.cookie_name()]
    token = sessions.complete(token=waiting, worker=worker, now=timezone.now())
    return _with_token(request, response, token)


def _with_token(request, response, token: str):
    # A person who used this browser before must not know the token of the forms to come.
    rotate_token(request)
    _set_cookie(response, token)
    return response


def _set_cookie(response, token: str, *, max_age: int | None = None) -> None:
    response.set_cookie(
        sessions.cookie_name(),
        token,
        max_age=max_age,
        path=sessions.cookie_path(),
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
    )


@repeatable
@sensitive_post_parameters()
@get_or_post
@worker_page()
def confirm(request):
    """Ask for a code again before a case is shown, then show the case."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    if not (is_ours and wanted.startswith(ROOT)):
        wanted = reverse("safeguarding:worklist")
    form = code_form(request)
    # No question: this person is signed in already.
    is_right, status, _ = _try_code(request, request.worker, form, check_code)
    if is_right:
        token = request.COOKIES[sessions.cookie_name()]
        new = sessions.confirm(token=token, worker=request.worker, now=timezone.now())
        return _with_token(request, HttpResponseRedirect(wanted), new)
    response = page(request, "confirm", form=form, next=wanted)
    response.status_code = status
    return response


@without_page
@worker_page()
@require_POST
def sign_out(request):
    """Sign a link worker out, and clear the browser's copies of these pages."""
    token = request.COOKIES[sessions.cookie_name()]
    request.typed.wipe()
    sessions.sign_out(token=token, by=request.worker, now=timezone.now())
    response = HttpResponseRedirect(SIGN_IN)
    _set_cookie(response, "", max_age=0)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
