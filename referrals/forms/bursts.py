"""Why forms of a burst are set aside, and which ones a page named."""

import contextlib
import uuid
from collections.abc import Iterable

from referral_portal.common.fields import TextArea
from referral_portal.common.forms import PortalForm


class SetAsideForm(PortalForm):
    reason = TextArea(
        label="Why do you set these forms aside?",
        help_text="For example: the same words 150 times in ten minutes.",
        missing="Enter why you set these forms aside",
        max_length=500,
        rows=3,
    )


def read_ids(typed: Iterable[str]) -> list[uuid.UUID]:
    """Return the ids of forms that a page sent; anything else is left out."""
    found = []
    for one in typed:
        with contextlib.suppress(ValueError):
            found.append(uuid.UUID(one))
    return found
