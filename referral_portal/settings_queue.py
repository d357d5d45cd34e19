"""Background work: the queues, the options of Celery, and the schedule.

The prefix of a task's name decides its queue. Times are in seconds.
"""

from kombu import Exchange, Queue

from referral_portal import env
from referral_portal.settings_zone import HAS_PORTAL, HAS_SAFEGUARDING

REDIS_URL = env.text("REDIS_URL", "")
PULL_SECONDS = env.whole("PULL_SECONDS", 30)
CELERY_EMBEDDED = not REDIS_URL
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_QUEUES = [
    Queue(name, Exchange(name), routing_key=name)
    for name, here in (("portal", HAS_PORTAL), ("safeguarding", HAS_SAFEGUARDING))
    if here
]
CELERY_TASK_DEFAULT_QUEUE = "portal" if HAS_PORTAL else "safeguarding"
CELERY_TASK_ROUTES = {"safeguarding.*": {"queue": "safeguarding"}, "*": {"queue": "portal"}}
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"socket_timeout": 2, "socket_connect_timeout": 1} if REDIS_URL else {"polling_interval": 0.1}
)
# How long a request waits for Redis to take a wake-up, and for how long the next ones do not try.
WAKE_MILLISECONDS = env.whole("WAKE_MILLISECONDS", 300)
WAKE_PAUSE_SECONDS = env.whole("WAKE_PAUSE_SECONDS", 5)
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_BEAT_SYNC_EVERY = 1  # the health check reads the time of its file
# A wake-up that is lost is made up for at the next tick.
CELERY_BEAT_SCHEDULE = {}
if HAS_PORTAL:
    CELERY_BEAT_SCHEDULE["beat"] = {"task": "outbox.beat", "schedule": 10.0}
    CELERY_BEAT_SCHEDULE["watch"] = {"task": "outbox.watch", "schedule": 30.0}
    CELERY_BEAT_SCHEDULE["errors"] = {"task": "outbox.errors", "schedule": 60.0}
    CELERY_BEAT_SCHEDULE["drain"] = {"task": "outbox.drain", "schedule": 30.0}
    CELERY_BEAT_SCHEDULE["alerts"] = {"task": "outbox.alerts", "schedule": 30.0}
    CELERY_BEAT_SCHEDULE["matches"] = {"task": "referrals.find_matches", "schedule": 30.0}
    CELERY_BEAT_SCHEDULE["danger"] = {"task": "referrals.find_danger", "schedule": 300.0}
    # Unsent drafts are the least protected data that we hold, so they are deleted early.
    CELERY_BEAT_SCHEDULE["drafts"] = {"task": "referrals.forget_drafts", "schedule": 3600.0}
    CELERY_BEAT_SCHEDULE["typed-pages"] = {
        "task": "accounts.forget_typed_pages",
        "schedule": 300.0,
    }
    CELERY_BEAT_SCHEDULE["sessions"] = {"task": "accounts.forget_sessions", "schedule": 3600.0}
    CELERY_BEAT_SCHEDULE["floods"] = {
        "task": "referrals.forget_flood_counts",
        "schedule": 3600.0,
    }
    CELERY_BEAT_SCHEDULE["looks"] = {"task": "referrals.forget_looks", "schedule": 300.0}
    CELERY_BEAT_SCHEDULE["call-backs"] = {
        "task": "referrals.forget_call_backs",
        "schedule": 3600.0,
    }
    # Whether a synthetic referral is due stands in its table, so that a restart sends none early.
    CELERY_BEAT_SCHEDULE["synthetic"] = {"task": "referrals.synthetic", "schedule": 30.0}
    CELERY_BEAT_SCHEDULE["pages"] = {"task": "pages.forget_used", "schedule": 3600.0}
if HAS_SAFEGUARDING:
    # Opens envelopes, copies answers back, reads new events and gives the sign of life.
    CELERY_BEAT_SCHEDULE["safeguarding"] = {
        "task": "safeguarding.tick",
        "schedule": float(PULL_SECONDS),
    }
    CELERY_BEAT_SCHEDULE["safeguarding-mail"] = {"task": "safeguarding.drain", "schedule": 30.0}
    CELERY_BEAT_SCHEDULE["safeguarding-sweep"] = {"task": "safeguarding.sweep", "schedule": 3600.0}
