"""The one Celery app, and what the beat asks for.

A task is a wake-up without arguments; the tables say what is due. The beat makes it lossless: what
a lost wake-up leaves behind is found at the next tick.
"""

from celery import Celery
from django.conf import settings

app = Celery("referral_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

if settings.HAS_PORTAL:
    app.conf.beat_schedule["drain"] = {"task": "outbox.drain", "schedule": 30.0}
    # Unsent drafts are the least protected data we hold, so they go as soon as they may.
    app.conf.beat_schedule["drafts"] = {"task": "referrals.forget_drafts", "schedule": 3600.0}
if settings.HAS_SAFEGUARDING:
    # Opens envelopes, copies answers back, pulls what happened, gives the sign of life.
    app.conf.beat_schedule["safeguarding"] = {
        "task": "safeguarding.tick",
        "schedule": float(settings.PULL_SECONDS),
    }
