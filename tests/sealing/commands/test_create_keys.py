"""`manage.py create_keys` makes a private pair of files once, where the private key may exist."""

import base64
import io
import stat

import pytest
from django.core.management import CommandError, call_command
from nacl.public import PrivateKey, PublicKey


@pytest.fixture
def files(settings, tmp_path):
    settings.SEALING_PUBLIC_KEY_FILE = tmp_path / "keys" / "sealing.pub"
    settings.SEALING_PRIVATE_KEY_FILE = tmp_path / "keys" / "sealing.key"
    return settings.SEALING_PUBLIC_KEY_FILE, settings.SEALING_PRIVATE_KEY_FILE


def create() -> str:
    said = io.StringIO()
    call_command("create_keys", stdout=said)
    return said.getvalue()


def test_a_pair_belongs_together_and_only_its_owner_reads_the_private_half(files):
    public, private = files

    assert "were created" in create()

    key = PrivateKey(base64.b64decode(private.read_text()))
    assert key.public_key == PublicKey(base64.b64decode(public.read_text()))
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(private.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("kept", [0, 1])
def test_an_existing_half_is_never_replaced(files, kept):
    create()
    before = files[kept].read_text()
    files[1 - kept].unlink()

    assert "nothing was changed" in create()

    assert files[kept].read_text() == before
    assert not files[1 - kept].exists()


def test_the_portal_zone_makes_no_private_key(settings):
    del settings.SEALING_PRIVATE_KEY_FILE
    with pytest.raises(CommandError, match="never holds the private key"):
        call_command("create_keys")
