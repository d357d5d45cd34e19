"""Every page that one kind of person can open, for own rows and others', as text."""

from dataclasses import dataclass

from django.test import Client

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from tests.authorisation.matrix import ANYBODY, WORKER, WORKER_MANAGER
from tests.authorisation.world import NOW, World
from tests.every_url import LINK_WORKER, PUBLIC, SIGNED_IN, TABLE, UNNAMED, addresses
from tests.factories.accounts import TRAITS, UserFactory
from tests.factories.drafts import ROUTE_OF, open_form
from tests.factories.safeguarding import client_of, make_worker

KINDS = (ANYBODY, *Role.values, WORKER, WORKER_MANAGER)
TRAIT_OF = {role: trait for trait, role in TRAITS.items()}
# Ends the session; asked last of all, and elsewhere.
NOT_ASKED = {"sign_out", "admin:logout", "safeguarding:sign_out", "leave"}


@dataclass(frozen=True)
class Page:
    """One answer."""

    name: str
    path: str
    status: int
    is_html: bool
    cache_control: str
    text: str


def browser(world: World, kind: str) -> Client:
    """Return a browser in which a user of this kind, the owner of `mine`, is signed in."""
    client = Client()
    if kind == WORKER:
        return client_of(world.mine.worker)
    if kind == WORKER_MANAGER:
        return client_of(make_worker(is_manager=True))
    owners = {
        Role.MANAGER: world.mine.manager,
        Role.FACILITATOR: world.mine.facilitator,
        Role.CO_FACILITATOR: world.mine.visitor,
        Role.AGENCY: world.mine.referrer,
    }
    if kind != ANYBODY:
        client.force_login(owners.get(kind) or UserFactory(**{TRAIT_OF[kind]: True}))
    return client


def browser_with_form(world: World, kind: str) -> Client:
    """Return such a browser, in which a user who fills in forms has one open."""
    client = browser(world, kind)
    if kind == ANYBODY or kind in ROUTE_OF:
        by = User.objects.filter(pk=client.session.get("_auth_user_id")).first()
        client.cookies.load(open_form(by, kind=kind, now=NOW))
    return client


def may_open(kind: str, name: str) -> bool:
    """Return whether the table of addresses lets this kind of person in."""
    who = TABLE[name]
    if kind == ANYBODY:
        return who == PUBLIC
    if kind in {WORKER, WORKER_MANAGER}:
        return who == LINK_WORKER
    return who == SIGNED_IN or (not isinstance(who, str) and kind in who)


def crawl(world: World, kind: str, client: Client | None = None) -> list[Page]:
    """Open everything that the table promises, once for each half of the world."""
    client = client or browser(world, kind)
    pages, asked = [], set()
    for name, pattern in addresses():
        if name in UNNAMED | NOT_ASKED or not may_open(kind, name):
            continue
        for half in world.halves.values():
            for path in (half.address(name, pattern), half.placed(name, pattern)):
                if path and path not in asked:
                    asked.add(path)
                    pages.append(page_at(client, name, path))
    assert pages, f"The table lets {kind} in nowhere."
    return pages


def page_at(client: Client, name: str, path: str) -> Page:
    """Open one address."""
    response = client.get(path)
    body = b"" if response.streaming else response.content
    return Page(
        name=name,
        path=path,
        status=response.status_code,
        is_html=response.headers.get("Content-Type", "").startswith("text/html"),
        cache_control=response.headers.get("Cache-Control", ""),
        text=body.decode("utf-8", "replace"),
    )


def found(pages: list[Page], word: str) -> set[str]:
    """Return the names of the pages on which a token stands, in any letters."""
    return {page.name for page in pages if word.lower() in page.text.lower()}
