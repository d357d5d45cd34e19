"""Keep out of the log what bots, visitors who leave, and monitoring cause at any time.

A line that means something would drown in them. Requests are counted instead
(referral_portal/metrics/traffic.py).
"""

import logging

# Addresses that only health checks and monitoring ask; "not ready" has a line of its own.
INSIDE = frozenset({"healthz", "readyz", "metrics", "far_metrics"})
# A child for each kind of refused request: a wrong host, a forged token, too many fields.
REFUSED = "django.security."
# The visitor closed the browser while a form was on its way.
LEFT = "UnreadablePostError"
# What is no HTTP; gunicorn's text holds the visitor's address and a part of what was sent.
NO_HTTP = "Invalid request from"


class LeaveOutNoise(logging.Filter):
    """Lets a record pass unless it is noise."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not is_noise(record)


def is_noise(record: logging.LogRecord) -> bool:
    """Return whether a record says nothing that a person could act on."""
    if record.name.startswith(REFUSED):
        return True
    if record.exc_info and record.exc_info[0] and record.exc_info[0].__name__ == LEFT:
        return True
    if record.name == "gunicorn.error":
        return isinstance(record.msg, str) and record.msg.startswith(NO_HTTP)
    return record.name == "django.request" and is_inside(getattr(record, "request", None))


def is_inside(request) -> bool:
    """Return whether a health check or monitoring asked."""
    match = getattr(request, "resolver_match", None)
    return match is not None and match.view_name in INSIDE
