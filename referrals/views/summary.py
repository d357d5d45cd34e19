"""The number of referrals, for commissioners, managers and auditors.

Totals only: every table hides small counts (see `figures`), so that no person can be recognised in
a district or a month.
"""

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programmes.enums import Pathway
from referral_portal.accounts.own_account import require_confirmed
from referral_portal.accounts.permissions import require_role
from referral_portal.accounts.roles import Role
from referral_portal.audit.recorder import record
from referral_portal.common.methods import get_or_post
from referral_portal.common.spreadsheets import csv_of
from referral_portal.pages.marks import repeatable
from referral_portal.replica import lists
from referrals.enums import Route, Status
from referrals.figures import disclose
from referrals.forms.export import ExportForm
from referrals.models import Referral


@require_role(Role.COMMISSIONER, Role.MANAGER, Role.AUDITOR)
@require_safe
def summary(request):
    """Show the totals, in five queries however many referrals there are."""
    return render(
        request,
        "referrals/summary.html",
        {"tables": lists.read(request, _tables), "limit": settings.SMALL_NUMBER_LIMIT},
    )


@repeatable  # the page stays open behind the file, for a second copy
@require_role(Role.COMMISSIONER, Role.MANAGER, Role.AUDITOR)
@require_confirmed
@get_or_post
def summary_export(request):
    """Download the totals after giving a reason, which the audit log keeps."""
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        purpose, now = form.cleaned_data["purpose"], timezone.now()
        record(
            "summary.export",
            actor=request.user,
            target=("page", "summary"),
            now=now,
            purpose=purpose,
        )
        rows = [["Table", "Group", "Referrals"]]
        for table in lists.read(request, _tables):
            rows += [[table["title"], f.label, f.shown] for f in table["figures"]]
            rows.append([table["title"], "All", table["total"]])
        return HttpResponse(
            csv_of(rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="summary.csv"'},
        )
    context = {"form": form}
    return render(request, "referrals/summary_export.html", context)


def _tables() -> list[dict]:
    return [
        _table("How they were referred", _by("route", Route)),
        _table("Kind of behaviour", _by("pathway", Pathway)),
        _table("Current status", _by("status", Status)),
        _table("District", _counts("district__name")),
        _table("Month received", _by_month()),
    ]


def _table(title: str, counts: list[tuple[str, int]]) -> dict:
    figures, total = disclose(counts, limit=settings.SMALL_NUMBER_LIMIT)
    return {"title": title, "figures": figures, "total": total}


def _counts(field: str) -> list[tuple[str, int]]:
    return list(_counted().order_by(field).values_list(field).annotate(count=Count("pk")))


def _counted():
    """Return the referrals in the totals: none that only named people know of or that is set aside."""
    return Referral.objects.filter(is_restricted=False, set_aside_at=None)


def _by(field: str, choices) -> list[tuple[str, int]]:
    counts = dict(_counts(field))
    return [(label, counts.get(value, 0)) for value, label in choices.choices]


def _by_month() -> list[tuple[str, int]]:
    months = (
        _counted()
        .annotate(month=TruncMonth("submitted_at"))
        .order_by("month")
        .values_list("month")
        .annotate(count=Count("pk"))
    )
    return [(f"{month:%B %Y}", count) for month, count in months]
