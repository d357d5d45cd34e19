"""Keep what was typed on a page whose sign-in had ended, for one browser, one account and one hour.

Each side of the wall has a table and a cookie of its own. A row can be read only with the cookie of
the browser it was typed in, and only for the account that the page was drawn for.
"""

import contextlib
import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import models

from referral_portal.common.typed_text import Typed, Unreadable, browser_of, lock, owner_of, unlock

TOKEN_BYTES = 32
# More than the pages that a user has open. It also limits how much an account can write.
MOST_PAGES = 10


class KeptPage(models.Model):
    """What was typed on one page, encrypted for one browser and one account."""

    owner = models.CharField("digest of the account", max_length=64, db_index=True)
    browser = models.CharField("digest of the browser's token", max_length=64, db_index=True)
    box = models.BinaryField("what was typed, encrypted")
    is_shown = models.BooleanField("put back into its page")
    expires_at = models.DateTimeField("deleted at", db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return "Kept page"


@dataclass(frozen=True)
class Offer:
    """One kept page of the user who is signed in."""

    pk: int
    typed: Typed
    is_shown: bool

    @property
    def at(self) -> dt.datetime:
        """The time at which the page was posted."""
        return dt.datetime.fromtimestamp(self.typed.at, tz=dt.UTC)

    @property
    def title(self) -> str:
        """The title of the page, or words for a page without one."""
        return self.typed.title or "a page"

    @property
    def words(self) -> list[tuple[str, str]]:
        """What was typed, with the names of the fields in words."""
        return [
            (name.replace("_", " ").replace("-", " ").capitalize(), "\n".join(filter(None, values)))
            for name, values in self.typed.fields.items()
        ]


@dataclass(frozen=True)
class Shelf:
    """Where one side of the wall keeps typed pages, and for how long a hint of it counts."""

    zone: str
    model: type[KeptPage]
    cookie: str
    cookie_path: str
    url_name: str  # of the page that lists what was kept
    session_hours: int
    # Opens a transaction on this side's database.
    atomic: Callable[[], contextlib.AbstractContextManager]

    def rows(self, token: str, *, now: dt.datetime) -> models.QuerySet:
        """Return the rows of one browser that are not over, of every account."""
        return self.model.objects.filter(browser=browser_of(token), expires_at__gt=now)

    def offers(self, *, token: str, account: int, now: dt.datetime) -> list[Offer]:
        """Return the kept pages of `account` in the browser with `token`, the newest first."""
        owner, found = owner_of(account, zone=self.zone), []
        for row in self.rows(token, now=now).filter(owner=owner).order_by("-expires_at", "-pk"):
            with contextlib.suppress(Unreadable):
                typed = unlock(row.box, token=token, owner=owner, zone=self.zone)
                found.append(Offer(row.pk, typed, row.is_shown))
        return found

    def store(
        self, typed: Typed, *, token: str, account: int, is_shown: bool, now: dt.datetime
    ) -> str:
        """Keep `typed` and return the token of the browser, which may be new.

        Return "" if more was typed than is kept, or if the account has MOST_PAGES already.
        """
        token = token or secrets.token_urlsafe(TOKEN_BYTES)
        owner = owner_of(account, zone=self.zone)
        try:
            box = lock(typed, token=token, owner=owner, zone=self.zone)
        except ValueError:
            return ""
        with self.atomic():
            self.forget(now=now)
            if self.model.objects.filter(owner=owner).count() >= MOST_PAGES:
                return ""
            self.model.objects.create(
                owner=owner,
                browser=browser_of(token),
                box=box,
                is_shown=is_shown,
                expires_at=now + dt.timedelta(minutes=settings.TYPED_MINUTES),
            )
        return token

    def show(self, offer: Offer, *, others: list[Offer]) -> None:
        """Put a kept page back into its page from now on, in place of older ones of that page."""
        same = [one.pk for one in others if one.typed.page == offer.typed.page]
        with self.atomic():
            self.model.objects.filter(pk__in=same).update(is_shown=False)
            self.model.objects.filter(pk=offer.pk).update(is_shown=True)

    def delete(self, offer: Offer) -> None:
        """Delete one kept page."""
        with self.atomic():
            self.model.objects.filter(pk=offer.pk).delete()

    def wipe(self, *, token: str, account: int | None) -> None:
        """Delete every kept page of the account and of the browser, as signing out does."""
        with self.atomic():
            if account is not None:
                owner = owner_of(account, zone=self.zone)
                self.model.objects.filter(owner=owner).delete()
            if token:
                self.model.objects.filter(browser=browser_of(token)).delete()

    def forget(self, *, now: dt.datetime) -> int:
        """Delete every kept page whose time is over, and return how many there were."""
        count, _ = self.model.objects.filter(expires_at__lte=now).delete()
        return count
