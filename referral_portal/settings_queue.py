"""Background work: the queues, how Celery uses them, and what happens how often.

A task names its own queue by its prefix; the times are seconds.
"""

from kombu import Exchange, Queue

from referral_portal import env
from referral_portal.settings_figures import PULL_SECONDS
from referral_portal.settings_zone import HAS_PORTAL, HAS_SAFEGUARDING

REDIS_URL = env.text("REDIS_URL", "")
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
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_BEAT_SYNC_EVERY = 1  # its file is its sign of life
# What makes it lossless: a wake-up that got lost is made good at the next tick. Seconds.
CELERY_BEAT_SCHEDULE = {}
if HAS_PORTAL:
    CELERY_BEAT_SCHEDULE["beat"] = {"task": "outbox.beat", "schedule": 10.0}
    CELERY_BEAT_SCHEDULE["drain"] = {"task": "outbox.drain", "schedule": 30.0}
    # Unsent drafts are the least protected data we hold, so they go as soon as they may.
    CELERY_BEAT_SCHEDULE["drafts"] = {"task": "referrals.forget_drafts", "schedule": 3600.0}
    CELERY_BEAT_SCHEDULE["call-backs"] = {
        "task": "referrals.forget_call_backs",
        "schedule": 3600.0,
    }
if HAS_SAFEGUARDING:
    # Opens envelopes, copies answers back, pulls what happened, gives the sign of life.
    CELERY_BEAT_SCHEDULE["safeguarding"] = {
        "task": "safeguarding.tick",
        "schedule": float(PULL_SECONDS),
    }
    CELERY_BEAT_SCHEDULE["safeguarding-mail"] = {"task": "safeguarding.drain", "schedule": 30.0}
    CELERY_BEAT_SCHEDULE["safeguarding-sweep"] = {"task": "safeguarding.sweep", "schedule": 3600.0}
