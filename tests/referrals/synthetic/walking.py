"""The public form behind the walk, without a network: Django's own client takes the requests."""

from django.test import Client

from referrals.models import SyntheticRound
from referrals.synthetic.browser import Answer

URL = "http://testserver"


def to_client(seen: list | None = None, *, without: str = ""):
    """Return the sender of requests to this process, with CSRF checks; `without` is a header to drop."""

    def send(method, path, body, headers):
        client = Client(enforce_csrf_checks=True)
        headers = {name: value for name, value in headers.items() if name != without}
        kind = headers.pop("Content-Type", "application/octet-stream")
        response = client.generic(method, path, body or b"", kind, headers=headers)
        if seen is not None:
            seen.append((method, path, response.status_code))
        cookies = [morsel.OutputString() for morsel in response.cookies.values()]
        text = response.content.decode()
        return Answer(response.status_code, response.headers.get("Location", ""), cookies, text)

    return send


def switch_on(settings) -> None:
    """Let a round be due each hour."""
    settings.SYNTHETIC_MINUTES, settings.SYNTHETIC_URL = 60, URL


def sent_round() -> SyntheticRound:
    """Return the only round that was sent."""
    return SyntheticRound.objects.get(sent_at__isnull=False)
