"""Draw the page's own token with Django's: every `{% csrf_token %}` of every template draws both.

A form cannot be sent without Django's token, so no form can lack ours.
"""

from django import template
from django.utils.safestring import SafeString

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
        # Nothing in a token needs escaping.
        return SafeString(
            f'{html}<input type="hidden" name="{FIELD}" value="{new_token(request)}">'
        )


@register.tag
def csrf_token(parser, token) -> PageTokenNode:
    """Draw the hidden fields of a form that is sent with POST."""
    return PageTokenNode()
