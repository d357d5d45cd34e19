"""The queue of referrals, by danger and then oldest first, and the search.

The filters are in the address. The search term never is, so that no log or history keeps a name.
Counting stops at a hundred.
"""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from programmes.enums import Pathway
from programmes.models import District
from referral_portal.accounts.work import capped
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local, local_today
from referral_portal.common.methods import GET_OR_POST
from referral_portal.replica import lists
from referrals.admin.danger import COLOURS
from referrals.admin.forms import SearchForm
from referrals.clocks import due_words
from referrals.danger_signs import LEVEL_WORDS, Level
from referrals.enums import PAUSED, RANKED, Route, Status
from referrals.finding import Found, Meaning, find
from referrals.models import Referral
from referrals.permissions import can_read_referrals
from referrals.restricting import to_name
from referrals.same_person import with_person

COUNTED = 100
OPEN, ALL, ON_PAUSE = "open", "all", "paused"
STATUS_CHOICES = (
    (OPEN, "In the queue"),
    (ON_PAUSE, "On hold or suspended"),
    *Status.choices,
    (ALL, "Every status"),
)
COLUMNS = (
    "id",
    "reference",
    "participant__name",
    "participant__person",
    "submitted_at",
    "due_at",
    "review_on",
    "route",
    "pathway",
    "district__name",
    "status",
    "wants_call",
    "needs_prompt_call",
    "danger_level",
    "set_aside_at",
)
STATUS_COLOURS = {
    Status.AWAITING_TRIAGE: "teal",
    Status.INFORMATION_REQUESTED: "yellow",
    Status.ON_HOLD: "yellow",
    Status.AWAITING_ALLOCATION: "blue",
    Status.SCHEDULED: "blue",
    Status.ON_PROGRAMME: "green",
    Status.SUSPENDED: "yellow",
}
FINAL_COLOUR = "grey"
DANGER_CHOICES = tuple((str(level.value), LEVEL_WORDS[level]) for level in COLOURS)
MOST_URGENT_FIRST = ", most urgent danger signs first, then oldest first"
BY_AGE = ("submitted_at", "id")
BY_DANGER = ("danger_level", *BY_AGE)


def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue, or on POST the search results."""
    if not can_read_referrals(request.user):
        raise Http404
    if request.method not in GET_OR_POST:
        return HttpResponseNotAllowed(GET_OR_POST)
    return search(request) if request.method == "POST" else listing(request)


def listing(request: HttpRequest) -> HttpResponse:
    """Show one page of the filtered queue."""
    now = timezone.now()
    districts = District.objects.values_list("code", "name")
    filters = read_filters(request.GET, {code for code, _ in districts})
    scope = Referral.objects.visible_to(request.user)
    if filters["status"] != ALL:
        scope = scope.in_work()
    if filters["overdue"]:
        paused = {ON_PAUSE, *PAUSED}
        is_review = filters["status"] in paused
        scope = scope.review_overdue(local_today(now)) if is_review else scope.overdue(now)
    for name, column in (("route",) * 2, ("pathway",) * 2, ("district", "district__code")):
        if filters[name]:
            scope = scope.filter(**{column: filters[name]})
    if filters["named"]:
        scope = scope.filter(pk__in=to_name(request.user).order_by().values("pk"))
    if filters["danger"]:
        scope = scope.filter(danger_level=filters["danger"])
    statuses = statuses_of(filters["status"])
    is_ranked = bool(statuses) and set(statuses) <= set(RANKED)
    page = lists.page(
        request,
        [part.values(*COLUMNS) for part in _by_status(scope, statuses)],
        visible=Referral.objects.visible_to(request.user),
        order=BY_DANGER if is_ranked else BY_AGE,
        size=settings.QUEUE_PAGE_SIZE,
        kept={name: value for name, value in filters.items() if value and value != OPEN},
    )
    all_of_it = scope.filter(status__in=statuses) if statuses else scope
    counted = lists.read(request, lambda: capped(all_of_it, COUNTED))
    context = {
        "rows": [row_of(row, now) for row in with_person(page.rows, request.user)],
        "in_order": MOST_URGENT_FIRST if is_ranked else ", oldest first",
        "counted": counted.replace(f"{COUNTED}+", f"More than {COUNTED}"),
        "is_one": counted == "1",
        "next_url": page.next_url,
        "previous_url": page.previous_url,
        "filters": filters,
        "choices": {
            "status": STATUS_CHOICES,
            "route": Route.choices,
            "pathway": Pathway.choices,
            "district": districts,
            "danger": DANGER_CHOICES,
        },
        "search": SearchForm(),
        "is_search": False,
    }
    return _page(request, context)


def search(request: HttpRequest) -> HttpResponse:
    """Show the referrals that match the search, newest first, and record which were shown."""
    form = SearchForm(request.POST)
    now = timezone.now()
    found = Found()
    if form.is_valid():
        visible = Referral.objects.visible_to(request.user)
        found = lists.read(
            request,
            lambda: find(
                scope=visible,
                typed=form.cleaned_data["q"],
                columns=COLUMNS,
                most=settings.QUEUE_PAGE_SIZE,
            ),
            visible=visible,
        )
        record(
            "referral.search",
            actor=request.user,
            target=("referrals.referral", "search"),
            now=now,
            shown=[row["id"] for row in found.rows],
        )
    context = {
        "rows": [row_of(row, now) for row in with_person(found.rows, request.user)],
        "counted": f"More than {len(found.rows)}" if found.is_cut else str(len(found.rows)),
        "is_one": len(found.rows) == 1,
        "is_cut": found.is_cut,
        "found_by": " and by ".join(meaning.label for meaning in found.meanings),
        "is_similar": Meaning.SIMILAR in found.meanings,
        "next_url": "",
        "previous_url": "",
        "search": form,
        "in_order": " in every status, newest first",
        "is_search": True,
    }
    return _page(request, context)


def _page(request: HttpRequest, context: dict) -> HttpResponse:
    context["queue_url"] = reverse("admin:referrals_referral_changelist")
    return TemplateResponse(request, "admin/referrals/queue.html", context)


def read_filters(given, districts: set[str]) -> dict[str, str]:
    """Return the filters in the address; a value that no list offers is ignored."""
    known = {
        "status": {value for value, _ in STATUS_CHOICES},
        "route": set(Route.values),
        "pathway": set(Pathway.values),
        "district": districts,
        "danger": {value for value, _ in DANGER_CHOICES},
        "overdue": {"1"},
        "named": {"1"},
    }
    chosen = {name: given.get(name, "") for name in known}
    filters = {name: value if value in known[name] else "" for name, value in chosen.items()}
    return filters | {"status": filters["status"] or OPEN}


def statuses_of(chosen: str) -> tuple[str, ...]:
    """Return the statuses that a choice stands for; an empty tuple stands for every status."""
    return {OPEN: RANKED, ON_PAUSE: tuple(sorted(PAUSED)), ALL: ()}.get(chosen, (chosen,))


def _by_status(scope, statuses: tuple[str, ...]) -> list:
    return [scope.filter(status=status) for status in statuses] or [scope]


def row_of(row: dict, now: dt.datetime) -> dict:
    """Return one row of the table, with words and dates as they are shown."""
    status, today = Status(row["status"]), local_today(now)
    waits = status == Status.AWAITING_TRIAGE
    due = local_today(row["due_at"]) if waits else row["review_on"]
    danger = Level(row["danger_level"])
    return {
        "url": reverse("admin:referrals_referral_change", args=[row["id"]]),
        "reference": row["reference"],
        "name": row["participant__name"],
        "received": f"{local(row['submitted_at']):%-d %b %Y}",
        "due": due_words(row["due_at"]) if waits else f"{due:%-d %b %Y}" if due else "",
        "is_paused": status == Status.INFORMATION_REQUESTED,
        "is_overdue": row["due_at"] < now if waits else bool(due) and due < today,
        "is_today": due == today,
        "route": Route(row["route"]).label.removesuffix(" referral").removesuffix("-referral"),
        "pathway": Pathway(row["pathway"]).label,
        "district": row["district__name"],
        "status": status.label,
        "colour": STATUS_COLOURS.get(status, FINAL_COLOUR),
        "is_set_aside": row["set_aside_at"] is not None,
        "wants_call": bool(row["wants_call"]),
        "prompt_call": row["needs_prompt_call"],
        "danger": f"Danger: {LEVEL_WORDS[danger].lower()}" if danger in COLOURS else "",
        "danger_colour": COLOURS.get(danger, ""),
    }
