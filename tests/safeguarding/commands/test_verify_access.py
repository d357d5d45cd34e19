"""The command that checks the access history against heads kept elsewhere."""

import json

import pytest
from django.core.management import CommandError, call_command

from safeguarding.access.chains import case_chain
from safeguarding.models import AccessRecord
from tests.factories.safeguarding import make_case
from tests.safeguarding.helpers import look, tamper

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
TABLE = "safeguarding_accessrecord"


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
