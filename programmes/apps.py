"""The programmes app: the catalogue."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """The catalogue of programmes."""

    name = "programmes"
    verbose_name = "Programmes"
