"""What a browser sends beside the answers: the token of the page it shows."""

import re

TOKEN = re.compile(r'name="page_token" value="([^"]*)"')


def token_of(response) -> dict[str, str]:
    """The page token of a drawn page, as the browser would send it; empty for a page without one."""
    found = TOKEN.findall(response.content.decode())
    return {"page_token": found[-1]} if found else {}


def opened(client, url: str) -> dict[str, str]:
    """Open a page in a window; the result is the token that this window would send."""
    response = client.get(url)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    return token_of(response)
