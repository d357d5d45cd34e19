"""The form before a letter is created, which asks whether the address on the page is right and safe.

An answer is for one letter. The apps above say which letters there are.
"""

from referral_portal.common.fields import Agreement
from referral_portal.common.forms import PortalForm


class AddressForm(PortalForm):
    """Ask for one tick about the address on the page, or for none where nothing is posted."""

    is_checked = Agreement(
        label="I have checked that this is the right address, and that post is safe there",
        missing="Check the address first, and tick to say so",
    )

    def __init__(self, *args, has_address: bool, **kwargs):
        """Ask for the tick only if `has_address`."""
        super().__init__(*args, **kwargs)
        if not has_address:
            del self.fields["is_checked"]
