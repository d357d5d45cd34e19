"""The sign-in form: two fields and one sentence for every way of getting it wrong."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """User name and password, without a hint which of them was wrong."""

    error_messages = {
        "invalid_login": "The user name or the password is not right. Try again.",
        "inactive": "The user name or the password is not right. Try again.",
    }
    username = forms.CharField(label="User name", max_length=150)
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
