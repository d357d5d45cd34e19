"""The forms of signing in and of changing a password; the verbs decide what is right."""

from django import forms

from referral_portal.common.fields import TextLine
from referral_portal.common.forms import PortalForm


class SignInForm(PortalForm):
    """User name and password, with no hint about which of them was wrong."""

    username = TextLine(
        label="User name", max_length=60, width="20", missing="Enter your user name"
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=128,
        error_messages={"required": "Enter your password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(PortalForm):
    """The current password and a new one."""

    old = forms.CharField(
        label="Your current password",
        strip=False,
        max_length=128,
        error_messages={"required": "Enter your current password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="New password, at least 15 characters",
        strip=False,
        max_length=128,
        error_messages={"required": "Enter a new password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ChosenPasswordForm(PortalForm):
    """A first password, or a replacement for a forgotten one, typed twice."""

    new = forms.CharField(
        label="Your new password, at least 15 characters",
        strip=False,
        max_length=128,
        error_messages={"required": "Enter your new password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="The new password again",
        strip=False,
        max_length=128,
        error_messages={"required": "Enter the new password again"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self):
        """Refuse two passwords that differ."""
        given = super().clean() or self.cleaned_data
        if given.get("again") and given.get("new") != given["again"]:
            self.add_error("again", "The two passwords are not the same")
        return given
