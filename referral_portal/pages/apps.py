"""Start-up of the app that knows which pages have been sent."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "referral_portal.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
