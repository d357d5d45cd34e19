"""Template tags about what was typed: the hint in every form, and the offer to put words back.

The library is built in. Its `csrf_token` takes the place of Django's, so that no form can lack a hint.
"""

from html import unescape

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from referral_portal.common.addresses import address_of
from referral_portal.common.typed_pages import NOTE_BACK
from referral_portal.common.typed_text import HINT

register = template.Library()
LONGEST_TITLE = 80
DRAWN = "form_tokens"  # where the page that is being drawn keeps the fields


class FormTokens(CsrfTokenNode):
    """The hidden fields of a form that posts: the token against forgery, and the hint."""

    def render(self, context) -> SafeString:
        """Return both fields, or the first alone when nothing of the page is ever kept.

        They are the same in every form of a template, so they are drawn once.
        """
        # Only what this template draws shares it: the templates that it includes have their own.
        drawn = context.render_context.get(DRAWN)
        if drawn is None:
            drawn = context.render_context[DRAWN] = self._fields(context)
        return drawn

    def _fields(self, context) -> SafeString:
        token = super().render(context)
        typed = getattr(context.get("request"), "typed", None)
        hint = typed.hint(_title(context)) if token and typed else ""
        if not hint:
            return token
        return token + format_html('<input type="hidden" name="{}" value="{}">', HINT, hint)


@register.tag
def csrf_token(parser, token):
    """Draw the hidden fields of a form."""
    return FormTokens()


@register.simple_tag(takes_context=True)
def typed_pages(context) -> str:
    """Offer what was kept, and say so on the page into which it was put back: mostly nothing."""
    typed = getattr(context.get("request"), "typed", None)
    if typed is None or not (typed.note or typed.offers):
        return ""
    shown = typed.shown if typed.request.method == "GET" else None
    url = address_of(typed.shelf.url_name)
    is_list = typed.request.path == url
    values = {
        "note": typed.note or (NOTE_BACK if shown else ""),
        "shown": shown,
        "offers": [] if is_list else [offer for offer in typed.offers if offer != shown],
        "url": url,
        "csrf_token": context.get("csrf_token", ""),
    }
    page = context.template.engine.get_template("components/typed_pages.html")
    return page.render(context.new(values))


@register.inclusion_tag("components/typed_buttons.html", takes_context=True)
def typed_buttons(context, offer, url, *, can_show=True) -> dict:
    """Draw the buttons that put a kept page back or delete it."""
    token = context.get("csrf_token", "")
    # Without the request, so that these forms carry no hint themselves.
    return {"offer": offer, "url": url, "can_show": can_show, "csrf_token": token}


@register.filter
def seconds_left(moment) -> int:
    """Return the whole seconds until `moment`, for a script."""
    return max(0, int((moment - timezone.now()).total_seconds()))


def _title(context) -> str:
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks and blocks.get_block("title")
    if not block:
        return ""
    return unescape(str(block.render(context))).strip()[:LONGEST_TITLE]
