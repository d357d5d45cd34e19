"""What a process of ours writes to its log, and what a careless format would write."""

import io
import json
import logging

import pytest


class Log:
    """The lines in our format, and the same records as Python would print them."""

    def __init__(self, ours: io.StringIO, careless: io.StringIO):
        self._ours, self._careless = ours, careless

    @property
    def text(self) -> str:
        return self._ours.getvalue()

    @property
    def careless(self) -> str:
        return self._careless.getvalue()

    @property
    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def log():
    """Catch every record of every level, for one test."""
    from referral_portal.logging import JsonFormatter

    root = logging.getLogger()
    handlers, level = [], root.level
    streams = io.StringIO(), io.StringIO()
    careless = logging.Formatter("%(message)s %(request)s", defaults={"request": ""})
    for stream, formatter in zip(streams, (JsonFormatter(), careless), strict=True):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        handlers.append(handler)
        root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield Log(*streams)
    root.setLevel(level)
    for handler in handlers:
        root.removeHandler(handler)
