"""The command that lists the keys, and never shows one."""

import re

import pytest

from referral_portal.common.column_keys import column_keys
from tests.safeguarding.helpers import said

pytestmark = [
    pytest.mark.usefixtures("own_keys"),
    pytest.mark.django_db(databases=["default", "safeguarding"]),
]


def test_the_list_names_keys_and_never_shows_one(settings, case):
    text = said("list_keys")
    assert f"column {column_keys()[0].id} in use: safeguarding_victimcase 1" in text
    assert re.search(r"^sealing [0-9a-f]{16} in use$", text, re.MULTILINE)
    for file in (settings.COLUMN_KEYS_FILE, settings.SEALING_PRIVATE_KEY_FILE):
        assert not [secret for secret in file.read_text().split() if secret in text]
