"""Name accounts and rows for a reader of the audit, each only as far as that reader may know it.

An auditor without another role sees the numbers of accounts. The apps above add what they may name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.audit.models import AuditEvent
from referral_portal.audit.words import ACCOUNT, ID, actor_of, is_row

SHORT_ROLES = {
    Role.COORDINATOR: "coordinator",
    Role.MANAGER: "manager",
    Role.FACILITATOR: "facilitator",
    Role.CO_FACILITATOR: "co-facilitator",
    Role.AGENCY: "referrer",
    Role.COMMISSIONER: "commissioner",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "administrator",
}


@dataclass(frozen=True)
class Named:
    """The name of a row, and the address of its page if the reader may open it."""

    text: str
    url: str


Names = dict[str, Named]
Namer = Callable[[object, set[str]], Names]
Finder = Callable[[object, str], tuple[str, str] | None]
NAMERS: dict[str, Namer] = {}
FINDERS: list[Finder] = []


def names_rows(kind: str) -> Callable[[Namer], Namer]:
    """Decorate a function that takes a user and ids of rows of `kind`, and names those they may see."""

    def add(namer: Namer) -> Namer:
        NAMERS[kind] = namer
        return namer

    return add


def finds_rows(finder: Finder) -> Finder:
    """Decorate a function that takes a user and what was typed, and returns the kind and id of a row.

    It returns None for a row that the user may not see, as for one that does not exist.
    """
    FINDERS.append(finder)
    return finder


def found_row(user, typed: str) -> tuple[str, str] | None:
    """Return the kind and id of the row that `typed` names for `user`, or None."""
    return next((row for finder in FINDERS if (row := finder(user, typed))), None)


def row_names(user, events: Iterable[AuditEvent]) -> dict[tuple[str, str], Named]:
    """Return the names that `user` may see of the rows in `events`, by kind and id."""
    ids: dict[str, set[str]] = {}
    for event in events:
        if event.target_kind in NAMERS and is_row(event):
            ids.setdefault(event.target_kind, set()).add(event.target_id)
    return {
        (kind, pk): named
        for kind, some in ids.items()
        for pk, named in NAMERS[kind](user, some).items()
    }


def actor_names(events: Iterable[AuditEvent], *, is_named: bool = False) -> dict[int, str]:
    """Return the accounts that acted in `events`, by number: with the role they have now.

    With `is_named`, each starts with the person's name.
    """
    ids = {event.actor_id for event in events if event.actor_id is not None}
    users = User.objects.filter(pk__in=ids).prefetch_related("groups") if ids else ()
    return {user.pk: _with_role(user, is_named=is_named) for user in users}


def actor_in_words(event: AuditEvent, names: dict[int, str]) -> str:
    """Return the actor of `event`: an account that `names` lacks has only its number."""
    return names.get(event.actor_id) or actor_of(event)


def sees_accounts(user) -> bool:
    """Return whether `user` may read the names of accounts."""
    return user.has_perm("accounts.view_user")


@finds_rows
def by_id(user, typed: str) -> tuple[str, str] | None:
    """Return the row with a whole id that the audit names; a number alone is no whole id."""
    identity = typed.strip().lower()
    if identity.isdigit() or not ID.fullmatch(identity):
        return None
    kind = AuditEvent.objects.filter(target_id=identity).values_list("target_kind").first()
    return (kind[0], identity) if kind else None


@names_rows(ACCOUNT)
def accounts(user, ids: set[str]) -> Names:
    """Return the names of accounts, for a reader who may open their pages."""
    if not sees_accounts(user):
        return {}
    return {
        str(one.pk): Named(
            f"{one} (account {one.pk})", reverse("admin:accounts_user_change", args=[one.pk])
        )
        for one in User.objects.filter(pk__in=[pk for pk in ids if pk.isdigit()])
    }


def _with_role(user: User, *, is_named: bool) -> str:
    groups = {group.name for group in user.groups.all()}
    roles = " and ".join(words for role, words in SHORT_ROLES.items() if role in groups)
    number = f"{roles or 'account'} {user.pk}"
    return f"{user} ({number})" if is_named else f"{number[:1].upper()}{number[1:]}"
