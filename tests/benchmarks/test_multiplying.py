"""Copied rows follow their own copy, hold every constraint, and change no measured page."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connections, models, router

from benchmarks import loading, measuring, pages
from benchmarks.asking import Target
from benchmarks.copied_columns import DIGIT_AT, ID_IN_TEXT, INVENTED_DIGIT, INVENTED_LETTER
from benchmarks.invented import Inventor
from benchmarks.multiplying import MODELS
from benchmarks.reference import venues
from cohorts.enums import ResourceKind
from cohorts.models import Attendance, Booking, Cohort
from referral_portal.outbox.models import OutgoingMessage
from referrals.models import Participant, Referral, StatusChange, search_keys
from safeguarding.crossing.portal_feed import CHANGES
from safeguarding.models import AccessRecord, Alert, PersonAtRisk, PullCursor, VictimCase, Worker

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])

FIRST, INVENTED, COPIES, VENUES = 200, 400, 2, 8
TIMES = COPIES + 1
REQUESTS = 2  # of each page
# Few rows leave many a filter without a referral.
LEFT_OUT = {Target.BASELINE, Target.LIST}


def load(copies: int, already: int, total: int, inventor: Inventor, now: dt.datetime):
    return loading.load(already=already, total=total, inventor=inventor, now=now, copies=copies)


@pytest.fixture
def inventor(settings) -> Inventor:
    """A catalogue and roles, and a source of invented rows."""
    settings.ROOT_URLCONF = "benchmarks.urls"
    call_command("sync_roles", verbosity=0)
    call_command("load_programmes", verbosity=0)
    venues(VENUES)
    return Inventor(2026, last_letter=INVENTED_LETTER)


def test_copies_change_no_page_and_are_whole(inventor):
    """One load for all of it, because it takes seconds."""
    now = dt.datetime.now(dt.UTC)
    load(0, 0, FIRST, inventor, now)
    examples = pages.examples()
    few = queries_of(examples)
    load(COPIES, FIRST, INVENTED, inventor, now)

    check_keys()
    check_alerts()
    check_cohorts()
    check_people()
    check_untaken_cases()
    check_link_workers()
    # Asking for a page raises NothingToShowError if it lacks its words.
    assert queries_of(examples) == few
    check_cursor()


def queries_of(examples: list[Referral]) -> dict[str, int]:
    """Return the most queries of each of our pages, for a few requests of each."""
    found = [page for page in pages.pages(examples) if page.target not in LEFT_OUT]
    for page in found:
        page.requests = page.requests[:REQUESTS]
    return {page.name: measuring.count_queries(page) for page in found}


def is_copy(key) -> bool:
    return str(key)[DIGIT_AT - 1] != INVENTED_DIGIT


def check_keys():
    """Copies name no original, and each has a reference of its own on both sides."""
    assert Referral.objects.count() == VictimCase.objects.count() == INVENTED * TIMES
    assert {model.__name__: ids_of_originals(model) for model in MODELS} == dict.fromkeys(
        (model.__name__ for model in MODELS), 0
    )
    references = dict(Referral.objects.values_list("pk", "reference"))
    assert dict(VictimCase.objects.values_list("referral_id", "reference")) == references


def ids_of_originals(model: type[models.Model]) -> int:
    """How many copies of rows of a model name an id that is not of a copy, in any column."""
    table, key = model._meta.db_table, model._meta.pk.column
    where = f"substr(t.\"{key}\"::text, {DIGIT_AT}, 1) <> '{INVENTED_DIGIT}'"
    if not isinstance(model._meta.pk, models.UUIDField):
        last = model.objects.aggregate(last=models.Max("pk"))["last"]
        where = f't."{key}" > {last // TIMES}'
    with connections[router.db_for_write(model)].cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE {where}')
        assert cursor.fetchone()[0] > 0
        cursor.execute(
            f"SELECT count(*) FROM \"{table}\" t WHERE {where} AND t::text ~ '{ID_IN_TEXT}'"
        )
        return cursor.fetchone()[0]


def check_alerts():
    """Their causes and messages are those of the referral of their case."""
    changes = dict(StatusChange.objects.values_list("pk", "referral_id"))
    marks = {
        f"mark:{row.session_id}:{row.enrolment_id}:{row.number}": row.enrolment.referral_id
        for row in Attendance.objects.select_related("enrolment")
    }
    messages = {
        str(pk): referral
        for pk, referral in OutgoingMessage.objects.values_list("pk", "referral_id")
    }
    kinds = set()
    for alert in Alert.objects.select_related("case"):
        kind, _, rest = alert.source.partition(":")
        kinds.add(kind)
        referral = alert.case.referral_id
        if kind == "ending":
            assert changes[int(rest)] == referral
        elif kind == "mark":
            assert marks[alert.source] == referral
        else:
            assert rest.startswith(str(referral))
        for pk in alert.detail.get("messages", ()):
            kinds.add("message")
            assert messages[pk] == referral
    assert kinds == {"case", "tell", "ending", "mark", "message"}


def check_cohorts():
    """Each has bookings of its own venue and facilitators, in the venue's district."""
    cohorts = Cohort.objects.select_related("venue").prefetch_related("staffing")
    assert any(is_copy(cohort.pk) for cohort in cohorts)
    for cohort in cohorts:
        booked = Booking.objects.filter(session__cohort=cohort).values_list("kind", "resource_id")
        wanted = {(ResourceKind.FACILITATOR, row.user_id) for row in cohort.staffing.all()}
        assert set(booked) == {(ResourceKind.VENUE, cohort.venue_id), *wanted}
        assert cohort.district_id == cohort.venue.district_id


def check_cursor():
    """The worklist has read everything, and new rows get new numbers."""
    last = StatusChange.objects.latest("pk")
    assert PullCursor.objects.get(pk=CHANGES).position == last.pk
    new = StatusChange.objects.create(
        referral_id=last.referral_id, number=99, verb=last.verb, to_status=last.to_status,
        at=last.at,
    )  # fmt: skip
    assert new.pk > last.pk


def check_people():
    """Copies have names and contact details of their own, and are sorted by their own name."""
    people = list(Participant.objects.all())

    assert len({one.phone_key for one in people}) == len(people)
    assert len({one.email_key for one in people}) == len(people)
    for one in people:
        keys = search_keys(name=one.name, phone=one.phone, email=one.email)
        assert {name: getattr(one, name) for name in keys} == keys
    names = Referral.objects.values_list("sort_name", "participant__search_name")
    assert all(sorted_by == name for sorted_by, name in names)


def check_untaken_cases():
    """Every link worker sees these, so they can be read."""
    untaken = VictimCase.objects.filter(owner=None)

    assert any(is_copy(case.pk) for case in untaken)
    assert all(answer["page"] for case in untaken for answer in case.contents.values())


def check_link_workers():
    """They have as many cases as before, and chains that hold."""
    cases = dict(VictimCase.objects.exclude(owner=None).values_list("pk", "owner"))
    of_copies = {owner for pk, owner in cases.items() if is_copy(pk)}
    of_invented = {owner for pk, owner in cases.items() if not is_copy(pk)}
    assert len(of_copies) == COPIES * len(of_invented)
    assert of_copies.isdisjoint(of_invented)
    assert Worker.objects.earliest("pk").pk in of_invented
    looks = AccessRecord.objects.exclude(case=None)
    assert looks.count() == PersonAtRisk.objects.count()
    assert all(look.digest == look.expected_digest() for look in looks)
