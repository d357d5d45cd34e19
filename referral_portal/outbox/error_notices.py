"""Tell the duty mailbox that errors were reported: how many of which kind, and nothing of where.

At once, and then not again for ERROR_MAIL_MINUTES, however many there are. Places in the code name
topics, which no email does; administrators read them on the page of errors.
"""

import datetime as dt
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from referral_portal.audit.models import BaseErrorReport, ErrorReport
from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import queue_message
from referral_portal.topics import topics_in_address

TEMPLATE = "outbox/errors_staff"
MOST = 1000  # reports in one email
UNNAMED = "Another error"


def notice_errors(now: dt.datetime) -> int:
    """Write one email about the new reports, and delete old ones; return how many emails."""
    forget_old(ErrorReport.objects.all(), now)
    if not settings.DUTY_EMAIL:
        return 0
    with transaction.atomic():
        found = untold(ErrorReport.objects.all(), now)
        if not found:
            return 0
        kinds, more = kinds_of(found)
        queue_message(
            template=TEMPLATE,
            to=settings.DUTY_EMAIL,
            context={"count": len(found), "kinds": kinds, "more": more},
            key=f"errors:{found[-1].pk}",
            audience=Audience.STAFF,
            now=now,
        )
        mark_told(ErrorReport.objects.all(), found, now)
    return 1


def untold(reports: QuerySet, now: dt.datetime) -> list[BaseErrorReport]:
    """Lock and return the reports that no email has told of, or none while it is too early for one."""
    earliest = now - dt.timedelta(minutes=settings.ERROR_MAIL_MINUTES)
    if reports.filter(told_at__gt=earliest).exists():
        return []
    return list(reports.filter(told_at=None).select_for_update().order_by("pk")[:MOST])


def mark_told(reports: QuerySet, found: list[BaseErrorReport], now: dt.datetime) -> None:
    """Record that an email has told of the reports."""
    reports.filter(pk__in=[one.pk for one in found]).update(told_at=now)


def kinds_of(found: list[BaseErrorReport]) -> tuple[str, int]:
    """Return a line for each of the most frequent kinds, and how many kinds are left out."""
    counts = Counter(one.kind for one in found)
    last = {one.kind: one.request for one in found}
    lines = []
    for kind, count in counts.most_common(settings.ERROR_MAIL_LINES):
        said = UNNAMED if topics_in_address(kind) else kind
        request = f", last in request {last[kind]}" if last[kind] else ""
        lines.append(f"- {count} times {said}{request}")
    return "\n".join(lines), len(counts) - len(lines)


def forget_old(reports: QuerySet, now: dt.datetime) -> None:
    """Delete reports older than ERROR_DAYS."""
    reports.filter(at__lt=now - dt.timedelta(days=settings.ERROR_DAYS)).delete()
