"""Let a POST change something only from a page of ours, and only once.

A page that cannot be used stores nothing: the answer says why, shows what was typed and leads back.
The second post of a page gets the result of the first.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from referral_portal.pages import posting
from referral_portal.pages.models import UsedPageBase
from referral_portal.pages.posting import AlreadySent, Posted, body_of
from referral_portal.pages.refusing import Why, refused
from referral_portal.pages.tokens import FIELD
from referral_portal.pages.zones import zone_of

REDIRECTS = {302, 303}


class GuardPages:
    """Check the token of every POST before its view, and what happened then."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        request.posted_page = None
        try:
            response = self.get_response(request)
        finally:
            posting.begin(None)
        return _settle(request, response) if request.posted_page else response

    def process_view(self, request: HttpRequest, view, args, kwargs):
        """Refuse a POST whose page is not ours, is too old or is another account's."""
        rule = getattr(view, "page_rule", "once")
        if request.method != "POST" or rule == "none":
            return None
        token = request.POST.get(FIELD, "")
        # As for CSRF: Django's test client sets this, and no request can.
        if not token and getattr(request, "_dont_enforce_csrf_checks", False):
            return None
        zone = zone_of(request)
        drawn = zone.read(token)
        if drawn is None:
            return refused(request, Why.UNKNOWN)
        if drawn.account != zone.account(request):
            return refused(request, Why.OTHER_ACCOUNT)
        posted = Posted(drawn, zone.model, body_of(drawn, request.path, request.POST))
        if rule != "lasting":
            if drawn.at < (timezone.now() - posting.LASTS).timestamp():
                return refused(request, Why.TOO_OLD, drawn)
            if rule == "once" and (earlier := posted.used_by_another()):
                return _result_of(request, earlier, posted)
        request.posted_page = posted
        posting.begin(posted if rule != "many" else None)
        return None

    def process_exception(self, request: HttpRequest, exception):
        """Answer the late one of two requests that sent one page at the same moment."""
        if isinstance(exception, AlreadySent):
            posted = request.posted_page
            return _result_of(request, posted.used_by_another(), posted)
        return None


def _settle(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Remember where a change led to, or give the late one of two requests the first one's result."""
    posted = request.posted_page
    is_redirect = response.status_code in REDIRECTS
    if is_redirect and posted.is_tried and not posted.is_late:
        posted.keep_result(response["Location"])
    elif (posted.is_late or not is_redirect) and (earlier := posted.used_by_another()):
        # Its own answer would be that the change cannot be made, because it has just been made.
        return _result_of(request, earlier, posted)
    return response


def _result_of(request: HttpRequest, earlier: UsedPageBase | None, posted: Posted) -> HttpResponse:
    if earlier is not None and earlier.body != posted.body:
        return refused(request, Why.SENT_OTHERWISE, posted.drawn)
    if earlier is None or not earlier.result:
        return refused(request, Why.SENT)
    return HttpResponseRedirect(earlier.result, status=303)
