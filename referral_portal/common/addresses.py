"""Look up the addresses of pages that are on every page, such as those of the menu, once."""

import uuid
from functools import lru_cache

from django.conf import settings
from django.urls import get_urlconf, reverse


def address_of(name: str) -> str:
    """Return the address of a page whose address has no arguments; `name` is its name."""
    return _address_of(name, get_urlconf() or settings.ROOT_URLCONF)


def address_about(name: str, key: uuid.UUID) -> str:
    """Return the address of a page about one row; its only argument is the key of the row."""
    before, after = _around_key(name, get_urlconf() or settings.ROOT_URLCONF)
    return f"{before}{key}{after}"


@lru_cache(maxsize=256)
def _around_key(name: str, urlconf: str) -> list[str]:
    anyone = uuid.UUID(int=0)
    return reverse(name, urlconf=urlconf, args=[anyone]).split(str(anyone))


@lru_cache(maxsize=256)
def _address_of(name: str, urlconf: str) -> str:
    return reverse(name, urlconf=urlconf)
