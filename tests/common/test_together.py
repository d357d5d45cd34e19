"""Rows of several tables in one query: the same rows as each queryset returns alone."""

import datetime as dt
import uuid
from operator import attrgetter

import pytest
from django.db import connection
from django.db.models import CharField, DateTimeField, UUIDField

from referral_portal.audit.models import AuditEvent
from referral_portal.common.kept_inserts import KeptInsert
from referral_portal.common.statements import Given
from referral_portal.common.together import Found, Together, attach
from referrals.enums import CallOutcome
from referrals.models import (
    ContactLog,
    DangerCheck,
    NextTry,
    RecentLook,
    Referral,
    StatusChange,
)
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db
PK, WORDS = Given("referral", UUIDField()), Given("words", CharField())


def changed(referral, number, **fields):
    step = {"verb": "hold", "to_status": "on_hold", "at": NOW + dt.timedelta(minutes=number)}
    return StatusChange.objects.create(referral=referral, number=number, **step | fields)


def values(one):
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}


@pytest.mark.sqlite
def test_each_row_is_the_one_that_its_queryset_returns(django_assert_num_queries):
    referral, other, by = make_referral(), make_referral(), staff(coordinator=True)
    changed(
        referral, 1, by=by, words='“Ⅷ”\n%s {"a": [null]} \\', risk_review_on=dt.date(2027, 1, 2)
    )
    changed(referral, 2)
    changed(other, 1)
    signs = [{"code": "x", "fields": ["a", None], "level": 1, "is_earlier": False, "half": 0.5}]
    DangerCheck.objects.create(referral=referral, at=NOW, version=3, signs=signs)
    together = Together(
        lambda: {
            "changes": StatusChange.objects.filter(referral=PK).select_related("by"),
            "checks": DangerCheck.objects.filter(referral=PK),
            "referral": Referral.objects.filter(pk=PK).only("reference", "is_restricted"),
        }
    )

    with django_assert_num_queries(1):
        found = together.read(referral=referral.pk)
        assert {one.by for one in found["changes"]} == {by, None}

    alone = StatusChange.objects.filter(referral=referral).order_by("number")
    assert [*map(values, sorted(found["changes"], key=lambda one: one.number))] == [
        *map(values, alone)
    ]
    assert [values(one) for one in found["checks"]] == [values(DangerCheck.objects.get())]
    [only] = found["referral"]
    assert only.get_deferred_fields() >= {"answers", "status"}
    assert (only.pk, only.reference, only.is_restricted) == (referral.pk, referral.reference, False)
    assert only.answers == referral.answers  # read when it is asked for


@pytest.mark.sqlite
def test_the_statement_is_built_once_and_read_with_other_values():
    first, second = make_referral(), make_referral()
    changed(first, 1, words="one")
    changed(second, 1, words="two")
    built = []

    def parts():
        built.append(1)
        at = Given("at", DateTimeField())
        rows = StatusChange.objects.filter(referral=PK, words=WORDS, at__gt=at)
        return {"changes": rows, "newest": rows.order_by("-number")[:1]}

    together = Together(parts)

    def count(referral, words, at=NOW):
        found = together.read(referral=referral.pk, words=words, at=at)
        return [len(found["changes"]), len(found["newest"])]

    assert count(first, "one") == [1, 1]
    assert count(second, "two") == [1, 1]
    assert count(second, "one") == [0, 0]
    assert count(second, "' OR 1=1 --") == [0, 0]
    assert count(first, "one", NOW + dt.timedelta(hours=1)) == [0, 0]
    assert together.read(referral=uuid.uuid4(), words="", at=NOW) == {"changes": [], "newest": []}
    assert built == [1]


@pytest.mark.sqlite
def test_a_row_that_may_be_missing_is_joined():
    referral, by = make_referral(), staff(coordinator=True)
    rows = [
        ContactLog.objects.create(
            referral=referral, number=number, result=CallOutcome.NO_ANSWER, at=NOW, by=by
        )
        for number in (1, 2)
    ]
    NextTry.objects.create(contact=rows[1], at=NOW)
    together = Together(
        lambda: {"contacts": ContactLog.objects.filter(referral=PK).select_related("next_try")}
    )

    found = {one.number: one for one in together.read(referral=referral.pk)["contacts"]}

    assert found[2].next_try.at == NOW
    assert not hasattr(found[1], "next_try")


@pytest.mark.sqlite
def test_rows_that_are_attached_are_not_read_again(django_assert_num_queries):
    referral = make_referral()
    change = changed(referral, 1)

    attach(referral, "status_changes", [change])

    with django_assert_num_queries(0):
        assert list(referral.status_changes.all()) == [change]
    with django_assert_num_queries(1):
        assert not referral.status_changes.filter(number=2).exists()
    assert list(Referral.objects.get(pk=referral.pk).status_changes.all()) == [change]


@pytest.mark.sqlite
def test_a_part_that_can_have_no_rows_is_not_asked(django_assert_num_queries):
    referral = make_referral()
    nothing = StatusChange.objects.none()

    with django_assert_num_queries(0):
        assert Together(lambda: {"nothing": nothing}).read() == {"nothing": []}
    one = Together(lambda: {"nothing": nothing, "one": Referral.objects.filter(pk=PK)})
    assert one.read(referral=referral.pk) == {"nothing": [], "one": [referral]}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "some", [(), ("reference", "participant__name", "referrer__agency__name", "programme")]
)
def test_an_instance_is_the_one_that_django_makes(some):
    referral = make_referral(agency=True)
    joined = ("participant", "referrer__agency", "programme")

    def rows(pk):
        return Referral.objects.filter(pk=pk).select_related(*joined).only(*some)

    [ours] = Together(lambda: {"one": rows(PK)}).read(referral=referral.pk)["one"]
    theirs = rows(referral.pk).get()

    assert ours.programme is theirs.programme is None
    for name in ("", "participant", "referrer", "referrer.agency"):
        get = attrgetter(name) if name else (lambda one: one)
        made, expected = ({**get(one).__dict__} for one in (ours, theirs))
        mine, state = made.pop("_state"), expected.pop("_state")
        assert made == expected
        assert (mine.adding, mine.db) == (state.adding, state.db)
        assert mine.fields_cache == state.fields_cache


def test_a_model_that_makes_its_instances_in_its_own_way_is_refused(monkeypatch):
    monkeypatch.setattr(StatusChange, "from_db", classmethod(lambda *args: None), raising=False)
    changed(make_referral(), 1)
    together = Together(lambda: {"changes": StatusChange.objects.all()})
    with pytest.raises(TypeError, match="way of its own"):
        together.read()


@pytest.mark.sqlite
def test_a_part_can_ask_for_the_row_of_an_earlier_part(django_assert_num_queries):
    referral, other = make_referral(), make_referral()
    for number, one in enumerate((referral, other), 1):
        changed(one, number)
    opened = Referral.objects.filter(pk=PK).select_related("participant")
    key, version = (Found("referral", Referral._meta.get_field(name)) for name in ("id", "version"))
    changes = StatusChange.objects.filter(referral=key)
    together = Together(
        lambda: {
            "referral": opened,
            "changes": changes,
            "later": changes.filter(number__gt=version),
        }
    )

    with django_assert_num_queries(1):
        found = together.read(referral=other.pk)
    assert [one.pk for one in found["referral"]] == [other.pk]
    assert [one.referral_id for one in found["changes"]] == [other.pk]
    assert [one.number for one in found["later"]] == [2]
    nothing = {"referral": [], "changes": [], "later": []}
    assert together.read(referral=uuid.uuid4()) == nothing
    unseen = Together(lambda: {"referral": Referral.objects.none(), "changes": changes})
    assert unseen.read() == {"referral": [], "changes": []}


@pytest.mark.sqlite
@pytest.mark.parametrize("is_pooled", [False, True])
def test_rows_are_added_only_where_a_row_is_found(monkeypatch, is_pooled):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", is_pooled)
    referral, user = make_referral(), staff(coordinator=True)
    adding = (
        KeptInsert(AuditEvent),
        KeptInsert(RecentLook, unique=("referral", "user"), updated=("at",)),
    )
    together = Together(lambda: {"one": Referral.objects.filter(pk=PK)}, adding=adding)

    def read(wanted, at):
        event = AuditEvent(
            at=at, action="referral.view", actor_id=user.pk, actor_kind="account",
            target_kind="a.b", target_id=str(wanted), data={"page": "it's %s"},
        )  # fmt: skip
        look = RecentLook(referral=referral, user=user, at=at)
        return together.read(referral=wanted, added=(event, look))["one"], event

    assert read(uuid.uuid4(), NOW)[0] == []
    assert not AuditEvent.objects.filter(action="referral.view").exists()
    assert not RecentLook.objects.exists()

    later = NOW + dt.timedelta(minutes=1)
    found = [read(referral.pk, at) for at in (NOW, later)]
    assert [rows for rows, _ in found] == [[referral], [referral]]
    stored = AuditEvent.objects.filter(action="referral.view").order_by("at")
    expected = [values(event) for _, event in found]
    assert [values(one) | {"id": None} for one in stored] == [
        one | {"id": None} for one in expected
    ]
    look = RecentLook.objects.get()
    assert (look.referral, look.user, look.at) == (referral, user, later)


@pytest.mark.sqlite
def test_where_nothing_can_be_found_nothing_is_added(django_assert_num_queries):
    together = Together(
        lambda: {"nothing": Referral.objects.none()}, adding=[KeptInsert(AuditEvent)]
    )
    with django_assert_num_queries(0):
        assert together.read(added=[AuditEvent(at=NOW)]) == {"nothing": []}
    with pytest.raises(ValueError, match="shorter"):
        together.read()
