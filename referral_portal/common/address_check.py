"""What is asked before a letter is drawn: that the address on the page is right and safe.

An answer counts for this one letter. Which letters there are is the business of the apps above.
"""

from referral_portal.common.fields import Agreement
from referral_portal.common.forms import PortalForm


class AddressForm(PortalForm):
    """One tick for the address shown on the page; none where no post is sent."""

    is_checked = Agreement(
        label="I have checked that this is the right address, and that post is safe there",
        missing="Check the address first, and tick to say so",
    )

    def __init__(self, *args, has_address: bool, **kwargs):
        """`has_address`: whether there is an address to check."""
        super().__init__(*args, **kwargs)
        if not has_address:
            del self.fields["is_checked"]
