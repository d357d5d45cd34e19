"""How long the portal keeps a ciphertext: until a confirmed backup of this side holds its content.

Each test takes well under a second.
"""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.sealing.models import SealedEnvelope
from safeguarding.crossing import blanking
from safeguarding.crossing.blanking import blank_backed_up
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.models import Alert, Backup, OpenedEnvelope, OpenFailure, VictimCase
from tests.factories.safeguarding import PERSON, make_referral

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.django_db(databases=["default", "safeguarding"]),
]


@pytest.fixture(autouse=True)
def keeps_backups(settings):
    settings.KEEPS_BACKUPS = True


def open_and_blank() -> None:
    """Do what the opener does in one turn."""
    now = timezone.now()
    while open_waiting(now=now):
        pass
    while blank_backed_up(now=now):
        pass


def start_backup() -> Backup:
    """Begin a backup, as deploy/backup does: it holds every opening so far."""
    backup = Backup.objects.create(started_at=timezone.now())
    OpenedEnvelope.objects.filter(backup__confirmed_at=None).update(backup=backup)
    return backup


def confirm(backup: Backup) -> None:
    Backup.objects.filter(pk=backup.pk).update(confirmed_at=timezone.now())


def is_kept(referral) -> bool:
    return bool(SealedEnvelope.objects.get(pk=referral.envelope_id).blob)


def restore_this_side_to_nothing() -> None:
    """Take this side back to before every envelope, as a restore of its database does."""
    for model in (Alert, VictimCase, OpenedEnvelope):
        model.objects.all()._raw_delete("safeguarding")


def test_a_ciphertext_stays_until_a_backup_with_its_content_is_confirmed():
    first = make_referral()
    open_and_blank()
    assert is_kept(first)
    backup = start_backup()
    second = make_referral()
    open_and_blank()
    assert is_kept(first), "The backup has not been checked yet."
    confirm(backup)
    open_and_blank()
    assert not is_kept(first)
    assert is_kept(second), "It was opened after the backup had started."
    assert OpenedEnvelope.objects.filter(blanked_at=None).count() == 1
    confirm(start_backup())
    open_and_blank()
    assert not is_kept(second)


def test_a_backup_that_failed_counts_for_nothing_and_the_next_one_does():
    referral = make_referral()
    open_and_blank()
    start_backup()
    later = start_backup()
    open_and_blank()
    assert is_kept(referral)
    confirm(later)
    open_and_blank()
    assert not is_kept(referral)


def test_what_a_restore_of_this_side_lost_is_opened_again():
    in_backup = make_referral()
    open_and_blank()
    backup = start_backup()
    referrals = [make_referral() for _ in range(3)]
    open_and_blank()
    confirm(backup)
    open_and_blank()
    before = dict(SealedEnvelope.objects.values_list("pk", "opened_at"))
    lost = [referral.envelope_id for referral in referrals]
    Alert.objects.exclude(case__referral_id=in_backup.pk)._raw_delete("safeguarding")
    VictimCase.objects.exclude(referral_id=in_backup.pk)._raw_delete("safeguarding")
    OpenedEnvelope.objects.filter(pk__in=lost)._raw_delete("safeguarding")
    open_and_blank()
    cases = VictimCase.objects.all()
    assert {case.referral_id for case in cases} == {one.pk for one in [in_backup, *referrals]}
    assert all(case.contents["person"] == PERSON for case in cases)
    assert Alert.objects.filter(kind="new_case").count() == 4
    assert dict(SealedEnvelope.objects.values_list("pk", "opened_at")) == before


def test_the_naive_way_loses_everybody(settings):
    """The control: with ciphertext deleted at once, nothing is left to open."""
    settings.KEEPS_BACKUPS = False
    make_referral()
    open_and_blank()
    restore_this_side_to_nothing()
    open_and_blank()
    assert not VictimCase.objects.exists()


def test_envelopes_are_opened_whatever_the_portal_says():
    """An attacker who owns the portal's tables cannot hide a person by a mark."""
    referral = make_referral()
    SealedEnvelope.objects.update(opened_at=timezone.now())
    open_and_blank()
    assert VictimCase.objects.get().referral_id == referral.pk


def test_a_failure_among_the_missing_is_recorded_once_and_stops_no_other(monkeypatch):
    damaged, sound = make_referral(), make_referral()
    open_and_blank()
    restore_this_side_to_nothing()
    SealedEnvelope.objects.filter(pk=damaged.envelope_id).update(blob=b"damaged")
    monkeypatch.setattr(blanking, "LOOKED_UP", 1)
    open_and_blank()
    assert open_waiting(now=timezone.now()) == 0
    assert OpenFailure.objects.get().pk == damaged.envelope_id
    assert VictimCase.objects.get(referral_id=sound.pk).contents["person"] == PERSON


@pytest.mark.parametrize("is_marked", [True, False])
def test_what_a_restore_of_the_portal_filled_again_is_blanked_again(is_marked):
    referral = make_referral()
    blob = bytes(SealedEnvelope.objects.get().blob)
    open_and_blank()
    confirm(start_backup())
    open_and_blank()
    opened_at = timezone.now() - dt.timedelta(days=1) if is_marked else None
    SealedEnvelope.objects.update(blob=blob, opened_at=opened_at)
    open_and_blank()
    open_and_blank()
    assert not is_kept(referral)
    assert VictimCase.objects.count() == Alert.objects.count() == 1


def test_an_envelope_with_a_person_is_blanked_with_all_others():
    """The portal's owner sees when rows are emptied: all of one backup in one statement."""
    referrals = [make_referral(), make_referral(parts={}), make_referral()]
    open_and_blank()
    confirm(start_backup())
    assert blank_backed_up(now=timezone.now()) == 3
    assert not any(map(is_kept, referrals))
