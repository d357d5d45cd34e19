"""The form before a letter is created, which asks whether the address on the page is right and safe.

An answer is for one letter. The apps above say which letters there are.
"""

from referral_portal.common.fields import Agreement, TextLine
from referral_portal.common.fonts import in_words, missing_from
from referral_portal.common.forms import PortalForm


class AddressForm(PortalForm):
    """Ask for one tick about the address on the page, or for none where nothing is posted.

    A name that our fonts cannot print can be written in Latin letters, for this letter alone.
    """

    latin_name = TextLine(
        label="Name in Latin letters, for the envelope and the letter (optional)", required=False
    )

    is_checked = Agreement(
        label="I have checked that this is the right address, and that post is safe there",
        missing="Check the address first, and tick to say so",
    )

    field_order = ("latin_name", "is_checked")

    def __init__(self, *args, has_address: bool, name: str, **kwargs):
        """Ask for the tick only if `has_address`, and for a name only if `name` cannot be printed."""
        super().__init__(*args, **kwargs)
        characters = missing_from(name)
        if characters:
            self.fields["latin_name"].help_text = (
                f"Our fonts cannot print this in “{name}”: {in_words(characters)}. "
                "Leave this empty if you do not know how to write it: then you will call instead."
            )
        else:
            del self.fields["latin_name"]
        if not has_address:
            del self.fields["is_checked"]

    def words(self, heading: dict) -> dict:
        """Return the head of the letter, with the name in Latin letters if one was written."""
        name = self.cleaned_data.get("latin_name")
        if not name:
            return heading
        return heading | {"dear": name, "to_lines": [name, *heading["to_lines"][1:]]}
