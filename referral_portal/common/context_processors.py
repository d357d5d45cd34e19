"""What every page needs to know about the site itself.

Settings only: no user, no session, no database, so that both zones and every error page can use it.
"""

from django.conf import settings
from django.http import HttpRequest

from referral_portal.common import trace


def site(request: HttpRequest) -> dict[str, object]:
    """Return the service's name and number, the chat address, the demo flag, and what to quote."""
    return {
        "service_name": settings.SERVICE_NAME,
        "service_phone": settings.SERVICE_PHONE,
        "live_chat_url": settings.LIVE_CHAT_URL,
        "demo": settings.DEMO,
        # For pages about an error: by it we find the lines of this request, and nothing else.
        "error_reference": trace.spoken(),
    }
