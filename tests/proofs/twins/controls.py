"""Defects put in on purpose, each of which the harness must catch, or its silence means nothing.

Stock defaults of the admin and the small conveniences by which such services leak: none is in the
product, all are one careless line away.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from unittest import mock

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.test import override_settings
from django.urls import include, path

from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.work import WorkItem, capped
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.urls import urlpatterns as own_addresses
from referrals.models import Participant
from safeguarding.models import SafeContact
from tests.factories.people import make_participant
from tests.proofs.twins.questions import GET, Question
from tests.proofs.twins.world import World


class StockSite(AdminSite):
    """The admin as it comes, for everyone who is signed in."""

    def has_permission(self, request) -> bool:
        """Return whether the account is signed in."""
        return request.user.is_authenticated


stock_site = StockSite(name="stock")
stock_site.register(Participant, ModelAdmin)
# A URLconf of its own for the time of a control.
urlpatterns = [path("stock/", stock_site.urls), path("", include(own_addresses))]
OWN_URLS = override_settings(ROOT_URLCONF=__name__)


@dataclass(frozen=True)
class Control:
    """One defect: how it is put in, and who is asked what while it is there."""

    name: str
    put_in: Callable[[World], contextlib.AbstractContextManager]
    questions: Callable[[], list[Question]]


def kept_here(world: World) -> None:
    """Keep her among the people of the portal, as one table for all would."""
    name, last = world.behind.name, Participant.objects.order_by("pk").last()
    if name:
        # The next number, whatever an earlier control has used.
        make_participant(pk=last.pk + 1, name=name, born_on="1990-01-01")


@contextlib.contextmanager
def stock_pages(world: World) -> Iterator[None]:
    """Put the stock admin's pages back, over a table in which she is kept."""
    kept_here(world)
    ContentType.objects.get_for_model(Participant)
    address = mock.patch.object(
        Participant, "get_absolute_url", lambda self: f"/people/{self.search_name}/", create=True
    )
    with OWN_URLS, address:
        yield


@contextlib.contextmanager
def counted_badge(world: World) -> Iterator[None]:
    """Tell staff on their first page how many safe contacts there are."""

    def badge(request) -> list[WorkItem]:
        return [WorkItem("Contacts", "/", capped(SafeContact.objects.all()))]

    with mock.patch.object(portal_admin_site, "_work", [*portal_admin_site._work, badge]):
        yield


@contextlib.contextmanager
def named_rows(world: World) -> Iterator[None]:
    """Let a message say in its title whom it is about."""
    title = f"About {world.behind.name}"
    with mock.patch.object(OutgoingMessage, "__str__", return_value=title):
        yield


def stock_questions(page: str) -> list[Question]:
    """Return `page` of the next people there could be, asked by a user without any right."""
    kind = ContentType.objects.get_for_model(Participant).pk
    before, after = (f"r/{kind}/", "/") if page == "r" else ("referrals/participant/", f"/{page}/")
    last = Participant.objects.order_by("pk").last().pk
    return [
        Question("facilitator", GET, f"/stock/{before}{key}{after}") for key in (last, last + 1)
    ]


def message_questions() -> list[Question]:
    """Return the page of a message, asked by the manager."""
    pk = OutgoingMessage.objects.order_by("pk").values_list("pk", flat=True)[0]
    return [Question("manager", GET, f"/admin/outbox/outgoingmessage/{pk}/change/")]


CONTROLS = (
    Control("the admin's stock history", stock_pages, lambda: stock_questions("history")),
    Control("the admin's view on site", stock_pages, lambda: stock_questions("r")),
    Control("a counted badge", counted_badge, lambda: [Question("coordinator", GET, "/admin/")]),
    Control("a __str__ with a name", named_rows, message_questions),
)
