"""The forms for signing in and for a user's own account.

They only clean what is typed; the verbs check passwords and codes. One sentence covers every way of
getting a password wrong.
"""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm

from referral_portal.accounts.models import User
from referral_portal.common.contact_checks import email_fault
from referral_portal.common.forms import PortalForm

LONGEST_PASSWORD = 128  # characters; the same on every page


def password_field(label: str, autocomplete: str = "current-password") -> forms.CharField:
    """Return a field for a password, which is never shortened and never shown again."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        error_messages={"required": "Enter your password"},
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class SignInForm(PortalForm):
    """Ask for the user name and the password."""

    username = forms.CharField(
        label="User name",
        max_length=150,
        error_messages={"required": "Enter your user name"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    password = password_field("Password")


class ConfirmForm(PortalForm):
    """Ask for the password again, before an export."""

    password = password_field("Password")


class BesideTheFirst:
    """Show what is wrong with a new password at the first box; Django shows it at the second."""

    def validate_password_for_user(self, user, *named):
        """Put the errors on the first box, not on the one that Django names."""
        super().validate_password_for_user(user, "new_password1")


class ChosenPasswordForm(BesideTheFirst, SetPasswordForm):
    """Ask twice for a first password, or for one that replaces a forgotten one."""

    new_password1 = password_field("Your new password, at least 15 characters", "new-password")
    new_password2 = password_field("The new password again", "new-password")


class NewPasswordForm(BesideTheFirst, PasswordChangeForm):
    """Ask for the current password, and twice for a new one."""

    old_password = password_field("Current password")
    new_password1 = password_field("New password, at least 15 characters", "new-password")
    new_password2 = password_field("New password again", "new-password")


class WorkEmail(forms.EmailField):
    """The email address of an account in the admin: refused with the sentence of our own pages."""

    def run_validators(self, value):
        if value and (fault := email_fault(value)):
            raise forms.ValidationError(fault, code="invalid")


class NewAccountForm(forms.ModelForm):
    """Ask for the details of a new account; its owner chooses the password by a link."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "agency", "groups"]

    def save(self, commit=True):
        """Save and return the account, without a password."""
        self.instance.set_unusable_password()
        return super().save(commit)
