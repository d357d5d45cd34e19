"""Signing in and out of the safeguarding side. One sentence for every way of getting it wrong."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from safeguarding import sessions
from safeguarding.access import worker_page
from safeguarding.forms import SignInForm
from safeguarding.middleware import ROOT, SIGN_IN

WRONG = "The user name or the password is not right. Try again."


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """Let a link worker in."""
    if request.worker:
        return HttpResponseRedirect(reverse("safeguarding:worklist"))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token = sessions.sign_in(**form.cleaned_data, now=timezone.now())
        except sessions.SignInRefused:
            form.add_error(None, WRONG)
        else:
            # Whoever used this browser before must not know the token of the forms to come.
            rotate_token(request)
            response = HttpResponseRedirect(reverse("safeguarding:worklist"))
            response.set_cookie(
                sessions.cookie_name(),
                token,
                path=ROOT,
                secure=settings.SECURE,
                httponly=True,
                samesite="Strict",
            )
            return response
    return TemplateResponse(request, "safeguarding/sign_in.html", {"form": form})


@worker_page()
@require_POST
def sign_out(request):
    """Let a link worker out, and clear what the browser holds of these pages."""
    token = request.COOKIES[sessions.cookie_name()]
    sessions.sign_out(token=token, by=request.worker, now=timezone.now())
    response = HttpResponseRedirect(SIGN_IN)
    response.delete_cookie(sessions.cookie_name(), path=ROOT, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
