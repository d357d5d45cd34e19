"""Check whether one process of an installation is healthy; the exit code is the answer.

    python deploy/healthcheck.py answers http://127.0.0.1:8000/healthz portal.example.org
    python deploy/healthcheck.py is-fresh /tmp/worker.alive 60

It uses the standard library only, so that it starts quickly. It prints nothing about the service.
"""

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


def answers(address: str, host: str) -> bool:
    """Return whether `address` answers 200 to a request for `host`, without a proxy between."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(address, headers={"Host": host})  # noqa: S310 - our own
    try:
        with opener.open(request, timeout=4) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def is_fresh(path: str, seconds: str) -> bool:
    """Return whether the file was written in the last `seconds`; its name may have an ending."""
    file = Path(path)
    times = [found.stat().st_mtime for found in file.parent.glob(f"{file.name}*")]
    return bool(times) and time.time() - max(times) < float(seconds)


CHECKS = {"answers": answers, "is-fresh": is_fresh}

if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]](*sys.argv[2:]) else 1)
