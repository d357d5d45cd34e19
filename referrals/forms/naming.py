"""Who may see a restricted referral: the forms that add and remove a user, each with a reason."""

from referral_portal.common.fields import DropDown, TextArea
from referral_portal.common.forms import PortalForm


def _reason() -> TextArea:
    return TextArea(label="Reason", missing="Enter a reason", max_length=500, rows=3)


class AddNamedForm(PortalForm):
    user = DropDown(label="Who may see this form?", missing="Select a user")
    reason = _reason()

    def __init__(self, *args, users=(), **kwargs):
        """Offer `users`, pairs of id and words."""
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", "Select a user"), *users]


class RemoveNamedForm(PortalForm):
    reason = _reason()
