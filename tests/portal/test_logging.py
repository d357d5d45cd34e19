"""Log lines: one line each, no text of exceptions, nothing forged."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

from referral_portal.logging import JsonFormatter

ROOT = Path(__file__).resolve().parent.parent.parent
# What a process of ours does before it logs: load the settings, and set Django up.
FAILS = """
import logging, threading
import django
django.setup()
def fail():
    raise ValueError("DETAIL: Failing row contains (Canary Example)")
try:
    fail()
except ValueError as error:
    logging.getLogger("django.request").exception("Failed %s", "Canary")
    logging.getLogger("celery").error(error, exc_info=True)
    logging.getLogger("django.security").error(str(error), exc_info=error)
    logging.getLogger("django.server").error("GET /Canary")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
"""


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


def test_an_exception_that_is_logged_as_the_message_shows_its_kind_only():
    error = ValueError("Canary Example")

    assert "Canary" not in formatted(error)
    assert "Canary" not in formatted(str(error), error=error)


def test_a_process_of_ours_prints_no_text_of_an_exception_whoever_logs_it(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "referral_portal.settings",
        "PORTAL_ZONE": "portal",
        "DEBUG": "0",
        "SECRET_KEY": "for this test only",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
        "EMAIL_URL": "smtp://127.0.0.1:25",
    }
    done = subprocess.run(
        [sys.executable, "-c", FAILS], env=environment, capture_output=True, text=True, cwd=ROOT
    )

    assert done.returncode == 0, done.stderr
    assert "Canary" not in done.stderr + done.stdout
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["logger"] for line in lines] == [
        "django.request",
        "celery",
        "django.security",
        "referral_portal.logging",
    ]


def test_nobody_is_mailed_what_was_posted():
    assert logging.getLogger("django").handlers == []
