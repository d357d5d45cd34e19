"""The facts about the site that every page needs.

They come from the settings only, not from a user, session or database, so that both zones and every
error page can use them.
"""

from django.conf import settings
from django.http import HttpRequest

from referral_portal.common import trace


def behaviour_line() -> dict[str, str]:
    """Return the helpline for people who use abuse, or nothing where no number is set."""
    phone = settings.BEHAVIOUR_LINE_PHONE
    dial = "".join(phone.split())
    return {"name": settings.BEHAVIOUR_LINE_NAME, "phone": phone, "dial": dial} if phone else {}


def site(request: HttpRequest) -> dict[str, object]:
    """Return the service's names and number, the help lines, the demo flag and the reference."""
    return {
        "service_name": settings.SERVICE_NAME,
        "sender_name": settings.SENDER_NAME,
        "service_phone": settings.SERVICE_PHONE,
        "live_chat_url": settings.LIVE_CHAT_URL,
        "behaviour_line": behaviour_line(),
        "demo": settings.DEMO,
        # For error pages: with it we find the log lines of this request.
        "error_reference": trace.spoken(),
    }
