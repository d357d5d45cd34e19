"""The programmes app: the catalogue. No referral, person or session belongs here."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """The catalogue of programmes."""

    name = "programmes"
    verbose_name = "Programmes"
