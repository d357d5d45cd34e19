"""The pages that are measured, each with its user and its requests.

They are about the first referrals that were loaded, so that the pages are the same with a thousand
referrals and with all of them. The content of each page is checked.
"""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.asking import NothingToShowError, Page, Target
from benchmarks.lists import SOME, list_pages, search_pages
from cohorts.enums import CohortStatus, SessionStatus
from cohorts.models import Enrolment, Session
from referral_portal.accounts.models import User
from referrals.enums import Status
from referrals.models import Referral
from safeguarding.models import Worker
from safeguarding.sign_in.sessions import cookie_name, open_session

HERE = "127.0.0.1"
EXAMPLES = 40
STOCK_QUEUE, STOCK_SEARCH = "stock list", "stock search"
SMALL_QUEUE, SMALL_SEARCH = "stock list, 25 a page", "stock search, 25 a page"
EMPTY = "empty view"
TO_NAME = {"status": "all", "named": "1"}
STOCK = (STOCK_QUEUE, STOCK_SEARCH, SMALL_QUEUE, SMALL_SEARCH)


def pages(examples: list[Referral]) -> list[Page]:
    """Return every page that is measured; `examples` are the referrals they are about."""
    coordinator = portal_client(User.objects.get(username="bench-coordinator-1"))
    manager = portal_client(User.objects.get(username="bench-manager-1"))
    auditor = portal_client(User.objects.get(username="bench-auditor-1"))
    waiting = [one for one in examples if one.status == Status.AWAITING_TRIAGE]
    queue = reverse("admin:referrals_referral_changelist")
    form, first_page = _form()
    return [
        Page(EMPTY, coordinator, [_get("benchmark_empty")], [""], Target.BASELINE),
        Page("queue", coordinator, [("get", queue, {})], [SOME], Target.LIST),
        Page("coordinators to name", manager, [("get", queue, TO_NAME)], [SOME], Target.LIST),
        Page("today of a manager", manager, [_get("admin:index")], [SOME]),
        *list_pages(coordinator, waiting),
        *search_pages(coordinator, examples[:EXAMPLES]),
        Page("audit", auditor, [_get("admin:audit_auditevent_changelist")], ["desk-audit"]),
        *_desk(coordinator, examples[:EXAMPLES], waiting),
        _register(),
        Page("form page", form, [("get", first_page, {})], ["<form"]),
        Page("worklist", worker_client(), [("get", "/safeguarding/", {})], [SOME]),
        *_stock(coordinator, examples[:EXAMPLES]),
    ]


def _desk(client: Client, examples: list[Referral], waiting: list[Referral]) -> list[Page]:
    """Return the pages of the desk that are not lists of the queue."""
    desk = "admin:referrals_referral"
    return [
        Page("today", client, [_get("admin:index")], [SOME]),
        Page(
            "one referral", client, [_get(f"{desk}_change", one.pk) for one in examples],
            [one.reference for one in examples], Target.CASE,
        ),
        Page(
            "triage", client, [_get(f"{desk}_triage_one", one.pk) for one in waiting],
            [one.reference for one in waiting], Target.CASE,
        ),
        Page("team", client, [_get(f"{desk}_team")], ["Invented bench-coordinator"]),
        Page("not assigned", client, [_get(f"{desk}_unassigned")], [SOME]),
        Page("tasks", client, [_get(f"{desk}_tasks")], [SOME]),
        Page("waiting list", client, [_get("admin:cohorts_cohort_waiting")], [SOME]),
        Page("releases", client, [_get(f"{desk}_releases")], [""]),
        Page("messages", client, [_get("admin:outbox_outgoingmessage_changelist")], [SOME]),
        Page("answers received", client, [_get(f"{desk}_received")], [SOME]),
    ]  # fmt: skip


def _stock(client: Client, examples: list[Referral]) -> list[Page]:
    """Return Django's own list and search, with 100 rows a page as they come and with 25."""
    found = []
    for site, names in (("stock", STOCK[:2]), ("stock_small", STOCK[2:])):
        address = reverse(f"{site}:referrals_referral_changelist")
        searches = [("get", address, {"q": one.participant.name}) for one in examples]
        shown = [one.reference for one in examples]
        found += [
            Page(names[0], client, [("get", address, {})], [SOME], Target.BASELINE),
            Page(names[1], client, searches, shown, Target.BASELINE),
        ]
    return found


def _get(name: str, *args: object) -> tuple[str, str, dict]:
    return "get", reverse(name, args=args), {}


def examples() -> list[Referral]:
    """Return the loaded referrals that any page is about: the first ones, and those to decide."""
    rows = Referral.objects.filter(is_restricted=False).order_by("participant_id")
    rows = rows.select_related("participant")
    first = list(rows[:EXAMPLES])
    others = rows.filter(status=Status.AWAITING_TRIAGE).exclude(pk__in=[one.pk for one in first])
    return [*first, *others[:EXAMPLES]]


def portal_client(user: User) -> Client:
    """Return a client in which `user` has signed in."""
    client = Client(SERVER_NAME=HERE)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def worker_client() -> Client:
    """Return a client in which the link worker with the most new absences has signed in."""
    worker = Worker.objects.earliest("pk")
    client = Client(SERVER_NAME=HERE)
    client.cookies[cookie_name()] = open_session(
        worker=worker, is_complete=True, now=timezone.now()
    )
    return client


def _register() -> Page:
    """Return a register still to be taken, as its facilitator sees it."""
    session = (
        Session.objects.filter(
            status=SessionStatus.PLANNED, starts_at__lt=timezone.now(),
            cohort__status=CohortStatus.RUNNING, cohort__places__number=8,
        )
        .order_by("pk")
        .first()
    )  # fmt: skip
    if session is None:
        raise NothingToShowError("No group has a register to take: load more, or another seed.")
    address = reverse("cohorts:register", args=[session.cohort_id, session.number])
    enrolments = Enrolment.objects.filter(
        place__cohort=session.cohort_id,
        referral__status=Status.ON_PROGRAMME,
        referral__is_restricted=False,
    )
    person = enrolments.earliest("place__number").referral.participant
    client = portal_client(session.cohort.staffing.earliest("pk").user)
    return Page("register", client, [("get", address, {})], [person.name], Target.CASE)


def _form() -> tuple[Client, str]:
    """Return a client with a started self-referral, and the address of its first page."""
    client = Client(SERVER_NAME=HERE)
    start = reverse("referrals:self_start", args=["domestic-abuse"])
    answer = client.post(start, follow=True)
    return client, answer.request["PATH_INFO"]
