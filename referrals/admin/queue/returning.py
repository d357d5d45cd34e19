"""Lead back to the list that a user came from: the pages of a referral carry it in their address."""

import uuid
from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from referral_portal.accounts.roles import Role
from referral_portal.common.addresses import address_of
from referrals.admin.queue.which import LIST, WhichList
from referrals.enums import Status

CHANGELIST = "admin:referrals_referral_changelist"
TRIAGE = "admin:referrals_referral_triage"


def list_of(request: HttpRequest) -> WhichList:
    """Return the list that the user of this page came from; without one, the queue."""
    return WhichList.unpack(request.GET.get(LIST, ""))


def list_url(which: WhichList) -> str:
    """Return the address of a list, at its place."""
    return address_of(CHANGELIST) + which.query()


def page_url(page: str, referral_id: uuid.UUID, which: WhichList, *more) -> str:
    """Return the address of a page of a referral, with the list that it leads back to.

    `page` is the last part of the name of the address, such as "change"; `more` are the further
    parts of the address.
    """
    if more:
        return with_list(
            reverse(f"admin:referrals_referral_{page}", args=[referral_id, *more]), which
        )
    before, after = around_id(page, which)
    return f"{before}{referral_id}{after}"


def around_id(page: str, which: WhichList) -> tuple[str, str]:
    """Return the two parts of the address of a page between which the id of a referral stands."""
    return _around_id(page, which.packed())


@lru_cache(maxsize=256)
def _around_id(page: str, packed: str) -> tuple[str, str]:
    anyone = uuid.UUID(int=0)
    before, after = reverse(f"admin:referrals_referral_{page}", args=[anyone]).split(str(anyone))
    return before, after + _list_in_address(packed)


def with_list(url: str, which: WhichList) -> str:
    """Return `url` with the list that it leads back to; the start of the queue needs no parameter."""
    return url + _list_in_address(which.packed())


def _list_in_address(packed: str) -> str:
    return f"?{urlencode({LIST: packed})}" if packed else ""


def triage_url(which: WhichList, user) -> str:
    """Return the address that begins the triage of a list, or "" where `user` has none to decide."""
    waits = Status.AWAITING_TRIAGE in (which.statuses or Status)
    if not waits or not user.has_role(Role.COORDINATOR):
        return ""
    return with_list(address_of(TRIAGE), which)
