"""Template tags for the components that need more than an include.

They turn forms and rows into plain data for a template; escaping stays with the template engine.
"""

from django import template
from django.forms.forms import BaseForm

register = template.Library()


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm | None) -> dict:
    """List the form's errors, each with a link to the control that needs attention."""
    if not form or not form.errors:
        return {"errors": []}
    errors = [{"text": text, "target": ""} for text in form.non_field_errors()]
    for bound in form:
        target = "" if bound.is_hidden else bound.first_id
        errors += [{"text": text, "target": target} for text in bound.errors]
    return {"errors": errors}
