"""The forms for the second step of signing in, the same on both sides of the wall.

They only clean what is typed. Each side's own verbs check the codes.
"""

from django import forms

from referral_portal.common.forms import PortalForm


class CodeForm(PortalForm):
    """Ask for a code of the app, with a phone's number pad; a recovery code is accepted too."""

    is_recovery = False
    wrong = "The code is wrong or has been used already. Wait for the next code in your app and try again."
    code = forms.CharField(
        label="Code",
        max_length=40,
        error_messages={"required": "Enter the code"},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class RecoveryCodeForm(CodeForm):
    """Ask for a recovery code, which has letters that a phone's number pad cannot type."""

    is_recovery = True
    wrong = "The recovery code is wrong or has been used already. Check it, or use another one."
    code = forms.CharField(
        label="Recovery code",
        max_length=40,
        error_messages={"required": "Enter the recovery code"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def code_form(request) -> CodeForm:
    """Return the form for a code of the app, or for a recovery code if the user chose that."""
    asked = RecoveryCodeForm if "recovery" in request.GET else CodeForm
    return asked(request.POST or None)
