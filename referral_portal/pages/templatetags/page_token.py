"""Draw the page's own token with Django's: every `{% csrf_token %}` of every template draws both.

A form cannot be sent without Django's token, so no form can lack ours.
"""

from django import template
from django.utils.html import format_html

from referral_portal.common.templatetags.typed import FormTokens
from referral_portal.pages.tokens import FIELD
from referral_portal.pages.zones import needs_page, new_token

register = template.Library()


class PageTokenNode(FormTokens):
    """The hidden fields of a form that is sent with POST."""

    def render(self, context) -> str:
        """Return the hidden fields; where no page is needed, without ours."""
        html = super().render(context)
        request = context.get("request")
        if not html or request is None or not needs_page(request):
            return html
        field = format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_token(request))
        return html + field


@register.tag
def csrf_token(parser, token) -> PageTokenNode:
    """Draw the hidden fields of a form that is sent with POST."""
    return PageTokenNode()
