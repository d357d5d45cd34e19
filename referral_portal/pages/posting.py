"""Use a page in the transaction of its change, so that two posts of one page make one change.

The recorders of both zones call `use_page`, because every verb records its change in the
transaction that makes it. Background work and commands have no page.
"""

import datetime as dt
import hashlib
import hmac
import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from referral_portal.common.typed_text import HINT
from referral_portal.pages.models import UsedPageBase
from referral_portal.pages.tokens import FIELD, Drawn

# A page older than this cannot be sent; a used one is remembered for an hour longer.
LASTS = dt.timedelta(days=1)
KEPT = LASTS + dt.timedelta(hours=1)
# Fields of a form that nobody types.
HIDDEN = ("csrfmiddlewaretoken", HINT, FIELD)


class AlreadySent(Refusal):
    """Another request has used this page."""

    def __init__(self):
        super().__init__("This page has already been sent.")


@dataclass
class Posted:
    """One request that sends a drawn form."""

    drawn: Drawn
    model: type[UsedPageBase]
    body: str
    request: uuid.UUID = field(default_factory=uuid.uuid4)
    # Whether this request tried to use its page, and whether another one was first.
    is_tried: bool = False
    is_late: bool = False

    @property
    def key(self) -> str:
        """Return the key of this page in the table of used pages."""
        return key_of(self.drawn)

    def used_by_another(self) -> UsedPageBase | None:
        """Return the row of another request that has used this page, or None."""
        return self.model.objects.filter(key=self.key).exclude(request=self.request).first()

    def keep_result(self, address: str) -> None:
        """Remember where the sender was led to, if this request has used its page."""
        longest = self.model._meta.get_field("result").max_length
        if len(address) <= longest:
            self.model.objects.filter(key=self.key, request=self.request).update(result=address)


_current: ContextVar[Posted | None] = ContextVar("posted page", default=None)


def begin(posted: Posted | None) -> None:
    """Set the page that the current request sends, or None for no page."""
    _current.set(posted)


def use_page(model: type[UsedPageBase]) -> None:
    """Use the page of the current request, in the caller's transaction, for a change of `model`'s zone.

    Raises AlreadySent when another request has used it; one that is about to is waited for.
    """
    posted = _current.get()
    if posted is None or posted.model is not model:
        return
    posted.is_tried = True
    row = model(key=posted.key, request=posted.request, body=posted.body, at=timezone.now())
    # Repeated for every change of the request: an earlier one may have been rolled back.
    model.objects.bulk_create([row], ignore_conflicts=True)
    if not model.objects.filter(key=posted.key, request=posted.request).exists():
        posted.is_late = True
        raise AlreadySent


def key_of(drawn: Drawn) -> str:
    """Return the key of a drawn form."""
    return hashlib.sha256(drawn.nonce.encode()).hexdigest()


def body_of(drawn: Drawn, path: str, data: QueryDict) -> str:
    """Return a digest of what was sent, which only the holder of the token can test."""
    typed = sorted((name, data.getlist(name)) for name in data if name not in HIDDEN)
    return hmac.new(drawn.nonce.encode(), repr((path, typed)).encode(), "sha256").hexdigest()


def forget_used_pages(model: type[UsedPageBase], *, now: dt.datetime) -> int:
    """Delete the used pages that are too old to be sent again, and return how many."""
    count, _ = model.objects.filter(at__lte=now - KEPT).delete()
    return count
