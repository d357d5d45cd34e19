"""Rows that are added with a statement that is built once."""

import pytest
from django.db import IntegrityError, transaction

from referral_portal.audit.models import AuditEvent
from referral_portal.common.kept_inserts import KeptInsert
from referrals.models import RecentLook
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


def event(**more) -> AuditEvent:
    given = {"at": NOW, "action": "referral.view", "actor_kind": "system", "target_kind": "a.b"}
    return AuditEvent(**given, **more)


def test_each_row_has_its_own_values_and_its_key(django_assert_num_queries):
    adding = KeptInsert(AuditEvent)
    one, two = event(target_id="1", data={"page": "it's"}), event(target_id="2", actor_id=5)
    with django_assert_num_queries(2):
        adding.add(one)
        adding.add(two)

    for row in (one, two):
        stored = AuditEvent.objects.get(pk=row.pk)
        names = [field.attname for field in AuditEvent._meta.concrete_fields]
        assert [getattr(row, name) for name in names] == [getattr(stored, name) for name in names]
        assert not row._state.adding
        with pytest.raises(Exception, match="never changed"):
            row.save()


def test_a_row_that_exists_takes_the_new_values_where_that_is_asked_for():
    referral, user = make_referral(), staff(coordinator=True)
    adding = KeptInsert(RecentLook, unique=("referral", "user"), updated=("at",))
    first = RecentLook(referral=referral, user=user, at=NOW)
    adding.add(first)
    later = NOW.replace(year=NOW.year + 1)
    adding.add(RecentLook(referral=referral, user=user, at=later))

    [only] = RecentLook.objects.all()
    assert (only.pk, only.at) == (first.pk, later)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptInsert(RecentLook).add(RecentLook(referral=referral, user=user, at=NOW))
