"""The programmes app: the catalogue."""

from importlib import import_module

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """The catalogue of programmes."""

    name = "programmes"
    verbose_name = "Programmes"

    def ready(self) -> None:
        """Add the words of the audit."""
        import_module("programmes.audit_words")
