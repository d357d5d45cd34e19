"""The forms about access to a case.

They clean what is typed; the verbs decide.
"""

from django.core.exceptions import ValidationError

from referral_portal.common.fields import DropDown, TextArea, TextLine
from referral_portal.common.forms import PortalForm
from referral_portal.common.references import tidy_reference
from safeguarding.models import Worker


class AccessRequestForm(PortalForm):
    """A colleague's case, and why it cannot wait for them."""

    reference = TextLine(
        label="Case reference",
        help_text="For example, KM-7F3K-9Q2D.",
        max_length=20,
        width="20",
        missing="Enter the reference of the case",
    )
    reason = TextArea(
        label="Why do you need access?",
        max_length=300,
        rows=3,
        missing="Say why you need access",
    )

    def clean_reference(self) -> str:
        reference = tidy_reference(self.cleaned_data["reference"])
        if not reference:
            raise ValidationError("Enter a reference, like KM-7F3K-9Q2D")
        return reference


class ExclusionForm(PortalForm):
    """The colleague who must not work on a case, and why."""

    worker = DropDown(label="Who must not work on this case?", missing="Choose a colleague")
    reason = TextArea(
        label="Why?", max_length=300, rows=3, missing="Say why they must not work on this case"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        workers = Worker.objects.filter(is_active=True).order_by("name")
        self.fields["worker"].choices = [
            ("", "Choose one"),
            *((str(worker.pk), worker.name) for worker in workers),
        ]
