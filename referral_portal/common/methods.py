"""The HTTP methods of a page with a form, and the decorator that allows no others."""

from django.views.decorators.http import require_http_methods

READ_ONLY = ("GET", "HEAD")
GET_OR_POST = (*READ_ONLY, "POST")
get_or_post = require_http_methods(GET_OR_POST)
