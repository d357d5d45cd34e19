"""The command that checks the access history against heads kept elsewhere."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from safeguarding.access.chains import case_chain
from safeguarding.enums import Shown
from safeguarding.models import AccessRecord
from safeguarding.recorder import record_access
from safeguarding.transactions import in_safeguarding
from tests.factories.safeguarding import make_case

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
TABLE = "safeguarding_accessrecord"


def look(worker, case, times=1, **fields):
    """Write that the worker looked, as a page does."""
    for _ in range(times):
        with in_safeguarding():
            record = record_access(
                **{
                    "worker": worker,
                    "what": Shown.CASE,
                    "page": "case",
                    "case": case,
                    "now": timezone.now(),
                    **fields,
                }
            )
    return record


def tamper(sql, *values):
    """Do what only an attacker with the database itself can do."""
    with connections["safeguarding"].cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount


def row(case, number):
    return AccessRecord.objects.get(case=case, number=number)


@pytest.fixture
def looked(worker, case):
    """Five looks at a case, and as many at another that must stay whole."""
    look(worker, case, 5)
    other = make_case(owner=worker)
    look(worker, other, 5)
    assert case_chain(case).is_whole
    yield case
    assert case_chain(other).is_whole


def test_what_was_cut_off_shows_against_the_heads_that_were_kept(looked, tmp_path, capsys):
    heads = tmp_path / "heads.json"
    call_command("verify_access", heads=heads)
    kept = heads.read_text()
    assert json.loads(kept)[f"case:{looked.pk}"] == [5, row(looked, 5).digest]
    call_command("verify_access", heads=heads)
    tamper(f"DELETE FROM {TABLE} WHERE id = %s", row(looked, 5).pk)
    assert case_chain(looked).is_whole
    with pytest.raises(CommandError, match="no longer has record 5"):
        call_command("verify_access", heads=heads)
    assert heads.read_text() == kept
