"""Synthetic referrals at every step at once change no answer to any kind of person, byte for byte."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.roles import Role
from referrals.models import SyntheticReturn, SyntheticRound
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.models import SyntheticCase
from tests import source
from tests.authorisation import crawl
from tests.authorisation.crawl import browser
from tests.authorisation.matrix import WORKER_MANAGER
from tests.authorisation.rows import ALIASES, rolled_back
from tests.factories.desk import make_referral
from tests.factories.synthetic import sent_round

pytestmark = pytest.mark.django_db(databases=ALIASES)
# What is drawn by chance on each page, and running numbers, which no rollback takes back.
CHANCE = re.compile(
    r'name="(?:page_token|csrfmiddlewaretoken)" value="[^"]*"|nonce="[^"]*"|/\d+/|="\d+"'
)
QUEUE = "admin:referrals_referral_changelist"
REFERENCE = "KM-SYNT-HE7C"
# Those who see every referral or every case, and those who see figures alone.
WHO_SEE_MOST = (Role.MANAGER, Role.COMMISSIONER, WORKER_MANAGER)


def rounds_at_every_step() -> None:
    """Leave what a round leaves when it has been begun, sent, opened, seen, released and finished."""
    now = timezone.now()
    SyntheticRound.objects.create(started_at=now)
    for step in ("sent", "opened", "seen", "returned", "whole"):
        synthetic = sent_round(returned_at=now if step == "whole" else None, reference=REFERENCE)
        number = synthetic.referral_id
        if step != "sent":
            assert open_waiting(now=now) == 1 + (step == "opened")
        case = SyntheticCase.objects.filter(pk=number)
        if step in {"seen", "returned", "whole"}:
            case.update(seen_at=now)
        if step in {"returned", "whole"}:
            case.update(returned_at=now)
            SyntheticReturn.objects.create(pk=number, at=now)
    assert SyntheticRound.objects.count() == 6
    assert SyntheticCase.objects.count() == 5


def drawn(world, kind: str) -> list[tuple]:
    """Return every answer to this kind of person; what the asking itself writes is taken back."""
    with rolled_back():
        pages = crawl.crawl(world, kind)
    return [
        (one.name, CHANCE.sub("", one.path), one.status, CHANCE.sub("", one.text)) for one in pages
    ]


@pytest.mark.parametrize("kind", WHO_SEE_MOST)
def test_no_answer_changes(world, kind, monkeypatch):
    with rolled_back():
        client = browser(world, kind)
        monkeypatch.setattr(crawl, "browser", lambda world, kind: client)
        before = drawn(world, kind)
        rounds_at_every_step()
        after = drawn(world, kind)
        if kind == Role.MANAGER:
            # The control: an ordinary referral is seen.
            make_referral(reference=REFERENCE)
            assert REFERENCE in client.get(reverse(QUEUE)).content.decode()
    assert len(before) > 3
    assert after == before
    assert REFERENCE not in str(after)


def test_only_these_modules_know_of_synthetic_referrals():
    """A list or a figure that asked for one would have to name its table."""
    knowing = {
        source.short(file)
        for file in source.python_files()
        if re.search(r"\bSynthetic(Round|Return|Case)\b", file.read_text())
    }
    assert knowing == {
        "referral_portal/rights/portal.py",
        "referrals/models/__init__.py",
        "referrals/models/synthetic.py",
        "referrals/submission.py",
        "referrals/synthetic/rounds.py",
        "referrals/synthetic/walk.py",
        "safeguarding/crossing/synthetic.py",
        "safeguarding/models/__init__.py",
        "safeguarding/models/synthetic.py",
        "safeguarding/rights.py",
    }
