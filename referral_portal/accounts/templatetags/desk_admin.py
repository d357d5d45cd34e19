"""What the admin's pages need to look like the service's other pages: words, filters and pages.

Nothing is decided here: Django's admin has chosen the rows, the fields and the choices already.
"""

from itertools import groupby

from django import template
from django.contrib.admin.utils import lookup_field
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Manager
from django.http import QueryDict

from referral_portal.accounts.admin_words import in_words
from referral_portal.common.templatetags.portal import draw_errors, errors_of

register = template.Library()


@register.simple_tag
def admin_errors(form, parts) -> str:
    """List the errors of a form and of the rows below it, each with a link to its control."""
    errors = errors_of(form)
    for part in parts:
        errors += [{"text": text, "target": ""} for text in part.formset.non_form_errors()]
        for row in part.formset.forms:
            errors += errors_of(row)
    return draw_errors(errors)


@register.simple_tag
def admin_groups(fieldset) -> list[tuple[bool, list]]:
    """Return the fields of a fieldset in their order, in runs that are told or asked."""
    fields = [field for line in fieldset for field in line]
    return [(told, list(run)) for told, run in groupby(fields, key=lambda one: one.is_readonly)]


@register.filter
def told(field) -> str:
    """Return the value of a field that nobody may change here, in words."""
    row, admin = field.form.instance, field.model_admin
    try:
        column, _, value = lookup_field(field.field["field"], row, admin)
    except (AttributeError, ValueError, ObjectDoesNotExist):
        return in_words(None, None)
    values = list(value.all()) if isinstance(value, Manager) else value
    return in_words(column, values, codes=getattr(admin, "codes", {}))


@register.filter
def is_pattern(row, part) -> bool:
    """Return whether a row is only the pattern from which scripts make new ones."""
    return row.form.prefix == part.formset.empty_form.prefix


@register.simple_tag
def admin_filters(changelist) -> list[dict]:
    """Return the filters of a list as our own select boxes need them."""
    filters = []
    for spec in changelist.filter_specs:
        name = spec.expected_parameters()[0]
        options, chosen = [], ""
        for choice in spec.choices(changelist):
            given = QueryDict(choice["query_string"].removeprefix("?")).get(name)
            if given is not None:
                options.append((given, choice["display"]))
                chosen = given if choice["selected"] else chosen
        label = str(spec.title)
        filters.append(
            {
                "name": name,
                "label": f"{label[:1].upper()}{label[1:]}",
                "options": options,
                "chosen": chosen,
            }
        )
    return filters


@register.filter
def how_many(changelist) -> str:
    """Return the number of rows in words; a long list is counted to its limit only."""
    words, count = changelist.opts, changelist.result_count
    if count >= changelist.paginator.longest:
        return f"More than {count:,} {words.verbose_name_plural}. These are the first."
    return f"{count:,} {words.verbose_name if count == 1 else words.verbose_name_plural}"


@register.simple_tag
def neighbours(changelist) -> dict[str, str]:
    """Return the addresses of the page before and the page after, or empty texts."""
    page = changelist.page_num
    is_last = page >= changelist.paginator.num_pages

    def at(number: int) -> str:
        return changelist.get_query_string({PAGE_VAR: number})

    return {"before": at(page - 1) if page > 1 else "", "after": "" if is_last else at(page + 1)}


@register.simple_tag
def sortable(headers: list[dict]) -> list[dict]:
    """Return the headings of a list as the table component needs them."""
    return [
        {
            "text": f"{str(header['text'])[:1].upper()}{str(header['text'])[1:]}",
            "url": _sorts(header),
            "direction": _direction(header),
        }
        for header in headers
    ]


def _sorts(header: dict) -> str:
    if not header.get("sortable"):
        return ""
    return header["url_toggle" if header["sort_priority"] > 0 else "url_primary"]


def _direction(header: dict) -> str:
    if not header.get("sortable") or header["sort_priority"] != 1:
        return ""
    return "ascending" if header["ascending"] else "descending"


@register.simple_tag
def part_columns(part) -> list[dict]:
    """Return the headings of the rows that belong to the page's row."""
    columns = [
        {"text": f"{str(field['label'])[:1].upper()}{str(field['label'])[1:]}"}
        for field in part.fields()
        if not _is_hidden(field["widget"])
    ]
    may_remove = part.formset.can_delete and part.has_delete_permission
    return [*columns, *([{"text": "Remove"}] if may_remove else [])]


def _is_hidden(widget) -> bool:
    """Return whether a column is not shown; Django gives a dict for a column that is only told."""
    return widget["is_hidden"] if isinstance(widget, dict) else widget.is_hidden
