"""The mark of a synthetic referral, which no visitor can make or use again.

It is signed with the portal's secret key and names a round that this portal has begun. It is good for
one draft, which was started with it, and for MINUTES. Every other form is an ordinary referral,
whatever it says.
"""

import uuid

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

HEADER = "X-Synthetic-Round"
SALT = "referrals.synthetic"
MINUTES = 15


def make_mark(number: uuid.UUID) -> str:
    """Return the mark of the round `number`."""
    return signing.dumps(str(number), salt=SALT)


def number_of(request: HttpRequest) -> uuid.UUID | None:
    """Return the number of the round whose mark came with `request`; None for every other request."""
    mark = request.headers.get(HEADER, "")
    if not mark or not settings.SYNTHETIC_MINUTES:
        return None
    try:
        return uuid.UUID(signing.loads(mark, salt=SALT, max_age=MINUTES * 60))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
