"""Fills in a whole form at once, through the same pages and checks as a browser.

Demonstration data and measurements use it, so that they hold only what a person could have sent.
"""

from django.utils.datastructures import MultiValueDict

from referral_portal.common.refusals import Refusal
from referrals.drafts import DraftContent
from referrals.forms.base import Setting
from referrals.steps.engine import FormDefinition


class PageRefused(Refusal):
    """A page of the form does not accept these answers."""


def fill(
    *,
    definition: FormDefinition,
    content: DraftContent,
    pages: dict[str, dict],
    setting: Setting,
    until: str = "",
) -> None:
    """Answer every page that is asked, with `pages`: by slug, what a browser would send.

    Changes `content`, and stops at the page `until`. A page that is not in `pages` is sent empty.
    Raises PageRefused with the errors of the page.
    """
    while (step := definition.first_open(content)) and step.slug != until:
        sent = pages.get(step.slug, {})
        data = MultiValueDict({k: v if isinstance(v, list) else [v] for k, v in sent.items()})
        form = step.form(setting, data=data)
        part = step.seal(form) if form.is_valid() and step.part else None
        if form.errors:
            raise PageRefused(f"{step.slug}: {form.errors.as_json()}")
        if part is not None:
            content.keep_sealed(step.slug, step.part, part)
        else:
            content.keep(step.slug, step.answers(form))
