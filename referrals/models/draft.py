"""A form that is being filled in, before it is a referral.

The answers are encrypted with a key that only the browser's cookie holds; we keep a digest of the
cookie's token to find the row. The pages about people at risk are also sealed. Unsent drafts are
deleted after DRAFT_DAYS. No answer is ever in a session, an address or a cache.
"""

import uuid

from django.db import models

from programmes.enums import Pathway
from referrals.enums import Route


class Draft(models.Model):
    """One form that has not been sent."""

    # Fixed from the first page on: it is sealed inside the envelope, and sending the form twice
    # makes one referral.
    referral_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_digest = models.CharField("digest of the token", max_length=64, unique=True)
    route = models.CharField("route", max_length=10, choices=Route)
    pathway = models.CharField("pathway", max_length=20, choices=Pathway)
    account_id = models.BigIntegerField("account that fills it", null=True, blank=True)
    # A coordinator fills it in with a caller. The call-back is no key: it may be deleted earlier.
    is_with_caller = models.BooleanField("filled in with a caller", db_default=False, default=False)
    call_back_id = models.UUIDField("call-back it began with", null=True, blank=True)
    box = models.BinaryField("encrypted answers")
    # The only sealing key in use since the first page. Set whether or not a page was sealed, so that
    # it does not give that away. Empty when there was more than one.
    sealing_key = models.CharField(
        "sealing key since it began", max_length=16, db_default="", blank=True, editable=False
    )
    started_at = models.DateTimeField("started at")
    expires_at = models.DateTimeField("deleted after", db_index=True)
    submitted_at = models.DateTimeField("sent at", null=True, blank=True)

    class Meta:
        verbose_name = "draft"
        verbose_name_plural = "drafts"

    def __str__(self) -> str:
        return "Draft"
