"""How many referrals there are, for whoever pays and for whoever manages. Totals only.

Every table hides small counts (`figures`), so that nobody can be recognised in a district or a
month. No row of a referral is ever read here.
"""

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.shortcuts import render
from django.views.decorators.http import require_safe

from referral_portal.accounts.navigation import staff_page
from referral_portal.accounts.permissions import require_role
from referral_portal.accounts.roles import Role
from referrals.enums import Pathway, Route, Status
from referrals.figures import disclose
from referrals.models import Referral


@require_role(Role.COMMISSIONER, Role.MANAGER, Role.AUDITOR)
@require_safe
def summary(request):
    """Show the totals; five counting queries whatever the number of referrals."""
    tables = [
        _table("How they came", _by("route", Route)),
        _table("Kind of behaviour", _by("pathway", Pathway)),
        _table("Where they are now", _by("status", Status)),
        _table("District", _counts("district__name")),
        _table("Month received", _by_month()),
    ]
    return render(
        request,
        "referrals/summary.html",
        staff_page(request.user, "referrals:summary")
        | {"tables": tables, "limit": settings.SMALL_NUMBER_LIMIT},
    )


def _table(title: str, counts: list[tuple[str, int]]) -> dict:
    figures, total = disclose(counts, limit=settings.SMALL_NUMBER_LIMIT)
    return {"title": title, "figures": figures, "total": total}


def _counts(field: str) -> list[tuple[str, int]]:
    return list(Referral.objects.order_by(field).values_list(field).annotate(count=Count("pk")))


def _by(field: str, choices) -> list[tuple[str, int]]:
    counts = dict(_counts(field))
    return [(label, counts.get(value, 0)) for value, label in choices.choices]


def _by_month() -> list[tuple[str, int]]:
    months = (
        Referral.objects.annotate(month=TruncMonth("submitted_at"))
        .order_by("month")
        .values_list("month")
        .annotate(count=Count("pk"))
    )
    return [(f"{month:%B %Y}", count) for month, count in months]
