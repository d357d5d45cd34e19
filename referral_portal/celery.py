"""The one Celery app of both zones.

A task is a wake-up without arguments; the tables say what is due. The schedule is in the settings
(CELERY_BEAT_SCHEDULE). Importing this module must not read the settings.
"""

from celery import Celery

app = Celery("referral_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
