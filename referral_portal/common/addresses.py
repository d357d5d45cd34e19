"""Look up the addresses of pages that are on every page, such as those of the menu, once."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_urlconf, reverse


def address_of(name: str) -> str:
    """Return the address of a page whose address has no arguments; `name` is its name."""
    return _address_of(name, get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=256)
def _address_of(name: str, urlconf: str) -> str:
    return reverse(name, urlconf=urlconf)
