"""Tell the duty mailbox that errors were reported on this side, without their kind, place or time.

The words are those of the portal's email. `manage.py list_errors` says the rest, on this side.
"""

import datetime as dt

from django.conf import settings

from referral_portal.outbox import error_notices
from referral_portal.outbox.enums import MessageStatus
from safeguarding.models import ProtectedErrorReport, ProtectedMessage
from safeguarding.transactions import in_safeguarding

SUBJECT = "Please check the service"
BODY = "The service has met errors that we did not expect. Please look at its list of errors now.\n"


def notice_errors(*, now: dt.datetime) -> int:
    """Write one email about the new reports, and delete old ones; return 0, as nothing is left to do."""
    reports = ProtectedErrorReport.objects.all()
    error_notices.forget_old(reports, now)
    if not settings.DUTY_EMAIL:
        return 0
    with in_safeguarding():
        found = error_notices.untold(reports, now)
        if found:
            ProtectedMessage.objects.create(
                key=f"errors:{found[-1].pk}",
                template="safeguarding/errors",
                to_address=settings.DUTY_EMAIL,
                subject=SUBJECT,
                body=BODY,
                status=MessageStatus.RENDERED,
                created_at=now,
                due_at=now,
            )
            error_notices.mark_told(reports, found, now)
    return 0
