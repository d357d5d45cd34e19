"""Draw the parts of a page that come many times on it: components, rows of long lists, options.

Jinja draws them, about ten times faster than Django's templates, which draw the pages. Each file of
templates/parts holds one macro with the name of the file, whose arguments are all that it shows. A value
that is missing is an error. A whole page never belongs here.
"""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache, lru_cache

from django.conf import settings
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse
from django.utils.safestring import SafeString
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Macro
from markupsafe import Markup, _escape_inner, escape

from referral_portal.common.addresses import address_of
from referral_portal.common.dates import day_words, local

SAFE = (SafeString, Markup)
LINE_END = re.compile(r"\r\n|\r|\n")


def draw(part: str, /, **values) -> SafeString:
    """Return the markup of templates/parts/`part`.html, without the white space around it.

    Every value is escaped, except markup that is marked as safe.
    """
    return SafeString(_macro(part)(**values).strip())


def draw_from(part: str, values: Mapping) -> SafeString:
    """Return the same with those of `values` that the macro names as its arguments."""
    return draw(part, **{name: values[name] for name in arguments_of(part) if name in values})


def arguments_of(part: str) -> tuple[str, ...]:
    """Return the names of the values that a part shows."""
    return _macro(part).arguments


def _macro(part: str) -> Macro:
    # Looking a part up takes longer than drawing a small one.
    return _found(part) if settings.DEBUG else _kept(part)


def _found(part: str) -> Macro:
    template = environment().get_template(f"{part}.html")
    return getattr(template.module, part.rpartition("/")[2])


_kept = cache(_found)


def day(on: dt.date | dt.datetime | None) -> str:
    """Return a day in words, such as "1 May 2026"; of a moment, the day in Kent."""
    if on is None:
        return ""
    return day_words(local(on).date() if isinstance(on, dt.datetime) else on, "%B")


def short_day(on: dt.date | dt.datetime) -> str:
    """Return a day as lists show it, such as "1 Sep 2026"."""
    return day_words(local(on).date() if isinstance(on, dt.datetime) else on)


def moment(at: dt.datetime | None) -> str:
    """Return the day and the time of `at` in Kent."""
    return f"{local(at):%-d %B %Y, %H:%M}" if at else ""


def hour(at: dt.datetime) -> str:
    """Return the time of `at` in Kent."""
    return f"{local(at):%H:%M}"


def lines(value: object) -> str:
    """Return the text of `value`, escaped, with its line ends as they were typed."""
    text = escape(value)
    if "\n" in text or "\r" in text:
        return SafeString("<br>".join(LINE_END.split(text)))
    return text


def _address(name: str, *args: object) -> str:
    return reverse(name, args=args) if args else address_of(name)


@lru_cache(maxsize=200)
def kept_tag(text: str, colour: str = "") -> SafeString:
    """Return a tag that is drawn once: only for the states of rows, which are few and name nobody.

    It is a filter of the words, so that a tag whose words and colour a part names is part of its text.
    """
    return draw("tag", text=text, colour=colour)


def escaped(value: object) -> str:
    """Return `value` as a part writes it: escaped, unless it is safe markup."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return value if kind in SAFE else escape(value)


class PartCode(CodeGenerator):
    """Write templates that call `escaped`.

    The `escape` of before makes an object of safe markup of every value, only to join it to the text.
    That took nearly half of the time of drawing the rows of a list.
    """

    def _output_child_pre(self, node, frame, finalize) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class PartEnvironment(Environment):
    """The engine with that code."""

    code_generator_class = PartCode
    escaped = staticmethod(escaped)


@cache
def environment() -> Environment:
    """Return the engine of the parts."""
    made = PartEnvironment(
        loader=FileSystemLoader(settings.BASE_DIR / "templates" / "parts"),
        autoescape=True,
        undefined=StrictUndefined,
        lstrip_blocks=True,
        auto_reload=settings.DEBUG,
    )
    made.filters |= {"day": day, "hour": hour, "moment": moment, "short_day": short_day}
    made.filters |= {"kept_tag": kept_tag, "linebreaks": linebreaks_filter, "linebreaksbr": lines}
    made.globals |= {"url": _address}
    return made
