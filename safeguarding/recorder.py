"""Write this side's audit and its access records; nothing else may.

Call both functions inside the transaction that they describe. Data are ids and codes.
"""

import datetime as dt
import uuid

from django.db import models

from referral_portal.common.chain import START
from referral_portal.pages.posting import use_page
from safeguarding.enums import Shown
from safeguarding.models import AccessRecord, SafeguardingEvent, UsedPage, VictimCase, Worker

LONGEST = 80
CHANGES_NOTHING = (".refused",)


def record(
    action: str, *, by: Worker | None, target: models.Model, now: dt.datetime, **data
) -> SafeguardingEvent:
    """Write one event; `by` is None for background work.

    Raises ValueError for data longer than a code, and AlreadySent when another request has made the
    change that this one's page asks for.
    """
    if not action.endswith(CHANGES_NOTHING):
        use_page(UsedPage)
    plain = {name: value if isinstance(value, int) else str(value) for name, value in data.items()}
    if any(isinstance(value, str) and len(value) > LONGEST for value in plain.values()):
        raise ValueError("The audit takes ids and codes.")
    return SafeguardingEvent.objects.create(
        at=now,
        action=action,
        worker_id=by.pk if by else None,
        target_kind=target._meta.model_name,
        target_id=str(target.pk),
        data=plain,
    )


def record_access(
    *,
    worker: Worker,
    what: Shown,
    page: str,
    now: dt.datetime,
    case: VictimCase | None = None,
    case_ids: list[uuid.UUID] | None = None,
) -> AccessRecord:
    """Record that `worker` looks at a case, or at a list with `case_ids`.

    The records of one case form a chain; all other records form a chain of their link worker. The
    caller holds the transaction that also reads what is shown.
    """
    # Lock first, then read the last record in a statement of its own, which sees what others committed.
    owner = case or worker
    list(type(owner)._base_manager.select_for_update(no_key=True).filter(pk=owner.pk).values("pk"))
    chain = AccessRecord.objects.filter(case=case)
    if case is None:
        chain = chain.filter(worker=worker)
    last = chain.order_by("-number").values_list("number", "digest").first()
    number, previous = last or (0, START)
    look = AccessRecord(
        worker=worker,
        at=now,
        what=what,
        page=page,
        case=case,
        case_ids=[str(case_id) for case_id in case_ids or []],
        number=number + 1,
        previous=previous,
    )
    look.digest = look.expected_digest()
    look.save(force_insert=True)
    return look
