"""One measured page: its requests, what each answer must show, and what it is compared with."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from django.test import Client

Request = tuple[str, str, dict]  # method, address, data


class NothingToShowError(Exception):
    """The loaded rows lack what a page needs, or the page gives a wrong answer."""


class Target(Enum):
    """What a page is to reach; see report.py for the figures."""

    BASELINE = auto()  # others are compared with it
    LIST = auto()
    SEARCH = auto()
    CASE = auto()  # everything about one person or one group
    OTHER = auto()


@dataclass
class Page:
    """One page, and words that its answers must hold: `shows` has one for each request, or one for all."""

    name: str
    client: Client
    requests: list[Request]
    shows: list[str]
    target: Target = Target.OTHER
    _turn: Iterator = field(init=False)

    def __post_init__(self) -> None:
        self._turn = itertools.cycle(self.each())

    def each(self) -> list[tuple[Request, str]]:
        """Return every request with the words that its answer must hold."""
        return list(zip(self.requests, itertools.cycle(self.shows), strict=False))

    def ask(self) -> None:
        """Make the next of the requests; raise NothingToShowError for a wrong answer."""
        (method, address, data), shows = next(self._turn)
        answer = getattr(self.client, method)(address, data)
        if answer.status_code != 200 or shows not in answer.content.decode():
            raise NothingToShowError(
                f"{self.name}: {address} with {data} answered {answer.status_code}"
                f" without {shows!r}."
            )
