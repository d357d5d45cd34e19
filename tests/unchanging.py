"""A page without what differs each time it is drawn: its tokens, and when the sign-in ends.

What a test compares afterwards is what a person can tell from two looks at one page.
"""

import re

from referral_portal.pages.tokens import FIELD

CHANGES = re.compile(
    rf'name="(?:csrfmiddlewaretoken|{FIELD})" value="[^"]+"'
    r'|nonce="[^"]+"|data-seconds="\d+"|<span data-end>[\d:]+</span>'
)


def unchanging(page: str | bytes) -> str:
    """Return the text of a page without what differs each time."""
    return CHANGES.sub("", page if isinstance(page, str) else page.decode(errors="surrogateescape"))
