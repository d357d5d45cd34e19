"""The list of the outgoing messages: what each is about, for whom, and its state in words.

It shows no address and no text. Messages that a user may have to act on are listed oldest first, all
others newest first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.admin.message_rows import COLUMNS, messages_for, rows_of
from referral_portal.accounts.work import capped
from referral_portal.outbox.enums import Audience
from referral_portal.outbox.kinds import KINDS
from referral_portal.outbox.states import FILTERS, OLDEST_FIRST, State
from referral_portal.replica import lists

COUNTED = 100
# A page of an app above this one, for the users who may decide about messages.
BOARD, MAY_SEE_BOARD = "admin:referrals_referral_releases", "outbox.settle_message"
OLDEST, NEWEST = ("created_at", "id"), ("-created_at", "-id")


@dataclass(frozen=True)
class WhichMessages:
    """The filters of a list; an empty text is a filter that is not set."""

    state: str = ""
    kind: str = ""
    to: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "WhichMessages":
        """Return the filters in the parameters `given`; a value that no filter offers is ignored."""
        choices = {"state": set(State.values), "kind": set(KINDS), "to": set(Audience.values)}
        found = {name: given.get(name, "") for name in choices}
        return cls(**{name: value for name, value in found.items() if value in choices[name]})

    def kept(self) -> dict[str, str]:
        """Return the parameters of its address."""
        return {name: value for name, value in vars(self).items() if value}

    @property
    def order(self) -> tuple[str, ...]:
        """The columns that order it."""
        return OLDEST if self.state in OLDEST_FIRST else NEWEST

    def parts(self, rows: QuerySet) -> list[QuerySet]:
        """Return those of `rows` that it shows, in parts that each follow an index in its order."""
        shown = rows.filter(FILTERS.get(self.state, Q()))
        if not self.kind:
            return [shown.filter(audience=self.to) if self.to else shown]
        readers = [self.to] if self.to else Audience.values
        return [shown.filter(event=f"{self.kind}_{reader}") for reader in readers]


def message_list(request: HttpRequest) -> HttpResponse:
    """Show one page of the messages that the user may see."""
    user, now = request.user, timezone.now()
    which = WhichMessages.read(request.GET)
    visible = messages_for(user)
    parts = [part.only(*COLUMNS) for part in which.parts(visible)]
    page = lists.page(
        request,
        parts,
        visible=visible,
        order=which.order,
        size=settings.QUEUE_PAGE_SIZE,
        kept=which.kept(),
    )
    rows = rows_of(page.rows, user, now)
    counted = lists.read(request, lambda: _count(which, visible))
    context = {
        "rows": rows,
        "board_url": reverse(BOARD) if user.has_perm(MAY_SEE_BOARD) else "",
        "has_subjects": any(row["subject"] for row in rows),
        "filters": which,
        "is_filtered": bool(which.kept()),
        "states": State.choices,
        "kinds": sorted(KINDS.items(), key=lambda kind: kind[1]),
        "readers": [(value, label.capitalize()) for value, label in Audience.choices],
        "counted": counted.replace(f"{COUNTED}+", f"More than {COUNTED}"),
        "is_one": counted == "1",
        "in_order": "oldest first" if which.order == OLDEST else "newest first",
        "next_url": page.next_url,
        "previous_url": page.previous_url,
    }
    return TemplateResponse(request, "admin/outbox/outgoingmessage/list.html", context)


def _count(which: WhichMessages, visible: QuerySet) -> str:
    """Return how many messages the list has, up to COUNTED."""
    shown = visible.filter(FILTERS.get(which.state, Q()))
    if which.kind:
        readers = [which.to] if which.to else Audience.values
        shown = shown.filter(event__in=[f"{which.kind}_{reader}" for reader in readers])
    elif which.to:
        shown = shown.filter(audience=which.to)
    return capped(shown, COUNTED)
