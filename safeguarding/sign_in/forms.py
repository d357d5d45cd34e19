"""The forms of signing in and of one's own password; the verbs decide what is right."""

from django import forms

from referral_portal.common.fields import TextLine
from referral_portal.common.forms import PortalForm


class SignInForm(PortalForm):
    """User name and password, without a hint which of them was wrong."""

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
    """The password of now and a new one."""

    old = forms.CharField(
        label="Your password now",
        strip=False,
        max_length=128,
        error_messages={"required": "Enter your password"},
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
    """A first password, or a new one instead of a forgotten one, twice."""

    new = forms.CharField(
        label="Your new password, at least 15 characters",
        strip=False,
        max_length=128,
        error_messages={"required": "Enter a new password"},
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
        """Compare the two."""
        given = super().clean() or self.cleaned_data
        if given.get("again") and given.get("new") != given["again"]:
            self.add_error("again", "The two passwords differ")
        return given
