"""The one Celery app of both zones.

A task is a wake-up without arguments; the tables say what is due. The schedule is in the settings
(CELERY_BEAT_SCHEDULE). Importing this module must not read the settings.
"""

from celery import Celery
from celery.signals import setup_logging

app = Celery("referral_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_own_logs(**kwargs) -> None:
    """Keep Celery from installing handlers of its own: those print the text of exceptions."""
