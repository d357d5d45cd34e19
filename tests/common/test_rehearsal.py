"""What is taken back was done for real, and leaves no row and no wake-up."""

import pytest
from django.db import IntegrityError, transaction

from referral_portal.common.rehearsal import taken_back
from referrals.models import Person, Referral
from tests.factories.desk import make_referral

pytestmark = pytest.mark.django_db


def test_rows_are_there_inside_and_gone_afterwards(django_capture_on_commit_callbacks):
    woken = []
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        kept = Person.objects.create()
        with taken_back():
            person = Person.objects.create()
            transaction.on_commit(lambda: woken.append(person))
            assert Person.objects.filter(pk=person.pk).exists()
        transaction.on_commit(lambda: woken.append(kept))
    assert list(Person.objects.all()) == [kept]
    assert woken == [kept]


def test_what_the_database_would_refuse_at_the_commit_is_refused():
    """The control: without the check, a row that names nobody would be taken back in silence."""
    referral = make_referral()
    before = Referral.objects.values_list("participant_id", flat=True).get()
    with pytest.raises(IntegrityError), taken_back():
        Referral.objects.filter(pk=referral.pk).update(participant_id=before + 999)
    assert Referral.objects.values_list("participant_id", flat=True).get() == before
