"""Decisions of which a person at risk is told after seconds, after hours or not at all.

The same decisions are played in one world after another. Whenever anybody looks, the portal must hold
and show the same: rows, mails and pages, with every time in them. Nothing is held at random here;
`answering` weighs the shares.
"""

import datetime as dt
import itertools
import logging
import random
from dataclasses import dataclass
from pathlib import Path

import time_machine
from django.test import override_settings

from referral_portal.common.dates import local_today
from referral_portal.common.moments import leaves_from, moment_after
from referral_portal.outbox.drain import drain
from referrals.models import Referral
from safeguarding.casework.cases import take_case
from safeguarding.casework.releases import release
from safeguarding.crossing.copier import copy_waiting
from safeguarding.demo.people import DECLINED, DemoPerson
from safeguarding.demo.story import FULL
from safeguarding.enums import Basis
from safeguarding.models import VictimCase
from tests.factories.signs import sign_all
from tests.moments import EVERY_SECOND
from tests.proofs.twins.answers import Answer, Difference, differences, row_differences
from tests.proofs.twins.asking import Browsers, same_numbers, taken_back
from tests.proofs.twins.base import Base, make_base
from tests.proofs.twins.behind import Victim
from tests.proofs.twins.draws import same_draws
from tests.proofs.twins.harness import PAPER
from tests.proofs.twins.questions import GET, Question, questions
from tests.proofs.twins.rows import portal_rows, sent_mails
from tests.proofs.twins.world import World

# In the morning, and when the next moment comes before the slowest has told.
DECIDED = tuple(dt.datetime(2026, 12, 1, hour, 0, tzinfo=dt.UTC) for hour in (10, 15))
LOOKERS = ["coordinator", "manager", "agency"]


@dataclass(frozen=True)
class Way:
    """How a decision is told: how long it takes, and whether anybody is there."""

    name: str
    takes: dt.timedelta
    victim: Victim


WAYS = (
    Way("told after 3 s", dt.timedelta(seconds=3), Victim.PRESENT),
    Way("told after 31 s", dt.timedelta(seconds=31), Victim.PRESENT),
    Way("told after 3 h", dt.timedelta(hours=3), Victim.PRESENT),
    Way("nobody to tell", dt.timedelta(minutes=2), Victim.ABSENT),
)


@dataclass
class Look:
    """What the portal held and showed at one moment."""

    rows: dict[str, list[tuple]]
    answers: dict[Question, Answer]


@dataclass
class Timed:
    """What a run found; `pairs` are pages, `rows` those of one way at all looks."""

    found: list[Difference]
    pairs: int
    rows: int
    sent: int
    controls: dict[str, bool]


def run(*, asked: int, folder: Path, decided: tuple[dt.datetime, ...] = DECIDED) -> Timed:
    """Play every way, then without what hides them; needs both databases, empty."""
    logging.disable(logging.CRITICAL)
    dressed = {"RANDOM_HOLD_SHARE": 0.0, "RANDOM_REARRANGE_SHARE": 0.0}
    always = {"MESSAGE_MOMENTS": EVERY_SECOND, "MESSAGE_LEAST_HOURS": 0}
    naked = {
        "no fixed moments": (decided[:1], always),
        "no least time before a moment": (decided[-1:], {"MESSAGE_LEAST_HOURS": 0}),
    }
    try:
        with (
            time_machine.travel(decided[0], tick=False),
            taken_back(),
            override_settings(**dressed),
        ):
            base, plans = make_base(), {at: looks_after(at) for at in decided}
            seen = [
                [play(base, way, at, looks, asked, folder / f"{at:%H}-{number}") for way in WAYS]
                for number, (at, looks) in enumerate(plans.items())
            ]
            controls = {}
            for name, (when, worn) in naked.items():
                with override_settings(**worn):
                    controls[name] = any(
                        _is_seen(base, at, plans[at], folder / name) for at in when
                    )
    finally:
        logging.disable(logging.NOTSET)
    every = list(itertools.chain.from_iterable(seen))
    first = [look for one in seen for look in one[0].values()]
    return Timed(
        found=[each for ways in seen for way in ways[1:] for each in apart(ways[0], way)],
        pairs=sum(len(look.answers) for look in first) * (len(WAYS) - 1),
        rows=sum(len(rows) for look in first for rows in look.rows.values()),
        sent=min(len([*one.values()][-1].rows["mails"]) for one in every),
        controls=controls,
    )


def _is_seen(base: Base, at: dt.datetime, looks: list[dt.datetime], folder: Path) -> bool:
    """Play one way after another, without pages, until one can be told from the first."""
    first = play(base, WAYS[0], at, looks, 0, folder)
    return any(
        difference
        for way in WAYS[1:]
        for difference in apart(first, play(base, way, at, looks, 0, folder))
    )


def looks_after(decided: dt.datetime) -> list[dt.datetime]:
    """Return when the portal is looked at: soon, later, around the moment, and after the next one."""
    moment = leaves_from(decided, waits=True)
    soon = [decided + dt.timedelta(seconds=seconds) for seconds in (0, 1, 10, 40, 600)]
    later = [decided + dt.timedelta(minutes=minutes) for minutes in (125, 190)]
    second = dt.timedelta(seconds=1)
    return [*soon, *later, moment - second, moment + 20 * second, moment_after(moment) + second]


def play(
    base: Base, way: Way, decided: dt.datetime, looks: list[dt.datetime], asked: int, folder: Path
) -> dict[dt.datetime, Look]:
    """Let two decisions be made and told in one way, and return every look at the portal."""
    mails = folder / way.name
    seen: dict[dt.datetime, Look] = {}
    chosen: list[Question] = []
    with (
        taken_back(),
        same_numbers(),
        override_settings(EMAIL_URL=f"file://{mails}"),
        time_machine.travel(decided, tick=False) as clock,
    ):
        world = World(victim=way.victim, base=base, group=0, waiting=0)
        referrals = decide(world, decided)
        told = decided + way.takes
        for at in sorted([*looks, told]):
            clock.move_to(at)
            if at == told:
                tell(world, referrals, at)
                continue
            tick(world, at)
            chosen = chosen or choose(asked)
            seen[at] = Look({**portal_rows(), **sent_mails(mails)}, ask(world, chosen, at))
    return seen


def decide(world: World, now: dt.datetime) -> list[Referral]:
    """Accept one participant and decline another, whom an agency referred."""
    world.now, world.today = now, local_today(now)
    with same_draws("decide"):
        world.accepted(DemoPerson("Kermit Placeholder", 2), "da-groupwork")
        world.decline(DemoPerson("Mungo Placeholder", 1, DECLINED.answers, by_agency=True))
    return list(Referral.objects.order_by("reference"))


def tell(world: World, referrals: list[Referral], at: dt.datetime) -> None:
    """Tell the person at risk, if any, and release what waits; the draws do not know the time."""
    for case in VictimCase.objects.filter(referral_id__in=[one.pk for one in referrals]).order_by(
        "reference"
    ):
        with same_draws(f"call {case.reference}"):
            take_case(case_id=case.pk, by=world.worker, now=at)
            world.call(case, at)
        with same_draws(f"release {case.reference}"):
            basis = Basis.TOLD if world.behind.name else Basis.NOT_APPLICABLE
            release(case_id=case.pk, basis=basis, by=world.worker, now=at)


def tick(world: World, at: dt.datetime) -> None:
    """Do the background work of both sides."""
    world.far_side(at)
    with same_draws(f"tick {at}"):
        copy_waiting(now=at, limit=FULL)
        sign_all(now=at)
        drain(clock=lambda: at)


def choose(count: int) -> list[Question]:
    """Return `count` pages that are read, spread by a fixed draw over all there are."""
    if not count:
        return []
    every = [
        each
        for each in questions(people=LOOKERS, most=4)
        if each.how == GET and not PAPER.search(each.path)
    ]
    return random.Random("timing").sample(every, min(count, len(every)))


def ask(world: World, chosen: list[Question], at: dt.datetime) -> dict[Question, Answer]:
    """Return the pages at this moment, to people who have just signed in."""
    if not chosen:
        return {}
    world.now = at
    with taken_back(), same_numbers():
        browsers = Browsers(world, {}, LOOKERS)
        return {question: browsers.ask(question) for question in chosen}


def apart(one: dict[dt.datetime, Look], other: dict[dt.datetime, Look]):
    """Yield everything by which two ways can be told apart, look by look."""
    for at, look in one.items():
        for found in itertools.chain(
            row_differences(look.rows, other[at].rows),
            differences(look.answers, other[at].answers),
        ):
            yield Difference(f"{at:%H:%M:%S} {found.what}", found.where, found.excerpt)
