"""The recorder: data are codes, and every access record takes the next place of its chain."""

import pytest
from django.utils import timezone

from referral_portal.common.chain import START
from safeguarding.enums import Shown
from safeguarding.models import SafeguardingEvent
from safeguarding.recorder import LONGEST, record, record_access
from tests.factories.safeguarding import make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_an_event_holds_ids_and_codes(worker, case):
    event = record("case.test", by=worker, target=case, now=timezone.now(), count=2, state="open")
    assert (event.worker_id, event.target_kind) == (worker.pk, "victimcase")
    assert (event.target_id, event.data) == (str(case.pk), {"count": 2, "state": "open"})
    assert record("case.test", by=None, target=case, now=timezone.now()).worker_id is None


def test_longer_text_is_refused_and_nothing_is_written(worker, case):
    before = SafeguardingEvent.objects.count()
    with pytest.raises(ValueError, match="ids and codes"):
        record("case.test", by=worker, target=case, now=timezone.now(), words="x" * (LONGEST + 1))
    assert SafeguardingEvent.objects.count() == before


def test_a_case_and_each_workers_lists_have_chains_of_their_own(worker, case):
    other = make_worker()

    def look(who, of=None):
        return record_access(worker=who, what=Shown.CASE, page="test", case=of, now=timezone.now())

    first, second = look(worker, case), look(other, case)
    assert (first.number, first.previous) == (1, START)
    assert (second.number, second.previous) == (2, first.digest)
    mine, theirs = look(worker), look(other)
    assert (mine.number, theirs.number) == (1, 1)
    assert look(worker).previous == mine.digest
