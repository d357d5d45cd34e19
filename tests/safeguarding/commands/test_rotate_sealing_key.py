"""The command that changes the sealing key."""

import pytest
from django.core.management import CommandError
from django.test import Client
from django.utils import timezone

from referral_portal.sealing import boxes
from referral_portal.sealing.models import SealedEnvelope
from referrals.models import Draft
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.models import VictimCase
from tests.factories.referrals import address, make_catalogue, open_at, pages_for
from tests.factories.safeguarding import make_referral
from tests.rights.conftest import become  # noqa: F401
from tests.safeguarding.helpers import said

pytestmark = [
    pytest.mark.usefixtures("own_keys"),
    pytest.mark.django_db(databases=["default", "safeguarding"]),
]


def restart_portal():
    """Let the portal read the public key again."""
    boxes._public_key.cache_clear()


def test_an_old_sealing_key_stays_while_a_form_may_need_it(settings, become):  # noqa: F811
    make_catalogue()
    first_page, past_the_sealed, mixed = Client(), Client(), Client()
    open_at(first_page, "self", "now")
    check = open_at(past_the_sealed, "self")
    said("rotate_sealing_key")
    restart_portal()
    open_at(mixed, "self", "area")
    new = Draft.objects.latest("started_at")
    assert Draft.objects.filter(sealing_key=new.sealing_key).count() == 1
    with become("safeguarding_opener"), pytest.raises(CommandError) as refusal:
        said("rotate_sealing_key", "--forget")
    assert str(refusal.value).startswith("Unfinished forms that may hold")
    assert "under an old key: 2. Try again when they are sent or deleted, 7 days" in str(
        refusal.value
    )
    assert len(settings.SEALING_PRIVATE_KEY_FILE.read_text().split()) == 2
    # The sent form waits as an envelope; nobody can continue a form that has expired.
    past_the_sealed.post(check, {"declares": "on"})
    unsent = Draft.objects.filter(submitted_at=None).exclude(pk=new.pk)
    unsent.update(expires_at=timezone.now())
    with become("safeguarding_opener"):
        with pytest.raises(CommandError, match="waiting to be opened"):
            said("rotate_sealing_key", "--forget")
        assert open_waiting(now=timezone.now()) == 1
        assert "Removed: " in said("rotate_sealing_key", "--forget")
    assert len(settings.SEALING_PRIVATE_KEY_FILE.read_text().split()) == 1
    assert VictimCase.objects.get().contents["person"]
    assert "Removed: none" in said("rotate_sealing_key", "--forget")


def test_an_old_sealing_key_stays_while_a_kept_envelope_may_need_it(settings, become):  # noqa: F811
    """After a restore of this side the envelope is opened again, with the key of its day."""
    settings.KEEPS_BACKUPS = True
    referral = make_referral()
    said("rotate_sealing_key")
    restart_portal()
    make_referral()
    with become("safeguarding_opener"):
        assert open_waiting(now=timezone.now()) == 2
        with pytest.raises(CommandError, match="kept until a backup holds their content"):
            said("rotate_sealing_key", "--forget")
    SealedEnvelope.objects.filter(pk=referral.envelope_id).update(blob=b"")
    with become("safeguarding_opener"):
        assert "Removed: " in said("rotate_sealing_key", "--forget")
    assert len(settings.SEALING_PRIVATE_KEY_FILE.read_text().split()) == 1


def test_a_form_that_met_two_sealing_keys_counts_as_old(client):
    make_catalogue()
    open_at(client, "self", "now")
    said("rotate_sealing_key")
    restart_portal()
    # A process that has not been started again meets a form of one that has.
    Draft.objects.update(sealing_key=boxes.key_name())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("referrals.drafts.key_name", lambda: "0123456789abcdef")
        client.post(address("self", "page", "now"), pages_for("self")["now"])
    assert Draft.objects.get().sealing_key == ""
    with pytest.raises(CommandError, match="under an old key: 1"):
        said("rotate_sealing_key", "--forget")
