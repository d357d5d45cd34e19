"""The work of the restore drill, each in a process that is killed at a random moment.

    python -m tests.proofs.restore.world make | send FILE | open | work
    python -m tests.proofs.restore.world compare FILE SENT END PATIENCE

`send` notes a referral only after the verb has returned, as a browser would have read its reference.
"""

import json
import sys
import time
from pathlib import Path

import django

LOOK_EVERY = 0.2  # seconds


def make() -> None:
    """Make the catalogue, and one referral that the others are like."""
    from django.test import Client

    from tests.factories.referrals import make_catalogue, send

    make_catalogue()
    send(Client(HTTP_HOST="localhost"), "self")


def send_referrals(file: Path) -> None:
    """Send forms one after the other, each about another person, until killed."""
    from django.utils import timezone

    from referrals.models import Referral
    from referrals.submission import submit
    from tests.proofs.stolen.world import make_draft, sealed_pages, token

    first = Referral.objects.earliest("submitted_at")
    with file.open("a") as acknowledged:
        while True:
            word, now = token(), timezone.now()
            details = {**first.answers["name"], "name": f"Man {word}"}
            draft = make_draft(first, sealed_pages(word), now)
            one = submit(
                draft=draft, answers={**first.answers, "name": details}, as_sent=first.as_sent,
                by=None, now=now,
            )  # fmt: skip
            acknowledged.write(f"{time.time()} {one.reference} {word}\n")
            acknowledged.flush()


def open_for_ever() -> None:
    """Open and blank envelopes, as the opener does."""
    from safeguarding.crossing.blanking import blank_backed_up
    from safeguarding.crossing.envelopes import open_waiting
    from safeguarding.tasks import run_step

    while True:
        run_step(open_waiting)
        run_step(blank_backed_up)
        time.sleep(LOOK_EVERY)


def work_for_ever() -> None:
    """Read the portal, copy handbacks and send messages, as the workers do."""
    from referral_portal.outbox.drain import drain
    from safeguarding.crossing.copier import copy_waiting
    from safeguarding.crossing.portal_feed import pull
    from safeguarding.tasks import run_step

    def drain_portal(*, now) -> int:
        return drain()

    while True:
        for step in (pull, copy_waiting, drain_portal):
            run_step(step)
        time.sleep(LOOK_EVERY)


def compare_until_settled(acknowledged: Path, sent: Path, end: str, patience: str) -> None:
    """Compare again and again until nothing is missing, and print as JSON what was lost or doubled.

    Referrals acknowledged after `end` are not in the portal's backup: they are "late", and neither
    they nor their people count as lost.
    """
    from tests.proofs.restore.comparing import compare, is_a_letter_due

    ends = time.monotonic() + float(patience)
    while True:
        lines = [line.split() for line in acknowledged.read_text().splitlines()]
        outcome = vars(compare({line[1]: line[2] for line in lines}, sent.read_text().split()))
        times = {line[1]: float(line[0]) for line in lines}
        late = {one for one in outcome["referrals_lost"] if times[one] >= float(end)}
        for name in ("referrals_lost", "people_lost"):
            outcome[name] = [one for one in outcome[name] if one not in late]
        is_settled = not any(outcome.values()) and not is_a_letter_due()
        if is_settled or outcome["letters_doubled"] or time.monotonic() > ends:
            break
        time.sleep(LOOK_EVERY)
    sys.stdout.write(json.dumps(outcome | {"late": sorted(late)}))


WORK = {
    "make": make,
    "send": send_referrals,
    "open": open_for_ever,
    "work": work_for_ever,
    "compare": compare_until_settled,
}

if __name__ == "__main__":
    django.setup()
    name, *words = sys.argv[1:]
    WORK[name](*(Path(word) if word.startswith("/") else word for word in words))
