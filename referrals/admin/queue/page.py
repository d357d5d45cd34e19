"""The page that the queue and its search share."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from referrals.admin.queue.returning import list_url
from referrals.admin.queue.which import WhichList


def queue_page(request: HttpRequest, context: dict) -> HttpResponse:
    """Return the page of the queue with `context`."""
    context["queue_url"] = list_url(WhichList())
    return TemplateResponse(request, "admin/referrals/queue.html", context)
