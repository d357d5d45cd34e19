"""Fills an installation: referrals by the product's own verbs, half naming a person at risk.

Run as a process of zone `all` by the harness, with the owners' passwords. Prints what is true; copies
of envelopes go to a file, as an old backup would hold them. Everything but the sealed parts is drawn
without a look at whether there is a person at risk.
"""

import datetime as dt
import json
import random
import string
import sys
from pathlib import Path

from django.test import Client
from django.utils import timezone

from referral_portal.accounts.models import User
from referral_portal.accounts.shelf import SHELF
from referral_portal.common.kept_pages import MOST_PAGES
from referral_portal.common.typed_text import Typed
from referral_portal.sealing.boxes import seal_part
from referral_portal.sealing.models import SealedEnvelope
from referrals.drafts import change_draft, start_draft
from referrals.models import Referral
from referrals.notes import seal_note
from referrals.submission import PARTS, submit
from safeguarding.casework.disclosures import issue_card
from safeguarding.casework.releases import release
from safeguarding.crossing.copier import copy_waiting
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.enums import Basis
from safeguarding.models import Handback, VictimCase, Worker
from safeguarding.sign_in.sessions import create_worker
from tests.factories.referrals import make_catalogue, send
from tests.factories.safeguarding import contact_for, decide, speak

LONGEST = 5000  # characters of the longest sealed page
DRAW = random.SystemRandom()


def token() -> str:
    """Return a word that stands nowhere else in the world."""
    return "canary" + "".join(DRAW.choices(string.ascii_lowercase, k=14))


def of_another_person(answers: dict, number: int) -> dict:
    """Return the answers with another name, birthday and ways of contact, so that no two match."""
    first, last = ("".join(DRAW.choices(string.ascii_lowercase, k=8)) for _ in range(2))
    born_on = dt.date(1955, 1, 1) + dt.timedelta(days=DRAW.randrange(18_000))
    changes = {
        "name": {"name": f"{first.title()} {last.title()}", "known_as": ""},
        "birth": {"born_on": born_on.isoformat()},
        "home": {"postcode": f"ME{number % 20 + 1} {number // 20 % 10}AA"},
        "contact": {"phone": f"+999{number:09}", "email": f"person-{number}@example.org"},
    }
    return answers | {page: answers[page] | change for page, change in changes.items()}


def sealed_pages(word: str) -> dict[str, bytes]:
    """Return pages that name a person at risk, as short or long as people write."""
    pages = {}
    for name in PARTS:
        words = f"{word} {name} " + "x" * DRAW.choice([0, 40, 400, LONGEST])
        answers = [{"name": "who", "label": "Who", "value": words}]
        pages[name] = seal_part({"page": name, "answers": answers})
    return pages


def make_draft(first: Referral, pages: dict[str, bytes], now: dt.datetime):
    """Return a form that is filled and not sent."""
    draft = start_draft(route=first.route, pathway=first.pathway, by=None, now=now)

    def fill(content) -> None:
        for name, part in pages.items():
            content.keep_sealed(name, name, part)

    change_draft(draft=draft, change=fill)
    return draft


def make_referrals(count: int, backup: Path) -> list[dict]:
    """Send `count` forms, a random half naming a person at risk; return the truth about each."""
    send(Client(HTTP_HOST="localhost"), "self")
    first = Referral.objects.get()
    named = [number < count // 2 for number in range(count)]
    DRAW.shuffle(named)
    moment = timezone.now() - dt.timedelta(days=9)
    found = []
    with backup.open("w") as copies:
        for number, has in enumerate(named):
            moment += dt.timedelta(seconds=DRAW.uniform(1, 600))
            word = token()
            answers = of_another_person(first.answers, number)
            draft = make_draft(first, sealed_pages(word) if has else {}, moment)
            one = submit(
                draft=draft, answers=answers, as_sent=first.as_sent, by=None, now=moment
            )  # fmt: skip
            copies.write(f"{one.envelope_id} {bytes(one.envelope.blob).hex()}\n")
            names = [one.pk, one.reference, one.envelope_id, f"participant:{one.participant_id}"]
            found.append({"names": list(map(str, names)), "has": has, "tokens": [word] * has})
    return found


def keep_typed_page(by: User, now: dt.datetime) -> str:
    """Keep a page that was sent after the sign-in had ended; return a word that was typed on it."""
    word = token()
    typed = Typed(page="/", action="/", title="", at=0, fields={"words": [word]})
    assert SHELF.store(typed, token="", account=by.pk, is_shown=False, now=now)
    return word


def open_everything() -> None:
    """Let the far side take every envelope off the pile."""
    while open_waiting(now=timezone.now()):
        pass
    assert not SealedEnvelope.objects.filter(opened_at__isnull=True).exists()


def work_on_the_far_side(found: list[dict], worker: Worker) -> None:
    """Decide, tell and answer for some cases; keep a safe contact for each person at risk."""
    now = timezone.now()
    cases = {str(case.referral_id): case for case in VictimCase.objects.all()}
    for truth in found:
        case = cases[truth["names"][0]]
        if truth["has"]:
            truth["tokens"].append(token())
            contact_for(case, worker, person=truth["tokens"][-1])
        if DRAW.random() < 0.3:
            decide(case.referral_id, now=now)
            if truth["has"]:
                speak(case, worker, person=truth["tokens"][-1])
            basis = Basis.TOLD if truth["has"] else Basis.NOT_APPLICABLE
            release(case_id=case.pk, basis=basis, by=worker, now=now)
        if DRAW.random() < 0.1:
            issue_card(
                case_id=case.pk, audience="coordinator", basis="agreed", text="Please ring me.",
                asks_reply=False, expires_on=now.date() + dt.timedelta(days=5), by=worker, now=now,
            )  # fmt: skip
    # After the next moment, at which the portal hears of what was released.
    later = now + dt.timedelta(days=2)
    while copy_waiting(now=later):
        pass
    assert not Handback.objects.filter(applied_at__isnull=True).exists()


def main(words: list[str]) -> None:
    """Fill, and print what is true as JSON."""
    count, backup = int(words[0]), Path(words[1])
    make_catalogue()
    now = timezone.now()
    staff = User.objects.create(username="desk", email="desk@example.org")
    worker = create_worker(
        username="fay", name="Fay Invented", password=token(), is_manager=True, now=now
    )
    found, others = make_referrals(count, backup), []
    first = Referral.objects.order_by("submitted_at").first()
    for truth in found:
        # Notes about other people; which referral has one, the thief may read in the audit.
        if DRAW.random() < 0.1:
            others.append(token())
            seal_note(referral_id=truth["names"][0], words=others[-1], by=staff, now=now)
    for _ in range(max(count // 20, 2)):
        others.append(token())
        make_draft(first, sealed_pages(others[-1]), now)
    others += [keep_typed_page(staff, now) for _ in range(MOST_PAGES)]
    open_everything()
    VictimCase.objects.update(owner=worker)
    work_on_the_far_side(found, worker)
    sys.stdout.write(json.dumps({"referrals": found, "others": others}))
