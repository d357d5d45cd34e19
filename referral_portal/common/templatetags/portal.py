"""Template tags for the components of templates/components.

They turn forms, rows and words into plain data for a template; escaping stays with the template engine.
Those that give markup can be kept in a variable: `{% tag "Overdue" "red" as overdue %}`.
"""

from collections.abc import Callable
from functools import cache

from django import template
from django.forms.forms import BaseForm
from django.template import Node, engines
from django.templatetags.static import static
from django.utils.safestring import SafeString

from referral_portal.common.parts import draw, draw_from

register = template.Library()


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of a static file, which a process looks up once."""
    return _asset(path)


@cache
def _asset(path: str) -> str:
    return static(path)


@register.simple_tag
def error_summary(form: BaseForm | None) -> str:
    """List the form's errors, each with a link to the control that needs attention."""
    return draw_errors(errors_of(form))


def draw_errors(errors: list[dict]) -> str:
    """Draw a list of errors, or nothing where there are none."""
    return draw("error_summary", errors=errors) if errors else ""


def errors_of(form: BaseForm | None) -> list[dict]:
    """Return the form's errors, each with the id of its control, or "" where it has none."""
    if not form or not form.errors:
        return []
    errors = [{"text": text, "target": ""} for text in form.non_field_errors()]
    for bound in form:
        target = "" if bound.is_hidden else bound.first_id
        errors += [{"text": text, "target": target} for text in bound.errors]
    return errors


@register.simple_tag
def button(
    text,
    *,
    name="",
    value="",
    secondary=False,
    warning=False,
    start=False,
    once=False,
    hidden="",
    classes="",
) -> SafeString:
    """Draw a button that sends its form; with `once`, a double click sends it once.

    `start` adds the arrow of a start button; `hidden` are words for screen readers after the text.
    """
    return draw(
        "button",
        text=text,
        name=name,
        value=value,
        once=once,
        start=start,
        hidden=hidden,
        classes=_button_classes(secondary, warning, start, classes),
    )


@register.simple_tag
def action_link(
    text, url, *, secondary=False, warning=False, start=False, hidden="", classes=""
) -> SafeString:
    """Draw a link that looks like a button; the options are those of `button`."""
    return draw(
        "action_link",
        text=text,
        url=url,
        start=start,
        hidden=hidden,
        classes=_button_classes(secondary, warning, start, classes),
    )


@register.simple_block_tag
def summary_row(
    content, key, *, change_url="", change_text="", action="Change", key_classes=""
) -> SafeString:
    """Draw one row of a summary list around its value; the page writes the surrounding `<dl>`.

    `change_text` is for screen readers, after the word of the link; without it, they read the key.
    """
    return draw(
        "summary_row",
        content=_trimmed(content),
        key=key,
        change_url=change_url,
        change_text=change_text,
        action=action,
        key_classes=key_classes,
    )


@register.simple_block_tag
def table(
    content,
    caption,
    *headings,
    caption_class="",
    caption_hidden=False,
    numeric="",
    hidden="",
    scroll=True,
    classes="",
    columns=(),
) -> SafeString:
    """Draw a table around its rows, which need no classes: `<tr><td>…</td></tr>`.

    `numeric` and `hidden` are positions, from 1, such as "2,3": columns of numbers, and headings
    that only screen readers read. An empty heading reads "Action". A table scrolls inside its own
    box on a narrow screen, except with `scroll=False`, for one of few and short columns.

    `columns` are more headings, as dicts: `text`, `is_hidden`, `url` to sort by the column, and
    `direction`, the order of the table by it as `aria-sort` says it.
    """
    numbers, unseen = _positions(numeric), _positions(hidden)
    return draw(
        "table",
        content=_trimmed(content),
        caption=caption,
        caption_classes=_classes(
            "govuk-table__caption", caption_hidden and "govuk-visually-hidden", caption_class
        ),
        headings=[
            {
                "text": text or "Action",
                "is_hidden": not text or position in unseen,
                "is_numeric": position in numbers,
            }
            for position, text in enumerate(headings, 1)
        ]
        + list(columns),
        scroll=scroll,
        classes=classes,
    )


@register.simple_tag
def part(name, /, **values) -> SafeString:
    """Draw a part of templates/parts: see referral_portal.common.parts."""
    return draw(name, **values)


@register.simple_tag(takes_context=True)
def page_part(context, *names) -> SafeString:
    """Draw parts, one after the other, with the values of the page that they name.

    In a form that posts, a part draws the hidden fields with `form_fields()`.
    """
    values = context.flatten()
    values["form_fields"] = form_fields(context)
    return SafeString("".join([draw_from(name, values) for name in names]))


@register.simple_tag(takes_context=True)
def page_parts(context, names) -> SafeString:
    """Draw the parts of a list of names in the same way, in less time than a loop around each."""
    return page_part(context, *names)


def form_fields(context) -> Callable[[], SafeString]:
    """Return the function that draws the hidden fields of a form that posts."""
    return lambda: _form_fields().render(context)


@cache
def _form_fields() -> Node:
    return engines["django"].from_string("{% csrf_token %}").template.nodelist[0]


@register.simple_tag(takes_context=True)
def page_links(context) -> str:
    """Draw the links to the page before and the page after of a list, where there are any."""
    previous_url, next_url = context.get("previous_url", ""), context.get("next_url", "")
    if not previous_url and not next_url:
        return ""
    return draw("pagination", previous_url=previous_url, next_url=next_url)


@register.simple_tag
def tag(text, colour="") -> SafeString:
    """Draw a tag: a state in one or two words."""
    return draw("tag", text=text, colour=colour)


@register.simple_tag
def empty_state(text, action="", url="") -> SafeString:
    """Say that there is nothing to list, with a link to what can be done about it."""
    return draw("empty_state", text=text, action=action, url=url)


@register.filter
def fill(pattern: str, value) -> str:
    """Return `pattern` with `value` in the place of its `{}`, as in `"Session {}"|fill:number`.

    The result is not marked as safe, so the template escapes it.
    """
    return str(pattern).replace("{}", str(value))


def _trimmed(html: SafeString) -> SafeString:
    """Return markup that the engine has escaped, without the white space around it, still safe."""
    return SafeString(html.strip())


def _classes(*names: str | bool) -> str:
    """Return the names that are given, as a class attribute lists them."""
    return " ".join(name for name in names if name)


def _button_classes(secondary: bool, warning: bool, start: bool, more: str) -> str:
    """Return the classes of a button of these kinds."""
    return _classes(
        "govuk-button",
        secondary and "govuk-button--secondary",
        warning and "govuk-button--warning",
        start and "govuk-button--start",
        more,
    )


def _positions(text) -> set[int]:
    """Return the numbers of "1,3", or of a single number."""
    return {int(part) for part in str(text).split(",") if part.strip()}
