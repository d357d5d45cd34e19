"""What everyone does: every form sent, notes and concerns written, every address of every role, and
all of it failing.
"""

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse

from cohorts.models import Enrolment
from referrals.enums import Route
from referrals.models import Referral
from referrals.steps import FORMS
from referrals.steps.with_caller import CALLER_FORMS
from safeguarding.models import VictimCase
from tests.every_url import addresses
from tests.factories.referrals import READ_OUT
from tests.fitting_rows import fitting_row
from tests.proofs.canaries import planting
from tests.proofs.canaries.asking import FAR_SIDE, WRONG, Asker
from tests.proofs.canaries.failing import Failing
from tests.proofs.canaries.tokens import Tokens
from tests.proofs.twins.asking import ANYBODY, LINK_WORKER, PEOPLE
from tests.proofs.twins.harness import PAPER
from tests.proofs.twins.opened import opened, pressed
from tests.proofs.twins.questions import GET, JUNK, POST, Question, questions

NOWHERE = 987_654
FAR_TEXTS = {"name": "danger", "audience": "participant", "token": "not-a-link"}


def send_forms(asker: Asker, tokens: Tokens) -> None:
    """Send each form through its pages, wrong on every sealed page before it is right.

    An agency and a coordinator with a caller also send their sealed pages too late.
    """
    for definition in (*FORMS, *CALLER_FORMS):
        who = "agency" if definition.route == Route.AGENCY else ANYBODY
        route, pages = definition.route, planting.pages(definition, tokens)
        if definition.with_caller:
            who, route, pages = "coordinator", "caller", pages | READ_OUT
        start = reverse(f"referrals:{route}_start", args=[definition.topic])
        sealed = {step.slug for step in planting.sealed_steps(definition)}
        for path in asker.send_form(who, start, pages):
            slug = path.rstrip("/").rpartition("/")[2]
            asker.writers[path] = who
            if slug in sealed:
                asker.sealed[path] = pages[slug]
                asker.ask(Question(who, WRONG, path), keep=True)
                asker.ask(Question(who, GET, path), keep=True)
                if who != ANYBODY:
                    asker.send_late(who, path)


def writing_pages(world) -> dict[str, tuple[str, str]]:
    """Return the pages where staff write what is sealed: path → (who, which form)."""
    enrolment = Enrolment.objects.filter(ended_at__isnull=True).order_by("pk").first()
    referral = Referral.objects.order_by("pk").first()
    return {
        reverse("cohorts:note", args=[enrolment.pk]): ("facilitator", "note"),
        reverse("cohorts:concern", args=[enrolment.pk]): ("facilitator", "concern"),
        reverse("admin:referrals_referral_note", args=[referral.pk]): ("coordinator", "note"),
        reverse("referrals:own_note", kwargs=fitting_row("referrals:own_note")): ("agency", "note"),
    }


def write(asker: Asker, tokens: Tokens, world) -> None:
    """Write notes and a concern, wrong before right, and once too late."""
    for path, (who, form) in writing_pages(world).items():
        asker.sealed[path], asker.writers[path] = getattr(planting, form)(tokens), who
        # A page that was taken is read again before the next is sent.
        for how in (GET, WRONG, JUNK, GET, POST, GET):
            asker.ask(Question(who, how, path), keep=True)
        asker.send_late(who, path)


def chosen(world, *, most: int, papers: int, rows: int) -> list[Question]:
    """Return each page, each button of a list, `most` questions spread by a fixed draw, and some PDFs."""
    always = [*dict(opened()).values(), *pressed()]
    every = [one for one in questions(people=PEOPLE, most=rows) if one.how in {GET, POST, JUNK}]
    every += [Question(who, how, path) for who in PEOPLE if who != LINK_WORKER
              for how in (GET, POST) for path in far_paths(world)]  # fmt: skip
    rank = {question: number for number, question in enumerate(dict.fromkeys([*always, *every]))}
    drawn = random.Random("canaries").sample(every, len(every))
    quick = [one for one in drawn if not PAPER.search(one.path)][:most]
    slow = [one for one in drawn if PAPER.search(one.path)][:papers]
    # A form has to be read before it can be filled in.
    read = {Question(one.who, GET, one.path) for one in quick if one.how == POST} & rank.keys()
    return sorted({*always, *quick, *slow, *read}, key=rank.__getitem__)


def far_paths(world) -> list[str]:
    """Return every address of the far side, for a case that is there."""
    case = VictimCase.objects.get(referral_id=world.alone.pk)
    concern = case.concerns.first()
    values = {
        **FAR_TEXTS, "case_id": case.pk, "contact_id": case.safe_contacts.first().pk,
        "person_id": case.people_links.first().person_id, "note_id": case.contact_notes.first().pk,
        "other_id": case.people_links.first().person_id, "join_id": 1, "key": "harmed_name",
        "alert_id": case.alerts.first().pk, "worker_id": world.worker.pk, "session_id": 1,
        "concern_id": concern.pk if concern else case.pk,
        "handback_id": case.handbacks.first().uuid, "opening_id": 1, "exclusion_id": 1,
        "cover_id": 1, "enrolment_id": case.pk, "protected_id": case.pk,
    }  # fmt: skip
    return [
        reverse(name, kwargs={one: values[one] for one in pattern.regex.groupindex})
        for name, pattern in addresses()
        if name.startswith("safeguarding:")
    ]


def break_everything(asker: Asker, failing: Failing, pages: list[Question], share: float) -> None:
    """Let every one of `pages` fail in every way, or a fixed `share` of all that."""
    every = list(itertools.product(pages, failing.ways().items()))
    draw = random.Random("failing")
    for question, (_, way) in sorted(draw.sample(every, int(len(every) * share)), key=every.index):
        asker.ask(question, way)


def portal_pages(world, asker: Asker) -> list[Question]:
    """Return a GET and a POST of every portal address by a user who may, and what is sealed."""
    pages = [page for _, page in opened()]
    found = [each for page in pages for each in (page, replace(page, how=POST))]
    sealed = [Question(asker.writers[path], POST, path) for path in asker.sealed]
    return [*found, *sealed]


def far_pages(world) -> Iterator[Question]:
    """Yield every address of the far side, read and sent to by the link worker."""
    for path in far_paths(world):
        for how in (GET, POST, JUNK):
            yield Question(LINK_WORKER, how, path)


def read_cases(asker: Asker) -> None:
    """Read every case there is, and its parts, as the link worker whose it is."""
    for case in VictimCase.objects.order_by("pk"):
        for page in ("", "looks/"):
            asker.ask(Question(LINK_WORKER, GET, f"{FAR_SIDE}cases/{case.pk}/{page}"))
