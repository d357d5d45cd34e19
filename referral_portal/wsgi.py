"""The entry point of a web server."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "referral_portal.settings")
application = get_wsgi_application()
# Load the views now, so that the first visitor does not wait for them.
import_module(settings.ROOT_URLCONF)
