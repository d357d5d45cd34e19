"""Builds the three worlds one after the other, asks each the same, compares.

What one run found is in a `Result`; how many questions it asks is the caller's choice.
"""

import itertools
import logging
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import time_machine
from django.test import override_settings

from tests.proofs.twins.answers import Answer, Difference, differences, row_differences
from tests.proofs.twins.asking import FIGURES, PEOPLE, Browsers, same_numbers, taken_back
from tests.proofs.twins.base import NOW, Base, make_base
from tests.proofs.twins.behind import Victim
from tests.proofs.twins.bursts import LIMITS
from tests.proofs.twins.controls import CONTROLS
from tests.proofs.twins.opened import always, opened
from tests.proofs.twins.questions import GET, Question, questions
from tests.proofs.twins.rows import portal_rows, sent_mails
from tests.proofs.twins.world import World

OK = 200
PAPER = re.compile(r"/papers/|^/information/|/letter/")
PAIRS = tuple((Victim.PRESENT, other) for other in (Victim.ABSENT, Victim.ANOTHER))


@dataclass(frozen=True)
class Size:
    """How large a run is: people in the group and waiting, rows of a kind, PDFs and questions in all."""

    group: int
    waiting: int
    rows: int
    papers: int
    questions: int


@dataclass
class Seen:
    """What one world showed."""

    answers: dict[Question, Answer] = field(default_factory=dict)
    rows: dict[str, list[tuple]] = field(default_factory=dict)
    controls: dict[str, dict] = field(default_factory=dict)
    unopened: set[str] = field(default_factory=set)


@dataclass
class Result:
    """What a run found."""

    pairs: int
    rows: int
    mails: int
    statuses: dict[int, int]
    found: list[Difference]
    controls: dict[str, bool]
    # Addresses whose page did not open for the user who may.
    unopened: set[str]


def run(*, size: Size, folder: Path) -> Result:
    """Build, ask and compare; mails go below `folder`. Needs both databases, empty."""
    logging.disable(logging.CRITICAL)
    try:
        with time_machine.travel(NOW, tick=False), taken_back(), override_settings(**LIMITS):
            seen = _see(make_base(), size, folder)
    finally:
        logging.disable(logging.NOTSET)
    found = [
        difference
        for one, other in PAIRS
        for difference in itertools.chain(
            differences(seen[one].answers, seen[other].answers),
            row_differences(seen[one].rows, seen[other].rows),
        )
    ]
    # A control is caught where anybody can tell her presence from her absence.
    caught = {
        control.name: any(
            differences(
                seen[Victim.PRESENT].controls[control.name],
                seen[Victim.ABSENT].controls[control.name],
            )
        )
        for control in CONTROLS
    }
    caught["her name in a row"] = any(
        row_differences(seen[Victim.PRESENT].controls["rows"], seen[Victim.ABSENT].controls["rows"])
    )
    present = seen[Victim.PRESENT]
    statuses = [answer.status for answer in present.answers.values()]
    return Result(
        pairs=len(present.answers) * len(PAIRS),
        rows=sum(len(rows) for rows in present.rows.values()),
        mails=len(present.rows["mails"]),
        statuses={status: statuses.count(status) for status in sorted(set(statuses))},
        found=found,
        controls=caught,
        unopened=present.unopened,
    )


def _see(base: Base, size: Size, folder: Path) -> dict[Victim, Seen]:
    forms: dict[tuple[str, str], dict] = {}
    asked: list[Question] = []
    pages: dict[str, Question] = {}
    about: dict[str, list[Question]] = {}
    seen = {}
    for victim in Victim:
        mails = folder / victim
        with taken_back(), same_numbers(), override_settings(EMAIL_URL=f"file://{mails}"):
            world = World(victim=victim, base=base, group=size.group, waiting=size.waiting)
            world.build()
            one = seen[victim] = Seen(rows={**portal_rows(), **sent_mails(mails)})
            pages = pages or dict(opened())
            asked = asked or choose(
                list(questions(people=PEOPLE, most=size.rows)), size, always(pages.values())
            )
            browsers = Browsers(world, forms)
            one.answers = {question: browsers.ask(question) for question in asked}
            one.answers[FIGURES] = browsers.read_figures()
            one.unopened = {name for name, page in pages.items() if one.answers[page].status != OK}
            _put_controls_in(one, world, browsers, about)
    return seen


def _put_controls_in(seen: Seen, world: World, browsers: Browsers, about: dict) -> None:
    for control in CONTROLS:
        questions_of = about.setdefault(control.name, control.questions())
        with taken_back(), control.put_in(world):
            seen.controls[control.name] = {each: browsers.ask(each) for each in questions_of}
            if "rows" not in seen.controls:
                seen.controls["rows"] = portal_rows()


def choose(every: list[Question], size: Size, always: list[Question]) -> list[Question]:
    """Return the questions of a run: `always`, and of `every` a share spread by a fixed draw.

    A form is read before it is filled in, even when only the POST was drawn. Drawing a PDF takes
    long, so few of them are asked for.
    """
    rank = {question: number for number, question in enumerate(dict.fromkeys([*always, *every]))}
    chosen: set[Question] = set(always)
    papers = sum(bool(PAPER.search(question.path)) for question in always)
    for question in random.Random("twins").sample(every, len(every)):
        if len(chosen) >= size.questions:
            break
        papers += (is_paper := bool(PAPER.search(question.path)))
        if is_paper and papers > size.papers:
            continue
        read = Question(question.who, GET, question.path)
        chosen |= {question, read} & rank.keys() if question.how.startswith("POST") else {question}
    return sorted(chosen, key=rank.__getitem__)
