"""Two, and sixty-four, posts of one drawn page at the same moment, with real transactions on PostgreSQL.

The same two posts without a page, as before pages had tokens, make two rows: otherwise the race would
prove nothing.
"""

import contextlib
import copy
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse

from cohorts.models import Attendance, CohortUserObjectPermission, RaisedConcern, Session
from referral_portal.pages.refusing import CONFLICT
from referral_portal.sealing.models import SealedEnvelope
from referrals.models import CallBack, ContactLog
from safeguarding.models import ContactNote, Handback, SafeContact
from tests.authorisation.crawl import browser
from tests.authorisation.rows import ALIASES
from tests.authorisation.world import NOW, World
from tests.drawn import opened, token_of
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.cohorts import FIRST_DATE, PLANNED_AT, make_cohort
from tests.factories.single import placed_alone
from tests.patience import A_MINUTE
from tests.proofs.twins.forms import filled

pytestmark = pytest.mark.django_db(transaction=True, databases=ALIASES)
ROUNDS = 10
MANY = 64  # posts of the last round of the pages that a frightened user presses again and again
REDIRECTS = {302, 303}


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        yield World()


@contextlib.contextmanager
def posting_threads(count: int):
    """As many threads, each of which keeps its connections until the end of the block."""
    barrier = threading.Barrier(count)

    def close(_number: int) -> None:
        barrier.wait(timeout=A_MINUTE)  # so that each closes its own
        connections.close_all()

    with ThreadPoolExecutor(max_workers=count) as threads:
        try:
            yield threads
        finally:
            list(threads.map(close, range(count)))


def both(client: Client, path: str, data: dict, *, threads=None, posts: int = 2) -> list:
    """Post the same thing `posts` times at the same moment, each from a thread of its own."""
    if threads is None:
        with posting_threads(posts) as threads:
            return both(client, path, data, threads=threads, posts=posts)
    barrier = threading.Barrier(posts)

    def post(one: Client):
        barrier.wait(timeout=A_MINUTE)
        return one.post(path, data)

    twins = [Client() for _ in range(posts)]
    for twin in twins:
        twin.cookies = copy.copy(client.cookies)
    return list(threads.map(post, twins))


def race(client: Client, path: str, model, answers=None, *, with_page=True, last=2) -> list[int]:
    """Post a page twice in each of ten rounds; the result is how many rows each round has made.

    In the last round it is posted `last` times.
    """
    with posting_threads(last) as threads:

        def one_round(number: int) -> int:
            page = client.get(path)
            data = filled(page.content.partition(b"<main")[2])
            data |= answers(number) if answers else {}
            data.pop("page_token", None)
            data |= token_of(page) if with_page else {}
            before = model.objects.count()
            posts = last if number == ROUNDS - 1 else 2
            results = both(client, path, data, threads=threads, posts=posts)
            if with_page:
                statuses = [result.status_code for result in results]
                # The one that comes while the first is being stored reads that the page was sent.
                assert REDIRECTS & set(statuses), (path, statuses, _errors(results[0]))
                assert set(statuses) <= REDIRECTS | {CONFLICT}, (
                    path,
                    statuses,
                    _errors(results[0]),
                )
            return model.objects.count() - before

        return [one_round(number) for number in range(ROUNDS)]


def _errors(response) -> str:
    return re.sub(
        r"<[^>]+>|\s+", " ", response.content.decode().partition("There is a problem")[2]
    )[:300]


def words(number: int) -> dict:
    return {"words": f"Invented words of round {number}."}


def in_vain(_number: int) -> dict:
    """A call in vain, without a next try: a settled call-back takes no other call."""
    no_day = {f"next_on-{part}": "" for part in ("day", "month", "year")}
    return {"how": "called", "result": "no_answer", "next_at": ""} | no_day


def correction(number: int) -> dict:
    return {"mark": ("absent", "attended")[number % 2], "reason": f"Corrected in round {number}."}


def call_back(number: int) -> dict:
    return {"name": f"Casey Invented {'abcdefghij'[number]}", "phone": "07700 900123"}


def test_two_posts_of_one_page_of_the_portal_make_one_row_in_every_round(world):
    mine, desk = world.mine, browser(world, "coordinator")
    facilitator, visitor = browser(world, "facilitator"), browser(world, "co-facilitator")
    call = reverse("admin:referrals_callback_attempt", args=[mine.call_back.pk])
    contact = reverse("admin:referrals_referral_contact", args=[mine.fresh.pk])
    note = reverse("admin:referrals_referral_note", args=[mine.fresh.pk])
    concern = reverse("cohorts:concern", args=[mine.enrolment.pk])
    mark = reverse("cohorts:correct_mark", args=[mine.cohort.pk, 1, mine.enrolment.pk])
    made = {
        "call-back": race(Client(), reverse("referrals:call_back"), CallBack, call_back, last=MANY),
        "call-back at the desk": race(
            desk,
            reverse("admin:referrals_callback_add"),
            CallBack,
            lambda number: call_back(number) | {"phone": "07700 900124"},
        ),
        "call": race(desk, call, ContactLog, in_vain, last=MANY),
        "call on a referral": race(desk, contact, ContactLog, in_vain),
        "note": race(desk, note, SealedEnvelope, words, last=MANY),
        "concern": race(facilitator, concern, RaisedConcern, words, last=MANY),
        "concern of a co-facilitator": race(visitor, concern, RaisedConcern, words),
        "correction": race(facilitator, mark, Attendance, correction),
    }

    assert made == dict.fromkeys(made, [1] * ROUNDS)


def test_two_posts_without_a_page_make_two_rows(world):
    desk = browser(world, "coordinator")
    call = reverse("admin:referrals_callback_attempt", args=[world.mine.call_back.pk])

    made = race(desk, call, ContactLog, in_vain, with_page=False)

    assert made == [2] * ROUNDS


@time_machine.travel(PLANNED_AT, tick=False)
def test_two_posts_of_one_booking_or_grant_make_one_row():
    enrolment, group = placed_alone(name="Samuel Example"), make_cohort()
    cohort = enrolment.place.cohort
    facilitator, manager = Client(), Client()
    facilitator.force_login(cohort.staffing.get().user)
    manager.force_login(UserFactory(manager=True))
    colleague = UserFactory(co_facilitator=True, agency=AgencyFactory())
    day = {"day": "12", "month": "1", "year": "2027"}
    book = reverse("cohorts:book", args=[enrolment.pk, 1])
    answers = {f"on-{part}": value for part, value in day.items()} | {
        "start": "14:00",
        "minutes": "150",
        "facilitator": cohort.staffing.get().user_id,
    }
    both(facilitator, book, answers | opened(facilitator, book))
    access = reverse("cohorts:access", args=[group.pk])
    grant = {"colleague": colleague.pk, "reason": "Delivers with us"} | {
        f"{end}-{part}": value
        for end, given in (("starts_on", day), ("ends_on", day | {"month": "2"}))
        for part, value in given.items()
    }
    before = CohortUserObjectPermission.objects.count()
    both(manager, access, grant | opened(manager, access))

    assert Session.objects.filter(cohort=cohort).count() == 1
    assert CohortUserObjectPermission.objects.count() == before + 1


def test_two_posts_of_one_page_of_the_far_side_make_one_row_in_every_round(world):
    worker, case = browser(world, "link worker"), world.mine.case

    def page(name: str) -> str:
        return reverse(f"safeguarding:{name}", args=[case.pk])

    def contact(number: int) -> dict:
        return {
            "person": world.mine.contact.person_id,
            "method": "call",
            "value": f"01632 96044{number}",
            "source": "agency",
        }

    def card(number: int) -> dict:
        ends = {f"expires_on-{part}": str(getattr(FIRST_DATE, part))
                for part in ("day", "month", "year")}  # fmt: skip
        return {"text": f"Invented words of round {number}."} | ends

    made = {
        "contact details": race(worker, page("add_contact"), SafeContact, contact),
        "contact": race(worker, page("add_note"), ContactNote),
        "card": race(worker, page("card"), Handback, card),
    }

    assert made == dict.fromkeys(made, [1] * ROUNDS)
