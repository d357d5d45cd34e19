"""Start-up of the app for cohorts: places, sessions, registers."""

from importlib import import_module

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the checks of messages that are about to leave, and the words of the audit."""
        import_module("cohorts.truth")
        import_module("cohorts.audit_words")
