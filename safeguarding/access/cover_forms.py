"""The form with which the manager names a colleague who covers for a link worker."""

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import DropDown
from referral_portal.common.forms import PortalForm
from safeguarding.models import Worker


class CoverForm(PortalForm):
    """Who is away, who covers, and from when to when."""

    covered = DropDown(label="Who is away?", missing="Choose the link worker who is away")
    colleague = DropDown(label="Who covers for them?", missing="Choose who covers")
    first = GovukDateField(
        label="First day",
        missing="Enter the first day of the cover",
        subject="The first day of the cover",
    )
    last = GovukDateField(
        label="Last day",
        missing="Enter the last day of the cover",
        subject="The last day of the cover",
        must_be="today or future",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        workers = Worker.objects.filter(is_active=True).order_by("name")
        choices = [("", "Choose one"), *((str(worker.pk), worker.name) for worker in workers)]
        self.fields["covered"].choices = self.fields["colleague"].choices = choices
