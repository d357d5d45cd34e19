"""The app of the rights, which has no tables of its own."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "referral_portal.rights"
    label = "rights"
    verbose_name = "Rights in the databases"
