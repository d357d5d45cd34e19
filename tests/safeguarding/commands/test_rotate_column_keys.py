"""The command that changes the key of the encrypted columns."""

import pytest
from django.core.management import CommandError
from django.utils import timezone

from safeguarding import keys
from safeguarding.casework.search import index_waiting
from safeguarding.models import VictimCase
from tests.factories.safeguarding import (
    PERSON,
    make_case,
)
from tests.safeguarding.helpers import said

pytestmark = [
    pytest.mark.usefixtures("own_keys"),
    pytest.mark.django_db(databases=["default", "safeguarding"]),
]


def test_an_old_key_stays_while_a_value_needs_it(worker):
    case = make_case(owner=worker)
    keys.add_column_key()
    index_waiting(now=timezone.now())
    with pytest.raises(CommandError, match="under an old key"):
        said("rotate_column_keys", "--forget")
    assert VictimCase.objects.get(pk=case.pk).contents["person"] == PERSON
