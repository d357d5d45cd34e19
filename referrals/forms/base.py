"""The base of every page of a referral form.

It asks no questions itself. Field names are unique across a form, because the eligibility facts
and the participant's row are read from the answers by name.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from programmes.models import District, Partner
from referral_portal.common.fields import NOT_KNOWN, too_long
from referral_portal.common.forms import PortalForm

BY_PHONE = "by_phone"
PHONE_CHOICE = (BY_PHONE, "I’d rather say this on the phone")
MAYBE = NOT_KNOWN  # to participants: "I’m not sure"
LENGTH = "-length"  # after the name of an answer of which only the beginning is kept
YES_NO_NOT_SURE = [("yes", "Yes"), ("no", "No"), (MAYBE, "I’m not sure")]
YES_NO_NOT_KNOWN = [("yes", "Yes"), ("no", "No"), (MAYBE, "Not known")]
# "Not known" in a list of answers; it stands alone, and never counts as "none of these".
UNKNOWN = ("not_known", "Not known")
ELSEWHERE = "elsewhere"


@dataclass
class Setting:
    """The day the form was started and who fills it in, which a page's words depend on.

    `account` is the referrer's. `with_caller` means that a coordinator asks a caller the questions.
    """

    today: dt.date
    account: object = None
    with_caller: bool = False

    @cached_property
    def core_team(self) -> str:
        """The names of the partners who share information, as a list in words."""
        names = list(
            Partner.objects.filter(is_core_team=True)
            .order_by("position", "name")
            .values_list("name", flat=True)
        )
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {''.join(names[-1:])}"

    @cached_property
    def districts(self) -> list[tuple[str, str]]:
        """The code and name of every district that can be chosen."""
        return list(District.objects.active().order_by("name").values_list("code", "name"))

    @property
    def sentence_date(self) -> str:
        """The last day of the 12-week rule, in words: no sentence may be likely until then."""
        day = self.today + dt.timedelta(weeks=settings.ORDER_WEEKS)
        return f"{day.day} {day:%B %Y}"


class StepForm(PortalForm):
    """One page. `intro` holds the paragraphs above the questions."""

    intro: tuple[str, ...] = ()

    def __init__(self, *args, setting: Setting, **kwargs):
        super().__init__(*args, **kwargs)
        self.setting = setting
        self.prepare()

    def prepare(self) -> None:
        """Fill in the words and choices that depend on the setting."""

    def _clean_fields(self):
        super()._clean_fields()
        for name, field in self.fields.items():
            length = str(self.data.get(f"{name}{LENGTH}") or "")
            if self.has_error(name, "max_length") and length.isdecimal():
                self.errors[name] = self.error_class(
                    [too_long(field.max_length, int(length), field.label)]
                )

    def paragraphs(self) -> tuple[str, ...]:
        """Return the paragraphs above the questions."""
        return self.intro

    @property
    def has_heading(self) -> bool:
        """Whether a question is the page's heading; otherwise the page shows its title."""
        return any(getattr(f, "presentation", None) and f.presentation.heading
                   for f in self.fields.values())  # fmt: skip

    def need(self, name: str, sentence: str) -> None:
        """Add the error `sentence` if the question `name`, which is optional so far, has no answer."""
        if name not in self.errors and self.cleaned_data.get(name) in (None, "", []):
            self.add_error(name, sentence)
