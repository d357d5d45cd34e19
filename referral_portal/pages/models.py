"""The pages that have made their change, so that each makes one at most."""

from django.db import models


class UsedPageBase(models.Model):
    """One drawn form that was sent and changed something.

    `key` and `body` are digests over the one-time part of the form's token, which is not stored, so
    nobody can test here what was typed. `result` is the address that the sender was led to.
    """

    key = models.CharField("digest of the one-time part", max_length=64, primary_key=True)
    request = models.UUIDField("request that used it")
    body = models.CharField("digest of what was sent", max_length=64)
    at = models.DateTimeField("when", db_index=True)
    result = models.CharField("address of the result", max_length=300, blank=True)

    class Meta:
        abstract = True


class UsedPage(UsedPageBase):
    """A used page of the portal."""

    class Meta:
        verbose_name = "used page"
        verbose_name_plural = "used pages"

    def __str__(self) -> str:
        return "Used page"
