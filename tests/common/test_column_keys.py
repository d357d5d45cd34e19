"""A locked value opens with its key in its place, and nowhere else."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from referral_portal.common import column_keys
from referral_portal.common.column_keys import CannotUnlock, ColumnKey, lock, unlock

PLACE = ("cases", "7", "words")


@pytest.fixture(autouse=True)
def key(settings, tmp_path):
    """The key of this test, in a file of its own."""
    made = ColumnKey.generate()
    settings.COLUMN_KEYS_FILE = tmp_path / "columns.key"
    settings.COLUMN_KEYS_FILE.write_text(made.line() + "\n")
    return made


def test_a_value_opens_in_its_place_only():
    value = lock(b"invented words", place=PLACE, block=64)

    assert unlock(value, place=PLACE) == b"invented words"
    assert b"invented" not in value
    for other in (("cases", "8", "words"), ("cases", "7", "name"), ("cases7", "", "words")):
        with pytest.raises(CannotUnlock):
            unlock(value, place=other)


def test_lengths_show_in_blocks_only():
    lengths = {len(lock(b"x" * size, place=PLACE, block=64)) for size in (0, 1, 60)}

    assert len(lengths) == 1
    assert len(lock(b"x" * 61, place=PLACE, block=64)) == lengths.pop() + 64


def test_an_older_key_still_opens_and_the_first_one_locks(settings, key):
    old = lock(b"old", place=PLACE, block=64)
    newer = ColumnKey.generate()
    settings.COLUMN_KEYS_FILE.write_text(f"{newer.line()}\n{key.line()}\n")

    assert unlock(old, place=PLACE) == b"old"
    assert column_keys.key_of(old) == key.id
    assert column_keys.key_of(lock(b"new", place=PLACE, block=64)) == newer.id
    settings.COLUMN_KEYS_FILE.write_text(newer.line() + "\n")
    with pytest.raises(CannotUnlock, match="no key"):
        unlock(old, place=PLACE)


def test_a_process_with_the_public_half_writes_and_does_not_read(settings, tmp_path, key):
    import base64

    settings.COLUMN_PUBLIC_KEY_FILE = tmp_path / "columns.pub"
    public = base64.b64encode(bytes(key.private.public_key)).decode()
    settings.COLUMN_PUBLIC_KEY_FILE.write_text(public)
    keys = settings.COLUMN_KEYS_FILE
    settings.COLUMN_KEYS_FILE = tmp_path / "not here"

    value = lock(b"invented", place=PLACE, block=64)
    with pytest.raises(ImproperlyConfigured, match="There is no key"):
        unlock(value, place=PLACE)

    settings.COLUMN_KEYS_FILE = keys
    assert unlock(value, place=PLACE) == b"invented"


@pytest.mark.parametrize("value", [b"", b"\x01", b"\x02" + b"x" * 200])
def test_anything_else_is_not_an_encrypted_value(value):
    with pytest.raises(CannotUnlock, match="not an encrypted value"):
        column_keys.key_of(value)


def test_words_are_found_under_their_key_and_kind_only(key):
    found = column_keys.search_digest(key, "name", "casey")

    assert found == column_keys.search_digest(key, "name", "casey")
    others = {
        column_keys.search_digest(key, "phone", "casey"),
        column_keys.search_digest(key, "name", "jamie"),
        column_keys.search_digest(ColumnKey.generate(), "name", "casey"),
    }
    assert len(others | {found}) == 4


def test_an_empty_key_file_is_a_fault_of_the_installation(settings):
    settings.COLUMN_KEYS_FILE.write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="There is no key"):
        column_keys.column_keys()
