"""Log lines: one line each, no text of exceptions, nothing forged."""

import json
import logging
import sys

from referral_portal.logging import JsonFormatter


def formatted(message: str, *, error: Exception | None = None, **extra) -> str:
    record = logging.LogRecord("portal", logging.INFO, "x.py", 1, message, (), None)
    record.__dict__.update(extra)
    if error:
        try:
            raise error
        except type(error):
            record.exc_info = sys.exc_info()
    return JsonFormatter().format(record)


def test_a_line_break_in_a_value_stays_inside_one_line():
    line = formatted("sign-in refused", user="a\n2026-01-01 INFO signed in ok")

    assert "\n" not in line
    assert json.loads(line)["message"] == "sign-in refused"


def test_an_exception_shows_its_kind_and_place_and_never_its_text():
    line = formatted("failed", error=ValueError("DETAIL: Failing row contains (Canary Example)"))

    assert "Canary" not in line
    assert json.loads(line)["error"] == "ValueError"
