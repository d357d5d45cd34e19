"""One run: builds a world full of tokens, lets everything happen and fail, searches everywhere.

Requests and tasks have the rights of the roles that serve in production; what is searched is read
as the owner.
"""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import time_machine
from django.conf import settings
from django.test import override_settings

from safeguarding import tasks
from safeguarding.casework.cases import take_case
from safeguarding.models import VictimCase
from tests.proofs.canaries import controls, journeys, places
from tests.proofs.canaries.asking import Asker
from tests.proofs.canaries.failing import WAYS, Failing
from tests.proofs.canaries.planting import CanaryWorld
from tests.proofs.canaries.search import Found, Search
from tests.proofs.canaries.tokens import Tokens
from tests.proofs.twins.asking import taken_back
from tests.proofs.twins.base import NOW, make_base
from tests.proofs.twins.bursts import LIMITS
from tests.proofs.twins.opened import opened
from tests.proofs.twins.questions import POST, Question
from tests.roles import say, standing_as


@dataclass(frozen=True)
class Size:
    """How large a run is: people in the group, questions, PDFs, rows of a kind, share of failures."""

    group: int
    questions: int
    papers: int
    rows: int
    failures: float


@dataclass
class Result:
    """What a run found."""

    tokens: int
    search: Search
    seconds: float
    asked: int
    statuses: dict[int, int]
    failures: dict[str, int]
    unseen: set[str]
    controls: dict[str, bool]
    # Addresses whose page did not open for the user who may.
    unopened: set[str]

    @property
    def found(self) -> list[Found]:
        """Every token that is where it must not be."""
        return sorted(self.search.found, key=str)

    @property
    def unbroken(self) -> set[str]:
        """Ways to fail in which nothing failed."""
        return WAYS - self.failures.keys()


class Run:
    """One run of one size, with everything written below `folder`."""

    def __init__(self, *, size: Size, folder: Path):
        self.size, self.folder = size, folder
        self.tokens = Tokens()
        self.search, self.failing = Search(self.tokens), None
        self.written = places.Written()
        self.mails = folder / "mails"

    def run(self) -> Result:
        """Do everything. Needs both databases, empty, on PostgreSQL, and Redis."""
        started, before = time.monotonic(), places.redis_keys()
        with (
            time_machine.travel(NOW, tick=False),
            taken_back(),
            override_settings(EMAIL_URL=f"file://{self.mails}", **LIMITS),
            places.own_temporary_folder(self.folder / "temporary"),
            self.written.watch(),
        ):
            try:
                self._build()
                self._ask()
                self._fail()
                self.search_all(self.search)
                caught = controls.caught(self._send_note, self.search_all, self._new_search)
            finally:
                if keys := places.redis_keys() - before:
                    places.broker().delete(*keys)
        return Result(
            tokens=len(self.tokens.names),
            search=self.search,
            seconds=time.monotonic() - started,
            asked=self.asker.asked,
            statuses=self.asker.statuses,
            failures=self.failing.done,
            unseen=self.must_be_seen() - self.asker.shown,
            controls=caught,
            unopened=self.unopened,
        )

    # -- Steps -----------------------------------------------------------------------------------
    @contextlib.contextmanager
    def portal(self) -> Iterator[None]:
        """Be the portal's process: on the far side's database it has no rights at all."""
        with standing_as(settings.PORTAL_ROLE):
            say("safeguarding", f"SET ROLE {settings.PORTAL_ROLE}")
            yield

    def far_side(self) -> contextlib.AbstractContextManager:
        """Be the far side's web process or worker."""
        return standing_as(settings.READER_ROLE)

    def opener(self) -> contextlib.AbstractContextManager:
        """Be the one process that has the key."""
        return standing_as(settings.OPENER_ROLE)

    def _build(self) -> None:
        world = CanaryWorld(base=make_base(), tokens=self.tokens, group=self.size.group)
        world.build()
        self.world, self.asker = world, Asker(world, self.search, {})
        with self.portal():
            journeys.send_forms(self.asker, self.tokens)
            journeys.write(self.asker, self.tokens, world)
        assert self.asker.kept, "no page was kept after its sign-in had ended"
        with self.opener():
            tasks.run_step(tasks.open_waiting)
        with self.far_side():
            tasks.run_step(tasks.pull)
        for case in VictimCase.objects.filter(owner=None):
            take_case(case_id=case.pk, by=world.worker, now=NOW)
        self.case = VictimCase.objects.get(referral_id=world.alone.pk)
        world.plant(case=self.case, now=NOW)
        # From now on there are all tokens there will be.
        self.failing = Failing(self.tokens)

    def _ask(self) -> None:
        size = self.size
        chosen = journeys.chosen(
            self.world, most=size.questions, papers=size.papers, rows=size.rows
        )
        pages = journeys.portal_pages(self.world, self.asker)
        with self.portal():
            for question in chosen:
                self.asker.ask(question)
            self.unopened = {name for name, page in opened() if page not in self.asker.opened}
            self.asker.search_figures("/metrics")
            journeys.break_everything(self.asker, self.failing, pages, size.failures)
        far = list(journeys.far_pages(self.world))
        with self.far_side():
            journeys.read_cases(self.asker)
            self.asker.search_figures("/metrics/safeguarding")
            for question in far:
                self.asker.ask(question)
            journeys.break_everything(self.asker, self.failing, far, size.failures)

    def _fail(self) -> None:
        """Let tasks, mails, opener and copier fail; what they leave is searched before it goes."""
        token = next(iter(self.tokens.of))
        with taken_back():
            with self.portal():
                self.failing.portal_tasks()
                self.failing.seal_what_cannot_be_opened(self.case.referral_id, token, NOW)
            with self.opener(), self.failing.in_storing():
                tasks.run_step(tasks.open_waiting)
            with self.opener():
                tasks.run_step(tasks.open_waiting)
            self.failing.answer_what_cannot_be_copied(self.case, token, NOW)
            with self.far_side():
                tasks.run_step(tasks.copy_waiting)
                self.failing.far_tasks()
            places.search_rows(self.search)

    # -- Searching -------------------------------------------------------------------------------
    def search_all(self, search: Search) -> None:
        """Search everything that stays anywhere but on the far side."""
        self.written.search(search)
        places.search_rows(search)
        places.search_sessions(search)
        places.search_caches(search)
        places.search_redis(search)
        places.search_mails(search, self.mails)
        places.search_files(search, Path(settings.VAR_DIR), self.folder / "temporary")

    def must_be_seen(self) -> set[str]:
        """Return the fields whose tokens the link worker's own pages must show.

        Those of sealed pages, and what the far side keeps encrypted: the rest is plumbing.
        """
        return {name for name in self.tokens.names if self._is_about_her(name)}

    @staticmethod
    def _is_about_her(name: str) -> bool:
        model, _, column = name.partition(".")
        if model.endswith("Form"):
            return True
        return (model, column) in {
            ("SafeContact", "name"), ("SafeContact", "value"), ("SafeContact", "when"),
            ("ContactNote", "note"), ("PersonAtRisk", "legal_name"), ("PersonAtRisk", "aliases"),
            ("SealedNote", "contents"), ("Concern", "contents"),
        }  # fmt: skip

    # -- Controls ----------------------------------------------------------------------------------
    def _new_search(self) -> Search:
        return Search(self.tokens)

    def _send_note(self, search: Search) -> None:
        pages = journeys.writing_pages(self.world).items()
        note = next(path for path, (who, _) in pages if who == "facilitator")
        self.asker.search, was = search, self.asker.search
        try:
            self.asker.ask(Question("facilitator", POST, note), keep=True)
        finally:
            self.asker.search = was
