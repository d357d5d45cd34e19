"""The forms of signing in and of one's own account.

They clean what is typed; whether a password or a code is right is decided by the verbs. One
sentence covers every way of getting it wrong.
"""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm

from referral_portal.accounts.models import User
from referral_portal.common.forms import PortalForm

LONGEST_PASSWORD = 128  # characters; what one page takes, every page takes


def password_field(label: str, autocomplete: str = "current-password") -> forms.CharField:
    """Return a field for a password, which is never cut or shown again."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        error_messages={"required": "Enter your password"},
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class SignInForm(PortalForm):
    """User name and password, without a hint which of them was wrong."""

    username = forms.CharField(
        label="User name",
        max_length=150,
        error_messages={"required": "Enter your user name"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    password = password_field("Password")


class ConfirmForm(PortalForm):
    """The password once more, before something that leaves the house."""

    password = password_field("Password")


class BesideTheFirst:
    """Says what is wrong with a new password where it is chosen; Django says it at the repeat."""

    def validate_password_for_user(self, user, *named):
        """Put the errors beside the first box, whichever is named."""
        super().validate_password_for_user(user, "new_password1")


class ChosenPasswordForm(BesideTheFirst, SetPasswordForm):
    """A first password, or a new one instead of a forgotten one, twice."""

    new_password1 = password_field("Your new password, at least 15 characters", "new-password")
    new_password2 = password_field("The new password again", "new-password")


class NewPasswordForm(BesideTheFirst, PasswordChangeForm):
    """The password of now, and a new one twice."""

    old_password = password_field("Your password now")
    new_password1 = password_field("New password, at least 15 characters", "new-password")
    new_password2 = password_field("New password again", "new-password")


class NewAccountForm(forms.ModelForm):
    """An account without a password: its owner chooses one, by a link."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "agency", "groups"]

    def save(self, commit=True):
        """Return the account, into which nobody can sign in yet."""
        self.instance.set_unusable_password()
        return super().save(commit)
