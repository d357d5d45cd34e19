"""Filling in a whole form at once, through the same pages and checks as a browser.

For demonstration data and measurements, so that what they show is what a person could have sent.
Nothing here reads a request.
"""

from django.utils.datastructures import MultiValueDict

from referrals.drafts import DraftContent
from referrals.forms.base import Setting
from referrals.steps.engine import FormDefinition


class PageRefused(ValueError):
    """A page of the form does not take these answers."""


def fill(
    *, definition: FormDefinition, content: DraftContent, pages: dict[str, dict], setting: Setting
) -> None:
    """Answer every page that is asked with `pages`: by slug, what a browser would send.

    Changes `content`; a page not in `pages` is sent empty. Raises PageRefused with its errors.
    """
    while step := definition.first_open(content):
        sent = pages.get(step.slug, {})
        data = MultiValueDict({k: v if isinstance(v, list) else [v] for k, v in sent.items()})
        form = step.form(setting, data=data)
        part = step.seal(form) if form.is_valid() and step.part else None
        if form.errors:
            raise PageRefused(f"{step.slug}: {form.errors.as_json()}")
        if part is not None:
            content.keep_sealed(step.part, part)
        else:
            content.keep(step.slug, step.answers(form))
