"""A browser that types: it opens a page, sends its form as Chromium does, and reads what is in it."""

import re
from html.parser import HTMLParser

from django.test import Client

HOST = "http://testserver"


class Fields(HTMLParser):
    """Collects what each form of a page holds, by the form's own address."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.actions: list[str] = []
        self._area: str | None = None
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif not self.forms or (not name and tag != "option"):
            return
        elif tag == "textarea":
            self._area = name
            self._hold(name, "")
        elif tag == "select":
            self._select = name
        elif tag == "option":
            if "selected" in given:
                self._hold(self._select, given.get("value", ""))
        elif tag == "input":
            is_ticked = given.get("type") in {"radio", "checkbox"}
            if not is_ticked or "checked" in given:
                self._hold(name, given.get("value", "on" if is_ticked else ""))

    def handle_data(self, data):
        if self._area:
            fields = self.forms[-1][1]
            fields[self._area][-1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area:
            fields = self.forms[-1][1]
            # A browser drops the first line break of a text area.
            fields[self._area][-1] = fields[self._area][-1].removeprefix("\n")
            self._area = None

    def _hold(self, name, value):
        self.forms[-1][1].setdefault(name, []).append(value)


class Browser(Client):
    """A browser whose forms need their token, as in production."""

    def __init__(self, **options):
        super().__init__(enforce_csrf_checks=True, **options)

    def text(self, url: str) -> str:
        """Return the text of a page that must be there."""
        response = self.get(url)
        assert response.status_code == 200, (url, response.status_code, response.get("Location"))
        return response.content.decode()

    def form(self, url: str, action: str = "", *, holding: str = "") -> dict[str, list[str]]:
        """Return the fields of a form of a page: the first for `action` that has the field `holding`."""
        return form_in(self.text(url), action, holding=holding)

    def send(self, url: str, data: dict, **headers):
        """Post as a browser does, which says where the page is from."""
        headers = {"Origin": HOST} | headers
        return self.post(url, data, headers=headers)

    def sign_in(self, user, password: str, url: str = "/sign-in/"):
        """Sign in on the page for it, and return the response."""
        data = self.form(url, holding="username")
        data |= {"username": user.username, "password": password}
        return self.send(url, data)


def form_in(html: str, action: str = "", *, holding: str = "") -> dict[str, list[str]]:
    """Return the fields of a form of `html`: the first for `action` that has the field `holding`."""
    for where, fields in Fields(html).forms:
        if where == action and (not holding or holding in fields):
            return fields
    raise AssertionError(f"No form for {action!r} with {holding!r} in {html[:2000]}")


def offered(html: str) -> list[str]:
    """Return the titles of the pages that are offered back."""
    return re.findall(r"We kept what you typed on “(.*?)” at", html)
