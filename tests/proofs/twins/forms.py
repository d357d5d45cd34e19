"""Fills the form of a page as a hurried person would: the first choice, some words, a near day.

Enough for most pages to take it, so that POSTs reach the verbs behind them and not only the errors.
"""

from html.parser import HTMLParser

WORDS = "Invented words."
DAY = {"day": "4", "month": "12", "year": "2026"}
PAGE = "page_token"
# Forms that stand on every page of a user: what a page asks comes after them.
ON_EVERY_PAGE = {"/sign-out/", "/admin/referrals/referral/jump/"}
TYPED = {"email": "invented@example.org", "tel": "07700 900999", "number": "1"}
IGNORED = {"submit", "button", "reset", "file", "password"}


class Forms(HTMLParser):
    """Collects what the first form of a page that posts to the page itself would send."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self._inside = self._done = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field of the form."""
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form" and not self._done:
            posts = given.get("method", "").lower() == "post"
            self._inside = posts and given.get("action") not in ON_EVERY_PAGE
        elif not self._inside:
            return
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "textarea" and name:
            self.data[name] = [WORDS]
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and given.get("value") and self._select:
            self.data.setdefault(self._select, [given["value"]])

    def handle_endtag(self, tag: str) -> None:
        """Stop at the end of the first form with fields."""
        if tag == "form" and self._inside:
            self._inside, self._done = False, bool(self.data)
        elif tag == "select":
            self._select = ""

    def _input(self, name: str, given: dict[str, str]) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        part = name.rpartition("-")[2]
        if kind in IGNORED:
            return
        if kind in {"radio", "checkbox"}:
            self.data.setdefault(name, [value or "on"])
        elif kind == "hidden":
            self.data[name] = [value]
        else:
            self.data[name] = [value or DAY.get(part) or TYPED.get(kind, WORDS)]


def filled(page: bytes) -> dict[str, list[str]]:
    """Return the data a browser would send after a user filled in the first form of `page`."""
    forms = Forms()
    forms.feed(page.decode("utf-8", "replace"))
    return forms.data


def junk(data: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return nonsense for the same fields, and a field nobody asked for; the page stays the same."""
    nonsense = {name: ["\u2603 no such choice " * 9, "-1"] for name in data}
    return nonsense | {"nobody": ["asked"]} | page_of(data)


def page_of(data: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the token of the page among what its form would send."""
    return {name: values for name, values in data.items() if name == PAGE}
