"""The addresses of triage."""

from collections.abc import Callable
from functools import partial

from django.urls import URLPattern, path

from referrals.admin.triage.page import TRIAGE_PAGES, decide, one, start


def triage_urls(guard: Callable, name: str) -> list[URLPattern]:
    """Return the addresses of triage behind `guard`, their names beginning with `name`."""
    return [
        path("triage/", guard(start), name=f"{name}_triage"),
        path("<uuid:referral_id>/triage/", guard(one), name=f"{name}_triage_one"),
        *(
            path(
                f"<uuid:referral_id>/triage/{page.slug}/",
                guard(partial(decide, page=page)),
                name=f"{name}_triage_{page.slug}",
            )
            for page in TRIAGE_PAGES
        ),
    ]
