"""Make the catalogue and the sessions of a drill, and count at its end; each as a process of both zones.

python -m tests.proofs.faults.counting make USERS
python -m tests.proofs.faults.counting compare FILE SENT PATIENCE
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path

import django

LOOK_EVERY = 1  # seconds


def make(users: str) -> None:
    """Make the catalogue and accounts of an agency; print the key of a session for each."""
    from django.conf import settings
    from django.test import Client

    from tests.factories.accounts import AgencyFactory, UserFactory
    from tests.factories.referrals import make_catalogue

    make_catalogue()
    agency, keys = AgencyFactory(), []
    for _ in range(int(users)):
        client = Client(HTTP_HOST="localhost")
        client.force_login(UserFactory(agency_referrer=True, agency=agency))
        keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    sys.stdout.write(json.dumps(keys))


def faults(truth: dict[str, str], sent: list[str]) -> tuple[list[str], dict[str, int]]:
    """Return the list of all that is lost, doubled, silent or in limbo, and some counts.

    `truth`: reference of each acknowledged referral → a word of its sealed pages. `sent`: the
    Message-ID of each delivery.
    """
    from referral_portal.outbox.enums import Audience, MessageStatus
    from referral_portal.outbox.models import OutgoingMessage
    from referral_portal.outbox.settling import UNSETTLED
    from referral_portal.sealing.models import SealedEnvelope
    from referrals.models import Referral
    from safeguarding.models import Alert, Handback, OpenFailure, ProtectedMessage, VictimCase
    from tests.proofs.faults.everything import faults_of_letters
    from tests.proofs.restore.comparing import compare

    outcome = compare(truth, sent)
    found = [
        f"{name.replace('_', ' ')}: {one}"
        for name in ("referrals_lost", "people_lost", "people_doubled")
        for one in getattr(outcome, name)
    ]
    messages = OutgoingMessage.objects.all()
    found += faults_of_letters(messages, sent)
    referrals = Referral.objects.values_list("pk", "participant__name")
    names = Counter(name for _, name in referrals)
    found += [f"referral doubled: {name}" for name, count in names.items() if count > 1]
    cases = Counter(VictimCase.objects.values_list("referral_id", flat=True))
    found += [f"no case or two: {pk}" for pk, _ in referrals if cases[pk] != 1]
    new = Alert.objects.filter(kind="new_case").values_list("case__referral_id", flat=True)
    alerts = Counter(new)
    found += [f"{alerts[pk]} new-case alerts: {pk}" for pk in cases if alerts[pk] != 1]
    limbo = {
        "envelopes not opened": SealedEnvelope.objects.filter(opened_at=None),
        "envelopes that could not be opened": OpenFailure.objects.filter(settled_at=None),
        "handbacks on the way": Handback.objects.filter(applied_at=None, failed_at=None),
        "messages to link workers on the way": ProtectedMessage.objects.filter(
            status__in=[MessageStatus.RENDERED, MessageStatus.CLAIMED]
        ),
    }
    found += [f"{rows.count()} {name}" for name, rows in limbo.items() if rows.exists()]
    staff = set(messages.filter(audience=Audience.STAFF).values_list("key", flat=True))
    by_id = {one.message_id: one.key for one in messages}
    twice = [one for one, count in Counter(sent).items() if count > 1]
    return found, {
        "referrals": len(referrals),
        "messages": messages.count(),
        "uncertain": messages.filter(UNSETTLED).count(),
        "alerts twice": sum(by_id.get(one) in staff for one in twice),
    }


def compare_until_settled(acknowledged: Path, sent: Path, patience: str) -> None:
    """Count again and again until nothing is wrong or the patience is over; print as JSON."""
    ends = time.monotonic() + float(patience)
    while True:
        truth = json.loads(acknowledged.read_text())
        found, counts = faults(truth, sent.read_text().split())
        if not found or time.monotonic() > ends:
            break
        time.sleep(LOOK_EVERY)
    sys.stdout.write(json.dumps([found, counts]))


WORK = {"make": make, "compare": compare_until_settled}

if __name__ == "__main__":
    django.setup()
    name, *words = sys.argv[1:]
    WORK[name](*(Path(word) if word.startswith("/") else word for word in words))
