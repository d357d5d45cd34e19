"""Check whether one process of an installation is healthy; the exit code is the answer.

    python deploy/healthcheck.py answers http://127.0.0.1:8000/healthz portal.example.org
    python deploy/healthcheck.py is-green http://127.0.0.1:8000/readyz portal.example.org
    python deploy/healthcheck.py is-fresh /tmp/worker.alive 60

It uses the standard library only, so that it starts quickly. It prints nothing about the service.
"""

import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

MOST_SECONDS = 4


def answers(address: str, host: str) -> bool:
    """Return whether `address` answers 200 to a request for `host`, without a proxy between."""
    return _asked(address, host) is not None


def is_green(address: str, host: str) -> bool:
    """Return whether /readyz at `address` says that nothing needs a person."""
    body = _asked(address, host)
    try:
        return body is not None and json.loads(body)["state"] == "green"
    except (ValueError, KeyError, TypeError):
        return False


def _asked(address: str, host: str) -> bytes | None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(address, headers={"Host": host})  # noqa: S310 - our own
    try:
        with opener.open(request, timeout=MOST_SECONDS) as answer:
            return answer.read() if answer.status == 200 else None
    except (urllib.error.URLError, OSError):
        return None


def is_fresh(path: str, seconds: str) -> bool:
    """Return whether the file was written in the last `seconds`; its name may have an ending."""
    file = Path(path)
    times = [found.stat().st_mtime for found in file.parent.glob(f"{file.name}*")]
    return bool(times) and time.time() - max(times) < float(seconds)


CHECKS = {"answers": answers, "is-green": is_green, "is-fresh": is_fresh}

if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]](*sys.argv[2:]) else 1)
