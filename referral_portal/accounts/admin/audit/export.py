"""Put the events of a list into a file for a spreadsheet program.

The password is asked for again and the user says why. The file has no name and no reference in it, and
the record says which filters chose its events.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.admin.audit.forms import ExportForm, FilterForm
from referral_portal.accounts.admin.audit.rows import LIST, in_file
from referral_portal.accounts.admin.audit.which import NEWEST_FIRST, WhichEvents
from referral_portal.accounts.own_account import require_confirmed
from referral_portal.audit.recorder import record
from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.spreadsheets import CSV, TYPES, csv_of, xlsx_of
from referral_portal.pages.marks import repeatable

READS = "audit.view_auditevent"
MOST = 5000  # events in one file


@repeatable  # the page stays open behind the file, for a second copy
def export(request: HttpRequest) -> HttpResponse:
    """Show the page to a user who reads the audit; for every other user it does not exist."""
    if not request.user.has_perm(READS):
        raise Http404
    if request.method not in GET_OR_POST:
        return HttpResponseNotAllowed(GET_OR_POST)
    return _export(request)


@require_confirmed
def _export(request: HttpRequest) -> HttpResponse:
    """Ask for the format and the purpose, and on POST return the file."""
    filters = FilterForm(request.GET)
    if not filters.is_valid():
        return redirect(f"{reverse(LIST)}?{request.GET.urlencode()}")
    which = WhichEvents.read(request.GET, filters.cleaned_data)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _file(request, which, **form.cleaned_data)
    found = which.events()[: MOST + 1].count()
    context = {
        "form": form,
        "number": min(found, MOST),
        "is_cut": found > MOST,
        "back": f"{reverse(LIST)}{which.query()}",
    }
    return TemplateResponse(request, "admin/audit/auditevent/export.html", context)


def _file(request: HttpRequest, which: WhichEvents, *, format: str, purpose: str) -> HttpResponse:
    """Return the file, and record who took it, what for and which events are in it."""
    now = timezone.now()
    found = which.events().filter(at__lte=now).order_by(*NEWEST_FIRST)
    events = list(found[: MOST + 1])
    shown = events[:MOST]
    record(
        "audit.export",
        actor=request.user,
        target=("audit.auditevent", "list"),
        now=now,
        format=format,
        purpose=purpose,
        events=len(shown),
        is_cut=len(events) > MOST,
        newest=shown[0].pk if shown else None,
        **{f"by_{name}": value for name, value in which.kept().items()},
    )
    table = in_file(shown)
    return HttpResponse(
        csv_of(table) if format == CSV else xlsx_of(table),
        content_type=TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="audit.{format}"'},
    )
