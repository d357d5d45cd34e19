"""The columns by which participants are compared and found."""

import pytest

from referrals.models import search_keys
from tests.factories.desk import make_person

pytestmark = pytest.mark.django_db


def test_what_was_typed_is_compared_in_one_normal_form():
    assert search_keys(
        name="Una O’Hara\u2011Łuk", known_as="Zoë", phone="+44 (0)7700 900123",
        email="Wes.Test@BÜCHER.example",
    ) == {
        "search_name": "una ohara luk",
        "known_as_key": "zoe",
        "phone_key": "07700900123",
        "email_key": "wes.test@xn--bcher-kva.example",
        "last_name_sound": "LK",
        "name_sounds": "LK UN",
    }  # fmt: skip


def test_the_longest_name_fits_its_column_in_every_script():
    person = make_person(name="ß" * 100, known_as="\ufb03" * 60)

    assert person.search_name == "s" * 110
    assert len(person.known_as_key) == 110
    person.full_clean()
