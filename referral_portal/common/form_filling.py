"""Put words back into the form of a page that has just been drawn, whatever view drew it.

Pure: markup and words in, markup out. Only what a user can see is filled in. Hidden fields keep the
page's own values, and a form that asks for a password or a code is left alone.
"""

from collections import Counter
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

UNSEEN = {"hidden", "submit", "button", "reset", "image", "file", "password"}
TICKED = {"radio", "checkbox"}
ONE_TIME = "one-time-code"
Attributes = list[tuple[str, str | None]]


@dataclass
class Control:
    """One control of a form: its start tag, and for some what stands between its tags."""

    tag: str
    attributes: Attributes
    start: int
    end: int  # of the start tag
    content_end: int = 0
    options: list["Control"] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute, "" for one without a value."""
        return next((value or "" for key, value in self.attributes if key == name), default)

    def has(self, name: str) -> bool:
        """Return whether the tag has this attribute."""
        return any(key == name for key, _ in self.attributes)

    @property
    def kind(self) -> str:
        """The type of an input, otherwise the tag."""
        return self.get("type", "text").lower() if self.tag == "input" else self.tag


@dataclass
class Form:
    """One form that posts, with its controls."""

    action: str
    controls: list[Control] = field(default_factory=list)

    @property
    def asks_for_a_secret(self) -> bool:
        """Whether it asks for a password or a code."""
        return any(
            control.kind == "password" or control.get("autocomplete") == ONE_TIME
            for control in self.controls
        )


class _Reader(HTMLParser):
    """Collects the forms of a page that post, with the place of every control."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._open: Control | None = None
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        start = self._offset()
        control = Control(tag, attrs, start, start + len(self.get_starttag_text() or ""))
        if tag == "form":
            posts = control.get("method").lower() == "post"
            self._form = Form(control.get("action")) if posts else None
            if self._form:
                self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "option" and self._open and self._open.tag == "select":
            self._open.options.append(control)
        elif tag in {"input", "textarea", "select"} and control.get("name"):
            self._form.controls.append(control)
            self._open = None if tag == "input" else control

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif self._open and tag == self._open.tag:
            self._open.content_end = self._offset()
            self._open = None


def fill_form(
    html: str, *, page: str, action: str, fields: dict[str, list[str]]
) -> tuple[str, set[str]]:
    """Return the page with `fields` in its form, and the names of the fields that found a place.

    `page` is the path the page was drawn at, `action` the path that the form posts to. Of several
    forms with that address, the one whose hidden fields agree best is filled in.
    """
    candidates = [
        form
        for form in _Reader(html).forms
        if urlsplit(urljoin(page, form.action)).path == action and not form.asks_for_a_secret
    ]
    ranked = [(_agreement(form, fields), -number, form) for number, form in enumerate(candidates)]
    usable = [entry for entry in ranked if _names(entry[2]) & fields.keys()]
    if not usable:
        return html, set()
    form = max(usable, key=lambda entry: entry[:2])[2]
    changes: list[tuple[int, int, str]] = []
    taken: Counter[str] = Counter()
    for control in _seen(form):
        changes += _changes(control, fields, taken)
    for start, end, text in sorted(changes, reverse=True):
        html = html[:start] + text + html[end:]
    return html, _names(form) & fields.keys()


def _seen(form: Form) -> list[Control]:
    return [
        control
        for control in form.controls
        if control.kind not in UNSEEN and not control.has("disabled")
    ]


def _names(form: Form) -> set[str]:
    return {control.get("name") for control in _seen(form)}


def _agreement(form: Form, fields: dict[str, list[str]]) -> int:
    return sum(
        control.get("value") in fields.get(control.get("name"), [])
        for control in form.controls
        if control.kind == "hidden"
    )


def _changes(
    control: Control, fields: dict[str, list[str]], taken: Counter[str]
) -> list[tuple[int, int, str]]:
    name = control.get("name")
    values = fields.get(name, [])
    if control.kind in TICKED:
        return [_marked(control, "checked", control.get("value", "on") in values)]
    if control.tag == "select":
        return [
            _marked(option, "selected", option.get("value") in values)
            for option in control.options
            if name in fields
        ]
    # Several lines may share a name; a field that was left empty is empty again.
    value = values[taken[name]] if taken[name] < len(values) else ""
    taken[name] += 1
    if control.tag == "textarea":
        return [(control.end, control.content_end or control.end, "\n" + escape(value))]
    others = [(key, given) for key, given in control.attributes if key != "value"]
    return [(control.start, control.end, _tag(control.tag, [*others, ("value", value)]))]


def _marked(control: Control, mark: str, is_marked: bool) -> tuple[int, int, str]:
    others = [(key, value) for key, value in control.attributes if key != mark]
    return (
        control.start,
        control.end,
        _tag(control.tag, [*others, (mark, None)] if is_marked else others),
    )


def _tag(tag: str, attributes: Attributes) -> str:
    parts = [key if value is None else f'{key}="{escape(value)}"' for key, value in attributes]
    return f"<{' '.join([tag, *parts])}>"
