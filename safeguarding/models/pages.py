"""The pages of this side that have made their change."""

from referral_portal.pages.models import UsedPageBase


class UsedPage(UsedPageBase):
    """A used page of a link worker."""

    class Meta:
        verbose_name = "used page"
        verbose_name_plural = "used pages"

    def __str__(self) -> str:
        return "Used page"
