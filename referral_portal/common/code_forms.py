"""The forms of the second step of signing in, the same on both sides of the wall.

They clean what is typed. Whether a code is right is decided by each side's own verbs and rows.
"""

from django import forms

from referral_portal.common.forms import PortalForm


class CodeForm(PortalForm):
    """A code of the app, for which a phone shows digits. A recovery code is taken, too."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        error_messages={"required": "Enter the code"},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class RecoveryCodeForm(CodeForm):
    """A recovery code, which has letters: a phone that shows digits alone could not type it."""

    code = forms.CharField(
        label="Recovery code",
        max_length=40,
        error_messages={"required": "Enter the code"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def code_form(request) -> CodeForm:
    """Return the form for a code of the app, or for a recovery code where that was chosen."""
    asked = RecoveryCodeForm if "recovery" in request.GET else CodeForm
    return asked(request.POST or None)
