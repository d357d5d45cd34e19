"""The pages on which users manage their own account: password, recovery codes and sessions.

`require_confirmed` also asks for the password again before an export. The administrator's pages about
other accounts are in admin/.
"""

import functools

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView, RedirectURLMixin
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView

from referral_portal.accounts import second_factor, sessions
from referral_portal.accounts.forms import ConfirmForm, NewPasswordForm
from referral_portal.accounts.notices import tell_changed
from referral_portal.audit.recorder import record
from referral_portal.common.hashing import BusyError
from referral_portal.common.throttle import Throttled
from referral_portal.pages.marks import repeatable


def require_confirmed(view):
    """Decorate a view so that it asks for the password again when that was given too long ago.

    Put it below `require_role`. A form that was posted has to be sent again afterwards.
    """

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if sessions.is_confirmed(request, now=timezone.now()):
            return view(request, *args, **kwargs)
        # A POST cannot be repeated after the redirect, so it leads to the account page.
        back = request.get_full_path() if request.method == "GET" else reverse("account")
        query = urlencode({"next": back})
        return HttpResponseRedirect(f"{reverse('account_confirm')}?{query}")

    guarded.needs_confirmation = True
    return guarded


@require_safe
def account(request):
    """Show what users can do with their own account."""
    context = {
        "has_app": second_factor.has_second_factor(request.user),
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
    }
    return render(request, "accounts/account.html", context)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class AccountPasswordView(PasswordChangeView):
    """Change the password, which ends every other session."""

    template_name = "accounts/account_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("account")

    def form_valid(self, form):
        """Save the password, record the change and keep this session under a new key."""
        response = super().form_valid(form)
        user = self.request.user
        record("account.own_password", actor=user, target=user, now=timezone.now())
        tell_changed(user, now=timezone.now())
        messages.success(
            self.request, "Your password has changed. You have been signed out everywhere else."
        )
        return response


@method_decorator(repeatable, name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
class ConfirmView(RedirectURLMixin, FormView):
    """Ask for the password again."""

    template_name = "accounts/account_confirm.html"
    form_class = ConfirmForm
    next_page = "account"

    def get_context_data(self, **kwargs):
        """Return the context with the page that was asked for."""
        return super().get_context_data(**kwargs) | {"next": self.get_redirect_url()}

    def form_valid(self, form):
        """Check the password, with the same limit on tries as the sign-in page."""
        now, status = timezone.now(), 200
        words = "The password is wrong, or you have tried too many times"
        try:
            user = sessions.check_password(
                self.request,
                username=self.request.user.get_username(),
                password=form.cleaned_data["password"],
                now=now,
            )
        except Throttled as refusal:
            user, status = None, 429
            words = refusal.words if isinstance(refusal, BusyError) else words
        if user is None or user.pk != self.request.user.pk:
            form.add_error("password", words)
            return self.render_to_response(self.get_context_data(form=form), status=status)
        sessions.confirm_session(self.request, now=now)
        return redirect(self.get_success_url())


@repeatable  # the codes are shown once, and new ones replace them
@require_POST
@require_confirmed
def account_codes(request):
    """Replace the recovery codes and show the new ones once."""
    if not second_factor.has_second_factor(request.user):
        return redirect("account")
    codes = second_factor.renew_recovery_codes(by=request.user, now=timezone.now())
    return render(
        request, "accounts/recovery_codes.html", {"codes": codes, "go_on": reverse("account")}
    )


@require_POST
def account_end_sessions(request):
    """End every session of the account, including this one."""
    sessions.end_sessions(user=request.user, by=request.user, now=timezone.now())
    request.session.flush()
    return redirect("sign_in")
