"""One kept query: the same rows as its queryset returns, with other values on every read."""

import uuid

import pytest
from django.db.models import DateTimeField, UUIDField

from referral_portal.common.kept_rows import GivenMany, KeptRows, OneOf
from referral_portal.common.statements import Given
from referrals.models import Referral
from tests.factories.desk import NOW, make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
IDS, UNTIL = GivenMany("ids", UUIDField()), Given("until", DateTimeField())
COLUMNS = ("id", "reference", "answers", "submitted_at", "review_on", "is_restricted")


def test_the_rows_are_those_of_the_queryset_and_it_is_built_once(django_assert_num_queries):
    first, second = make_referral(), make_referral()
    built = []

    def rows():
        built.append(1)
        found = Referral.objects.filter(OneOf("id", IDS), submitted_at__lte=UNTIL)
        return found.order_by("reference").values_list(*COLUMNS)

    kept = KeptRows(rows)

    def read(*ids, until=NOW):
        return kept.read(ids=ids, until=until)

    for ids in ([first.pk, second.pk], [second.pk], [], [uuid.uuid4()]):
        alone = Referral.objects.filter(pk__in=ids).order_by("reference").values_list(*COLUMNS)
        with django_assert_num_queries(1):
            found = read(*ids)
        assert found == list(alone)
    assert read(first.pk, until=first.submitted_at.replace(year=2000)) == []
    assert built == [1]


def test_a_queryset_that_can_have_no_rows_is_not_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert KeptRows(lambda: Referral.objects.none().values_list("id")).read() == []


def test_an_id_is_always_a_parameter():
    make_referral()
    found = Referral.objects.filter(OneOf("id", IDS)).values_list("id")
    with pytest.raises(Exception, match="valid UUID"):
        KeptRows(lambda: found).read(ids=["x'} OR 1=1 --"])
