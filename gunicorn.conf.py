"""Settings of gunicorn: one process with threads, and the background work in the same process.

With a REDIS_URL the worker and the beat are processes of their own, and WORKERS may be raised.
"""

import gc
import os
import shutil
from pathlib import Path

# Treat an empty variable as missing, as the settings do: without a host gunicorn listens everywhere.
bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
embedded = not (os.environ.get("REDIS_URL") or os.environ.get("REDIS_URL_FILE"))
workers = 1 if embedded else int(os.environ.get("WORKERS", "2"))
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 10
keepalive = 5
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
accesslog = None  # it would hold the addresses of visitors and the paths of pages
errorlog = "-"
loglevel = "warning"
forwarded_allow_ips = "127.0.0.1"
limit_request_line = 2048
# Where the web processes count their requests, in a file for each (referral_portal/metrics/traffic.py).
counts = Path(os.environ.get("VAR_DIR") or "var") / "requests"
raw_env = [] if embedded else [f"PROMETHEUS_MULTIPROC_DIR={counts}"]


def on_starting(server) -> None:
    """Begin to count from nothing; a rate of requests allows for that."""
    if not embedded:
        shutil.rmtree(counts, ignore_errors=True)
        counts.mkdir(parents=True)


def pre_fork(server, worker) -> None:
    """Number the new process: the lowest number that no running process has."""
    taken = {other.number for other in server.WORKERS.values()}
    worker.number = min(set(range(len(taken) + 1)) - taken)


def post_fork(server, worker) -> None:
    """Count under the number and not under the process id, so that dead processes leave no files."""
    if not embedded:
        from prometheus_client import values  # noqa: PLC0415

        values.ValueClass = values.MultiProcessValue(lambda: worker.number)


def post_worker_init(worker) -> None:
    """Limit waits for the database, check where a demonstration listens, and start embedded work.

    A worker that fails here stops the server before it has answered a request.
    """
    from referral_portal import settings, settings_databases, zones  # noqa: PLC0415
    from referral_portal.common.database_silence import limit_silence  # noqa: PLC0415
    from referral_portal.common.noise import LeaveOutNoise  # noqa: PLC0415
    from referral_portal.logging import JsonFormatter  # noqa: PLC0415

    for handler in worker.log.error_log.handlers:
        handler.setFormatter(JsonFormatter())  # gunicorn's own prints the text of exceptions
        handler.addFilter(LeaveOutNoise())
    limit_silence(settings_databases.SILENCE_SECONDS)
    if not settings.SECURE:
        # Ask the sockets, because --bind and GUNICORN_CMD_ARGS override the settings.
        for listener in worker.sockets:
            zones.check_listener(listener.getsockname())
    _leave_what_is_loaded()
    if embedded:
        from referral_portal import embedded as background  # noqa: PLC0415

        background.start(processes=workers)


def _leave_what_is_loaded() -> None:
    """Let the garbage collector look only at what the pages make from now on.

    Looking through all that is loaded stops every page of the process for a tenth of a second, again
    and again.
    """
    gc.collect()
    gc.freeze()


def worker_exit(server, worker) -> None:
    """Stop the embedded background work with the worker."""
    if embedded:
        from referral_portal import embedded as background  # noqa: PLC0415

        background.stop()
