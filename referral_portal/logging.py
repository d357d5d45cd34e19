"""Write each log record as one line of JSON without personal data.

A line holds a time, a level, a logger, a message from constants, the id of the request and named
fields with codes and ids. An exception appears by its type and place and never by its text, because
database errors quote whole rows.
"""

import json
import logging
import logging.config
import threading
import time
import traceback

from referral_portal.common import trace
from referral_portal.common.noise import LeaveOutNoise

# The only fields that a line may have. Those that libraries add (statements, task arguments) are not
# among them.
FIELDS = (
    *("method", "route", "status", "ms", "status_code"),
    *("task", "step", "kind", "reason", "checks", "state"),
    *("row", "again", "answer", "handback", "envelope"),
)
PLAIN = (str, int, float, bool)
LONGEST = 200


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON line; newlines in any value stay inside their string."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": constant_of(record)[:LONGEST],
        }
        if trace.current():
            line["request"] = trace.current()
        for name in FIELDS:
            value = getattr(record, name, None)
            if value is not None and isinstance(value, PLAIN):
                line[name] = value[:LONGEST] if isinstance(value, str) else value
        # Django adds the whole request to its records. Only the route is logged: it holds no ids.
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if match:
            line["route"] = match.view_name
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])[-5:]
            line["error"] = record.exc_info[0].__name__
            line["where"] = [f"{frame.filename}:{frame.lineno}" for frame in frames]
        return json.dumps(line, ensure_ascii=False)


def constant_of(record: logging.LogRecord) -> str:
    """Return the message without its arguments, or the type of an exception logged as a message."""
    error = record.exc_info[1] if record.exc_info else None
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    # Libraries log the text of an exception as if it were a message.
    if error is not None and str(error) and str(error) in record.msg:
        return type(error).__name__
    return record.msg


def log_thread_failure(failure) -> None:
    """Log the end of a thread in our format, because Python's hook prints the exception's text."""
    logging.getLogger(__name__).critical(
        "thread stopped", exc_info=(failure.exc_type, failure.exc_value, failure.exc_traceback)
    )


def configure(level: str = "INFO") -> None:
    """Send every log line to standard error in this format."""
    threading.excepthook = log_thread_failure
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": JsonFormatter}},
            "filters": {"noise": {"()": LeaveOutNoise}},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "json",
                    "filters": ["noise"],
                },
                "nowhere": {"class": "logging.NullHandler"},
            },
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                # Remove Django's own handlers: its mail to the admins contains what was posted.
                "django": {"handlers": [], "propagate": True},
                # Django's request log writes the path of every refused page, and paths hold ids.
                "django.server": {"handlers": ["nowhere"], "propagate": False},
                "django.request": {"level": "ERROR"},
                "celery": {"level": "WARNING"},
                "kombu": {"level": "WARNING"},
            },
        }
    )
