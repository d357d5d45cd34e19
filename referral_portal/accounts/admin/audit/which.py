"""Which events an auditor reads: the filters, as the address says.

The address holds ids, codes and days only. A value that no page offers is ignored, and so is a row or
an account that cannot be an id.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet

from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import PUBLIC, SYSTEM
from referral_portal.audit.words import ACTIONS, ID
from referral_portal.common.dates import at_local

WHO = (("account", "Users"), (PUBLIC, "Visitors"), (SYSTEM, "The service"))
NEWEST_FIRST = ("-at", "-id")
KIND = re.compile(r"[a-z]{1,30}\.[a-z]{1,30}")
LARGEST_ACCOUNT = 2**63 - 1  # what the column holds


@dataclass(frozen=True)
class WhichEvents:
    """One list of events, in which an empty value is a filter that is not set."""

    action: str = ""
    who: str = ""
    account: int | None = None
    kind: str = ""
    row: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def read(cls, given: Mapping[str, str], checked: Mapping[str, object]):
        """Return the list that the parameters `given` ask for.

        `checked` has the account and the days, as the form has read them.
        """
        action, who = given.get("action", ""), given.get("who", "")
        kind, row = given.get("kind", ""), given.get("row", "")
        is_row = bool(KIND.fullmatch(kind) and ID.fullmatch(row))
        return cls(
            action=action if action in ACTIONS else "",
            who=who if who in dict(WHO) else "",
            kind=kind if is_row else "",
            row=row if is_row else "",
            account=checked.get("account"),
            since=checked.get("since"),
            until=checked.get("until"),
        )

    def kept(self) -> dict[str, str]:
        """Return the parameters of its address, without the place in the list."""
        return {
            name: f"{value:%-d/%-m/%Y}" if isinstance(value, dt.date) else str(value)
            for name, value in vars(self).items()
            if value not in ("", None)
        }

    def query(self) -> str:
        """Return its address after the path: empty for all events."""
        return f"?{urlencode(kept)}" if (kept := self.kept()) else ""

    def events(self) -> QuerySet[AuditEvent]:
        """Return its events; every filter has an index in the order of the list."""
        same = {
            "action": self.action,
            "actor_kind": self.who,
            "actor_id": self.account,
            "target_kind": self.kind,
            "target_id": self.row,
        }
        rows = AuditEvent.objects.filter(
            **{name: value for name, value in same.items() if value not in ("", None)}
        )
        if self.since:
            rows = rows.filter(at__gte=at_local(self.since, dt.time(0)))
        if self.until:
            rows = rows.filter(at__lt=at_local(self.until + dt.timedelta(days=1), dt.time(0)))
        return rows
