"""PostgreSQL's own second line: a page that forgets a filter shows only the worker's own rows.

As the role that serves pages; the tests' own role owns the tables and sees everything.
"""

import datetime as dt
import re

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from referrals.models import ReleasedCard
from safeguarding.casework.cases import give_case, take_case
from safeguarding.casework.contact_notes import say_who_was_reached
from safeguarding.casework.people import join_people
from safeguarding.casework.releases import release
from safeguarding.casework.search import index_waiting
from safeguarding.crossing.copier import copy_waiting, fail, sweep
from safeguarding.crossing.portal_feed import pull
from safeguarding.crossing.same_participant import tell_link_workers
from safeguarding.keys import keys_in_use
from safeguarding.models import (
    Alert,
    Concern,
    ContactNote,
    Handback,
    NotePerson,
    NotTold,
    PersonAtRisk,
    PersonJoin,
    PersonOnCase,
    SafeContact,
    SafeguardingEvent,
    SealedNote,
    VictimCase,
)
from safeguarding.models import SearchWord as Word
from safeguarding.querysets import AlertQuerySet, CaseQuerySet
from safeguarding.transactions import acting_as, in_safeguarding, seeing_all
from tests import source
from tests.factories.safeguarding import (
    CANARY,
    client_of,
    contact_for,
    decide,
    make_case,
    make_worker,
    person_for,
    speak,
    url,
)
from tests.rights.conftest import become  # noqa: F401
from tests.safeguarding.crossing.test_copier import card_for
from tests.safeguarding.test_columns import known  # noqa: F401

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
WEB, OPENER = "safeguarding_app", "safeguarding_opener"
TABLES = (
    VictimCase, SafeContact, ContactNote, SealedNote, Concern, Alert, Handback, Word, PersonAtRisk,
    PersonOnCase, NotTold, PersonJoin, NotePerson,
)  # fmt: skip


@pytest.fixture
def stranger(worker):
    return make_worker()


@pytest.fixture
def as_web(become, known):  # noqa: F811
    """The role of the web process, on a connection that has shown a worker's rows before."""
    card_for(known)
    worker = known.owner
    note = speak(known, worker, person=None)
    ann = person_for(known, worker, "Ann Example")
    both = {"person_id": known.people_links.exclude(person=ann).get().person_id, "by": worker}
    now = timezone.now()
    say_who_was_reached(case_id=known.pk, note_id=note.pk, **both, now=now)
    join_people(case_id=known.pk, other_id=ann.pk, **both, now=now)
    with become(WEB):
        forget()
        yield known


def forget():
    """What the end of a transaction does; the test's own one goes on."""
    with connections["safeguarding"].cursor() as cursor:
        cursor.execute("SELECT set_config('app.worker', '', true)")
        cursor.execute("SELECT set_config('app.everyone', '', true)")


def rows():
    """What a page reads that has forgotten every filter."""
    return {model.__name__: model.objects.count() for model in TABLES}


NOTHING = {model.__name__: 0 for model in TABLES}


def test_a_forgotten_filter_shows_nothing(as_web, worker, stranger):
    assert rows() == NOTHING
    with acting_as(stranger.pk):
        assert rows() == NOTHING
    with acting_as(worker.pk):
        assert min(rows().values()) > 0
    with acting_as(make_worker(is_manager=True).pk):
        assert min(rows().values()) > 0
    with seeing_all():
        assert min(rows().values()) > 0
    forget()
    assert rows() == NOTHING


def test_the_pages_with_visible_to_taken_away(monkeypatch, as_web, worker, stranger):
    for queryset in (CaseQuerySet, AlertQuerySet):
        monkeypatch.setattr(queryset, "visible_to", lambda self, worker: self)
    forget()
    other = client_of(stranger)
    assert other.get(url(as_web)).status_code == 404
    for page in ("/safeguarding/", "/safeguarding/cases/"):
        text = other.get(page).content.decode()
        assert as_web.reference not in text, page
    found = other.post("/safeguarding/search/", {"typed": "Zelda Canary"}).content.decode()
    assert as_web.reference not in found
    # The control: the same pages, with the rule, show the owner the case.
    own = client_of(worker)
    assert CANARY in own.get(url(as_web)).content.decode()
    assert as_web.reference in own.get("/safeguarding/cases/").content.decode()


def test_nobody_writes_into_a_case_that_is_not_theirs(as_web, worker, stranger):
    with acting_as(worker.pk):
        known_person = PersonAtRisk.objects.order_by("pk").first().pk
    contact = SafeContact(
        case=as_web, name=CANARY, method="post", value="x", when="",
        source="agency", added_by=stranger, added_at=timezone.now(),
    )  # fmt: skip
    refused = pytest.raises(DatabaseError, match="row-level security")
    with acting_as(stranger.pk), refused, transaction.atomic(using="safeguarding"):
        contact.save()
    with acting_as(stranger.pk):
        assert VictimCase.objects.filter(pk=as_web.pk).update(owner=stranger) == 0
        assert SafeContact.objects.update(retired_at=timezone.now()) == 0
        assert Handback.objects.update(reason="not theirs") == 0
        assert PersonOnCase.objects.update(must_be_told=False) == 0
        assert PersonJoin.objects.update(undone_at=timezone.now()) == 0
        # Their own new person is no way to those on a colleague's case.
        link = PersonOnCase(
            case=as_web, person_id=known_person, kind="child", source="self", added_by=stranger,
            added_at=timezone.now(),
        )  # fmt: skip
        with refused, transaction.atomic(using="safeguarding"):
            link.save()
    with acting_as(worker.pk):
        contact.pk = None
        contact.save()


def test_taking_giving_and_adding_work_as_the_role(become):  # noqa: F811
    case, worker, manager = make_case(), make_worker(), make_worker(is_manager=True)
    other = make_worker()
    with become(WEB):
        now = timezone.now()
        with acting_as(worker.pk):
            take_case(case_id=case.pk, by=worker, now=now)
            contact_for(case, worker)
        with acting_as(manager.pk):
            give_case(case_id=case.pk, to=other, by=manager, now=now)
        with acting_as(worker.pk):
            assert not VictimCase.objects.exists()
        with acting_as(other.pk):
            assert VictimCase.objects.get().safe_contacts.get().person.legal_name == "Jo Example"


def test_background_work_reaches_every_case(become, known):  # noqa: F811
    decide(known.referral_id)
    VictimCase.objects.update(indexed_key="")
    now = timezone.now()
    with become(WEB):
        forget()
        assert pull(now=now)
        forget()
        assert index_waiting(now=now) == 1
        forget()
        assert tell_link_workers(now=now) == 0
        forget()
        # A key must never be thrown away because this process saw no row under it.
        assert keys_in_use()
    assert Alert.objects.filter(case=known, kind="tell_first").exists()


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_every_answer_is_carried_over_and_no_other_page_reads_it(become):  # noqa: F811
    """With real transactions: a setting that one step left behind would hide that the next has none."""
    case, by = make_case(owner=make_worker()), make_worker(is_manager=True)
    _, message = decide(case.referral_id)
    now = timezone.now()
    with become(WEB):
        with acting_as(case.owner_id):
            # The form names a person, so two say that there is nobody to tell.
            nobody = {"case_id": case.pk, "basis": "not_applicable", "now": now}
            assert release(**nobody, why="She has died.", by=case.owner) == []
        with acting_as(by.pk):
            card_for(case, by=by)
            assert release(**nobody, by=by)
        with seeing_all():
            detail = {"messages": [str(message.pk)]}
            told = Alert.objects.create(
                kind="tell_first", source="x", case=case, urgency=10, detail=detail, raised_at=now
            )
        pull(now=now)
        with seeing_all():
            # Its release is on its way: nobody is asked again, and what was asked is settled.
            assert Alert.objects.get(kind="tell_first", handled_at=now) == told
            assert not Alert.objects.filter(kind="overtaken").exists()
        assert copy_waiting(now=now) == 1, "the release stays until its moment"
        assert copy_waiting(now=now + dt.timedelta(days=2)) == 1
        assert sweep(now=now) == (0, 0)
        with seeing_all():
            assert Handback.objects.filter(applied_at__isnull=False).count() == 2
    ReleasedCard.objects.all()._raw_delete("default")
    with become(WEB):
        assert sweep(now=now) == (1, 0)
        with seeing_all():
            (lost,) = Handback.objects.filter(applied_at__isnull=True)
        fail(lost, "no room", now=now)
        with seeing_all():
            assert Handback.objects.get(reason="no room") == lost
    assert not SafeguardingEvent.objects.filter(action="handback.stranger").exists()
    late = "Some of your decisions have not reached the programme"
    for person, is_told in ((case.owner, True), (by, True), (make_worker(), False)):
        page = client_of(person).get("/safeguarding/").content.decode()
        assert (late in page) is is_told


def test_a_refusal_is_on_the_record_of_the_case(as_web, stranger):
    forget()
    assert client_of(stranger).get(url(as_web)).status_code == 404
    assert as_web.access_records.get(worker=stranger).what == "refused"


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_neither_can_be_nested():
    worker = make_worker()
    for outer in (in_safeguarding(), acting_as(worker.pk)):
        with outer, pytest.raises(RuntimeError, match="durable"), acting_as(worker.pk):
            pass
    with acting_as(worker.pk), connections["safeguarding"].cursor() as cursor:
        cursor.execute("SELECT current_setting('app.worker')")
        assert cursor.fetchone() == (str(worker.pk),)
    with connections["safeguarding"].cursor() as cursor:
        # What a later request of the same connection finds; without NULLIF it would be an error.
        cursor.execute("SELECT current_setting('app.worker', true)")
        assert cursor.fetchone() == ("",)


def test_who_sees_everything():
    using = {
        source.short(file)
        for file in source.python_files("safeguarding")
        if re.search(r"(seeing|reaching)_all\(\)", file.read_text())
        and file.name != "transactions.py"
    }
    assert using == {
        "safeguarding/access/guard.py",  # a refusal goes on the record of a case that is not shown
        "safeguarding/crossing/amended.py",  # the desk amends without seeing the case
        "safeguarding/crossing/copier.py",
        "safeguarding/access/break_glass.py",  # a request is put to a second person
        "safeguarding/keys.py",
        "safeguarding/crossing/envelopes.py",
        "safeguarding/crossing/joined_persons.py",
        "safeguarding/crossing/portal_feed.py",
        "safeguarding/crossing/same_participant.py",
        "safeguarding/crossing/set_aside.py",  # the desk marks a case without seeing it
        "safeguarding/crossing/synthetic.py",  # what it makes is taken back
        "safeguarding/crossing/tell_first.py",
        "safeguarding/casework/search.py",  # index_waiting
        "safeguarding/casework/danger.py",  # work_out_danger
        "safeguarding/casework/unseen.py",  # a yes or no
        "safeguarding/casework/identifiers.py",  # the same
        "safeguarding/casework/deactivation.py",  # a manager may be blocked from a leaver's case
        "safeguarding/casework/nobody.py",  # the same
        "safeguarding/casework/portal_view.py",  # what a blocked worker must not see
        "safeguarding/casework/check_reasons.py",  # the same, about a participant's other cases
        "safeguarding/casework/unanswered_checks.py",  # background work
        "safeguarding/casework/missing_marks.py",  # the same
        "safeguarding/casework/monitoring.py",  # ages without a case
    }
