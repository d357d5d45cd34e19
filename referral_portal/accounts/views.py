"""Signing in, landing where the role works, signing out.

A wrong password and an unknown name get one answer. Second factors and throttling belong here too
when they come; link workers sign in elsewhere.
"""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from referral_portal.accounts.forms import SignInForm
from referral_portal.accounts.roles import RULES


@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    """The staff sign-in page."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


def landing(request):
    """Send an account to the page where its role works."""
    for role, rule in RULES.items():
        if request.user.has_role(role):
            return redirect(rule.landing)
    raise Http404
