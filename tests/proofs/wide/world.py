"""What the wide stack's proof needs in the databases, and what is true there afterwards.

    python -m tests.proofs.wide.world make COUNT
    python -m tests.proofs.wide.world count

Processes of zone `all` with the owners' passwords and the portal's secret key, run by the proof.
"""

import json
import sys
from collections import Counter

import django

HOST = "localhost"


def make(count: str) -> None:
    """Send `count` referrals, sign a coordinator and a link worker in, and print how to be them."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from referrals.models import Referral
    from safeguarding.crossing.envelopes import open_waiting
    from safeguarding.models import VictimCase
    from safeguarding.sign_in.sessions import open_session
    from tests.factories.accounts import UserFactory
    from tests.factories.referrals import make_catalogue
    from tests.factories.safeguarding import make_referral, make_worker

    make_catalogue()
    now = timezone.now()
    for _ in range(int(count)):
        make_referral(now=now)
    while open_waiting(now=timezone.now()):
        pass
    coordinator = UserFactory(coordinator=True)
    TOTPDevice.objects.create(user=coordinator, name="app", confirmed=True)
    browser = Client(HTTP_HOST=HOST)
    browser.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    worker = make_worker(is_manager=True)
    VictimCase.objects.update(owner=worker)
    found = {
        "portal": browser.cookies[settings.SESSION_COOKIE_NAME].value,
        "safeguarding": open_session(worker=worker, is_complete=True, now=now),
        "referral": str(Referral.objects.earliest("pk").pk),
        "cases": [str(case.pk) for case in VictimCase.objects.order_by("pk")[:20]],
    }
    sys.stdout.write(json.dumps(found))


def count() -> None:
    """Print how many rows there are of each name of a participant, and of each text of a note."""
    from referral_portal.outbox.models import OutgoingMessage
    from referrals.models import Referral
    from safeguarding.models import ContactNote

    found = {
        "names": Counter(Referral.objects.values_list("participant__name", flat=True)),
        "references": list(Referral.objects.values_list("reference", flat=True)),
        "notes": Counter(note.note for note in ContactNote.objects.all()),
        "messages": Counter(OutgoingMessage.objects.values_list("status", flat=True)),
    }
    sys.stdout.write(json.dumps(found))


WORK = {"make": make, "count": count}

if __name__ == "__main__":
    django.setup()
    name, *words = sys.argv[1:]
    WORK[name](*words)
