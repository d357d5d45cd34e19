"""The mark of a synthetic referral, which no visitor can make or use again.

It is signed with the portal's secret key and names a round that this portal has begun. It is good for
one draft, which was started with it, and for MINUTES. Every other form is an ordinary referral,
whatever it says.
"""

import uuid

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from referrals.models import SyntheticRound

HEADER = "X-Synthetic-Round"
SALT = "referrals.synthetic"
MINUTES = 15


def make_mark(synthetic: SyntheticRound) -> str:
    """Return the mark of a round."""
    return signing.dumps(str(synthetic.pk), salt=SALT)


def round_of(request: HttpRequest) -> SyntheticRound | None:
    """Return the unsent round whose mark came with `request`, or None for an ordinary request."""
    mark = request.headers.get(HEADER, "")
    if not mark or not settings.SYNTHETIC_MINUTES:
        return None
    try:
        number = uuid.UUID(signing.loads(mark, salt=SALT, max_age=MINUTES * 60))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return SyntheticRound.objects.filter(pk=number, sent_at__isnull=True).first()
