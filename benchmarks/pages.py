"""The pages that are measured, each with its user and its requests.

They are about the first referrals that were loaded, so that the pages are the same with a hundred
referrals and with all of them. The content of each page is checked.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.enums import CohortStatus, SessionStatus
from cohorts.models import Enrolment, Session
from referral_portal.accounts.models import User
from referrals.models import Referral
from safeguarding.models import Worker
from safeguarding.sign_in.sessions import cookie_name, open_session

HERE = "127.0.0.1"
EXAMPLES = 40
QUEUE, SEARCH, STOCK_QUEUE, STOCK_SEARCH = "queue", "name search", "stock list", "stock search"
SMALL_QUEUE, SMALL_SEARCH = "stock list, 25 a page", "stock search, 25 a page"
EMPTY = "empty view"
STOCK = (STOCK_QUEUE, STOCK_SEARCH, SMALL_QUEUE, SMALL_SEARCH)


class NothingToShowError(Exception):
    """The loaded rows lack what a page needs, or the page gives a wrong answer."""


@dataclass
class Page:
    """One page: its requests (method, address, data), and words that its answer must hold."""

    name: str
    client: Client
    requests: list[tuple[str, str, dict]]
    shows: list[str]
    _turn: Iterator = field(init=False)

    def __post_init__(self) -> None:
        self._turn = itertools.cycle(zip(self.requests, itertools.cycle(self.shows), strict=False))

    def ask(self) -> None:
        """Request the page once; raise NothingToShowError for a wrong answer."""
        (method, address, data), shows = next(self._turn)
        answer = getattr(self.client, method)(address, data)
        if answer.status_code != 200 or shows not in answer.content.decode():
            raise NothingToShowError(
                f"{self.name}: {address} answered {answer.status_code} without {shows!r}."
            )


def pages(examples: list[Referral]) -> list[Page]:
    """Return every page that is measured; `examples` are the referrals they are about."""
    coordinator = portal_client(User.objects.get(username="bench-coordinator-1"))
    queue = reverse("admin:referrals_referral_changelist")
    stock, small = (
        reverse(f"{site}:referrals_referral_changelist") for site in ("stock", "stock_small")
    )
    terms = [referral.participant.name for referral in examples]
    references = [referral.reference for referral in examples]
    own_pages = [
        ("get", reverse("admin:referrals_referral_change", args=[referral.pk]), {})
        for referral in examples
    ]
    search = {"q": terms}

    def searching(method: str, address: str) -> list[tuple[str, str, dict]]:
        return [(method, address, {"q": term}) for term in search["q"]]

    register, facilitator, name = _register()
    form, first_page = _form()
    return [
        Page(EMPTY, coordinator, [("get", reverse("benchmark_empty"), {})], [""]),
        Page(QUEUE, coordinator, [("get", queue, {})], ["KM-"]),
        Page(SEARCH, coordinator, searching("post", queue), references),
        Page("one referral", coordinator, own_pages, references),
        Page("form page", form, [("get", first_page, {})], ["<form"]),
        Page("register", portal_client(facilitator), [("get", register, {})], [name]),
        Page("worklist", worker_client(), [("get", "/safeguarding/", {})], ["KM-"]),
        Page(STOCK_QUEUE, coordinator, [("get", stock, {})], ["KM-"]),
        Page(STOCK_SEARCH, coordinator, searching("get", stock), references),
        Page(SMALL_QUEUE, coordinator, [("get", small, {})], ["KM-"]),
        Page(SMALL_SEARCH, coordinator, searching("get", small), references),
    ]


def examples() -> list[Referral]:
    """Return some of the loaded referrals."""
    rows = Referral.objects.select_related("participant").order_by("participant_id")
    return list(rows[:EXAMPLES])


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


def _register() -> tuple[str, User, str]:
    """Return a register still to be taken, its facilitator and its participants."""
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
    enrolments = Enrolment.objects.filter(place__cohort=session.cohort_id)
    person = enrolments.earliest("place__number").referral.participant
    return address, session.cohort.staffing.earliest("pk").user, person.name


def _form() -> tuple[Client, str]:
    """Return a client with a started self-referral, and the address of its first page."""
    client = Client(SERVER_NAME=HERE)
    start = reverse("referrals:self_start", args=["domestic-abuse"])
    answer = client.post(start, follow=True)
    return client, answer.request["PATH_INFO"]
