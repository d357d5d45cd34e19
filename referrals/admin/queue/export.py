"""Put the rows of a list into a file for a spreadsheet program.

The password is asked for again, the user says why, and the record has the ids. A referral that only
named people see is left out: a file has no wall around it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from referral_portal.accounts.own_account import require_confirmed
from referral_portal.audit.recorder import record
from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.spreadsheets import CSV, TYPES, csv_of, xlsx_of
from referral_portal.pages.marks import repeatable
from referrals.admin.call_backs import desk_page
from referrals.admin.queue.returning import list_url
from referrals.admin.queue.rows import COLUMNS, in_file, rows_of
from referrals.admin.queue.which import WhichList
from referrals.assignments import MANY
from referrals.forms.bursts import read_ids
from referrals.forms.list_export import ListExportForm
from referrals.models import Referral
from referrals.permissions import can_read_referrals
from referrals.same_person import with_person

KEPT = "to_export"


def keep_for_export(request: HttpRequest, ids: list, which: WhichList) -> None:
    """Note in the session which referrals the export page asks about."""
    request.session[KEPT] = {"ids": [str(pk) for pk in ids], "list": which.packed()}


@repeatable  # the page stays open behind the file, for a second copy
@desk_page(can_read_referrals, GET_OR_POST)
@require_confirmed
def export(request: HttpRequest) -> HttpResponse:
    """Ask for the format and the purpose, and on POST return the file.

    The page carries the ids itself, so that a second selection does not change what it exports.
    """
    kept = request.session.get(KEPT, {})
    which = WhichList.unpack(kept.get("list", ""))
    form = ListExportForm(request.POST if request.method == "POST" else None)
    typed = request.POST.getlist("form") if form.is_bound else kept.get("ids", [])
    found = Referral.objects.visible_to(request.user).filter(pk__in=read_ids(typed))
    open_to_desk = found.filter(is_restricted=False).order_by("submitted_at", "id")
    if form.is_valid():
        return _file(request, open_to_desk, which, **form.cleaned_data)
    ids = list(open_to_desk.values_list("pk", flat=True))
    left_out = found.filter(is_restricted=True).count()
    if not ids and not left_out:
        return redirect(list_url(which))
    context = {
        "form": form,
        "ids": ids,
        "left_out": left_out,
        "back": list_url(which),
    }
    return TemplateResponse(request, "admin/referrals/queue/export.html", context)


def _file(request: HttpRequest, found, which: WhichList, *, format: str, purpose: str):
    """Return the file, and record who took it, what for and which referrals are in it."""
    now = timezone.now()
    rows = with_person(found.values(*COLUMNS), request.user)
    record(
        "referral.export",
        actor=request.user,
        target=MANY,
        now=now,
        format=format,
        purpose=purpose,
        shown=[row["id"] for row in rows],
    )
    table = in_file(rows_of(rows, now, which))
    return HttpResponse(
        csv_of(table) if format == CSV else xlsx_of(table),
        content_type=TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="referrals.{format}"'},
    )
