"""Sign staff in: password, then the code of an app, then the first page of their role.

A wrong password and an unknown name get the same answer. Between the steps the user is not signed
in. Link workers sign in elsewhere.
"""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import RedirectURLMixin
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from referral_portal.accounts import invitations, second_factor, sessions
from referral_portal.accounts.forms import ChosenPasswordForm, SignInForm
from referral_portal.accounts.notices import known_browser
from referral_portal.accounts.roles import RULES
from referral_portal.common.code_forms import CodeForm, code_form
from referral_portal.common.methods import get_or_post
from referral_portal.common.qr import qr_svg
from referral_portal.common.refusals import refusals_on
from referral_portal.common.throttle import Asked, Throttled, network_of
from referral_portal.pages.marks import without_page

WRONG = "The user name or password is wrong. Try again."


@method_decorator(without_page, name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class SignInView(RedirectURLMixin, FormView):
    """The staff sign-in page."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm
    next_page = "landing"

    def dispatch(self, request, *args, **kwargs):
        """Send a user who is signed in already to their first page."""
        if request.user.is_authenticated:
            return redirect("landing")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Return the context with the page that was asked for."""
        asked = {"next": self.get_redirect_url(), "typed_minutes": settings.TYPED_MINUTES}
        return super().get_context_data(**kwargs) | asked

    def form_valid(self, form):
        """Check the password, unless there were too many tries."""
        now = timezone.now()
        try:
            user = sessions.check_password(self.request, **form.cleaned_data, now=now)
        except Asked as asked:
            return self.render_to_response(
                self.get_context_data(form=form, question=asked.question)
            )
        except Throttled as refusal:
            form.add_error(None, refusal.words)
            return self.render_to_response(self.get_context_data(form=form), status=429)
        if user is None:
            form.add_error(None, WRONG)
            return self.form_invalid(form)
        wanted = self.get_redirect_url()
        with refusals_on(form):
            step = sessions.begin_session(self.request, user, wanted=wanted, now=now)
            return redirect(step or wanted or "landing")
        return self.form_invalid(form)


@without_page
@sensitive_post_parameters()
@login_not_required
@get_or_post
def sign_in_code(request):
    """Ask for a code after the right password."""
    now = timezone.now()
    user = sessions.signing_in(request, now=now)
    if user is None or not second_factor.has_second_factor(user):
        return redirect("sign_in")
    form, status, question = code_form(request), 200, None
    if request.method == "POST" and form.is_valid():
        source = {"network": network_of(request), "browser": known_browser(request, user)}
        try:
            answers = {**form.cleaned_data, "sent": request.POST}
            if second_factor.check_code(by=user, **answers, **source, now=now):
                return redirect(sessions.open_session(request, user, now=now) or "landing")
        except Asked as asked:
            question = asked.question
        except Throttled:
            status = 429
        if question is None:
            form.add_error("code", form.wrong)
    context = {"form": form, "question": question}
    return TemplateResponse(request, "accounts/sign_in_code.html", context, status=status)


@without_page
@sensitive_post_parameters()
@login_not_required
@get_or_post
def sign_in_set_up(request):
    """Set up an app at the first sign-in, then show the recovery codes once."""
    now = timezone.now()
    user = sessions.signing_in(request, now=now)
    key = second_factor.set_up_key(user) if user and sessions.is_invited(request) else None
    if key is None or second_factor.has_second_factor(user):
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = "".join(form.cleaned_data["code"].split())
        codes = second_factor.finish_set_up(by=user, code=code, now=now)
        if codes:
            go_on = resolve_url(sessions.open_session(request, user, now=now) or "landing")
            return render(request, "accounts/recovery_codes.html", {"codes": codes, "go_on": go_on})
        form.add_error("code", form.wrong)
    secret, address = key
    context = {
        "form": form,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "qr": qr_svg(address, label="Picture for your authenticator app"),
    }
    return TemplateResponse(request, "accounts/sign_in_set_up.html", context)


@without_page
@sensitive_post_parameters()
@login_not_required
@get_or_post
def join(request, token):
    """Ask a user with a link for a password, then set up or ask for their second factor.

    Opening the page does not use up the link, because mail programs open links too.
    """
    now = timezone.now()
    user = invitations.invited(token, now=now)
    if user is None:
        raise Http404
    form = ChosenPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = invitations.accept(token=token, password=form.cleaned_data["new_password1"], now=now)
        if user is None:
            raise Http404
        # Another user may be signed in in this browser.
        logout(request)
        step = sessions.begin_session(request, user, wanted="", now=now, is_invited=True)
        return redirect(step or "landing")
    return TemplateResponse(request, "accounts/join.html", {"form": form, "account": user})


def landing(request):
    """Send a user to the first page of their role."""
    for role, rule in RULES.items():
        if request.user.has_role(role):
            return redirect(rule.landing)
    raise Http404
