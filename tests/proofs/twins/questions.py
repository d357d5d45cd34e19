"""Every question a world is asked: who asks, by which method, for which address and object.

The addresses come from the resolver, so that a new one is asked without anybody adding it here. The
far side's own addresses are left out: what they answer is hers to know.
"""

import itertools
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.urls import reverse

from cohorts.models import Cohort, Enrolment
from programmes.leaflets import PAPERS
from programmes.models import Programme
from referral_portal.accounts.models import User
from referral_portal.outbox.models import OutgoingMessage
from referrals.models import CallBack, PossibleMatch, Redaction, Referral
from referrals.steps import FORMS
from referrals.steps.interruptions import INTERRUPTIONS
from tests.every_url import UNNAMED, addresses
from tests.proofs.twins.forms import junk

NOBODY = 987_654
MODEL_PAGE = re.compile(r"(?:.*:)?([a-z]+)_([a-z]+)_[a-z_-]+$")
# Not an app and a model, as names of the stock admin's pages otherwise are.
OTHER_NAMES = {"admin:auth_user_password_change": "accounts.User"}
GET, HEAD, OPTIONS = "GET", "HEAD", "OPTIONS"
POST, JUNK, BARE = "POST", "POST junk", "POST without token"
HOW = (GET, HEAD, OPTIONS, POST, JUNK, BARE)
# Lists are asked again like this; the last ones are what nobody should be able to filter by.
QUERIES = (
    "?q=Canarina", "?q=Placeholder", "?show=past", "?status=on_hold", "?status=waiting&district=medway",
    "?o=-1", "?p=2", "?all=", "?after=junk", "?before=junk", "?from=check", "?next=/cohorts/",
    "?status=all&sort=name", "?sort=-due", "?counts=1&who=me", "?overdue=contact&danger=1",
    "?participant__name__startswith=A", "?envelope__sealed_at__gte=2026-01-01", "?_popup=1",
    "?state=waiting", "?state=sent&kind=accepted&to=participant",
)  # fmt: skip
# Nothing is there, nothing can be read, a place that is not hers to know of.
ELSEWHERE = (
    "/nothing-is-here/",
    "/admin/nothing/",
    "/%00",
    "/?x=%00",
    "/admin/r/1/1/",
    "/static/no",
)


@dataclass(frozen=True)
class Question:
    """One request by one person."""

    who: str
    how: str
    path: str

    def __str__(self) -> str:
        return f"{self.who}: {self.how} {self.path}"

    def sent(self, forms: dict[tuple[str, str], dict]) -> dict:
        """Return the data of the form that was seen at this address, or nonsense in its fields."""
        data = forms.get((self.who, self.path), {})
        return junk(data) if self.how == JUNK else data


class Objects:
    """The rows of a world that addresses name, at most `most` of a kind, and one that is nowhere."""

    def __init__(self, *, most: int):
        self.most = most
        self._found = {
            "referral_id": self._keys(Referral),
            "cohort_id": self._keys(Cohort),
            "enrolment_id": self._keys(Enrolment),
            "message_id": self._keys(OutgoingMessage),
            "unsent_id": self._keys(OutgoingMessage),
            "call_back_id": self._keys(CallBack),
            "match_id": self._keys(PossibleMatch),
            "other_referral_id": self._keys(Referral),
            "user_id": self._keys(User),
            "redaction_id": self._keys(Redaction),
            # A page of the form and an answer on it, which the desk amends.
            "page": ["home", "in-your-words", "nothing"],
            "answer": ["own_words", "nothing"],
            "number": [1, 2, NOBODY],
            "topic": ["domestic-abuse", "stalking"],
            "audience": ["participant", "referrer"],
            "code": list(Programme.objects.order_by("code").values_list("code", flat=True)),
            "name": sorted(INTERRUPTIONS),
            "app_label": ["referrals"],
        }

    def _keys(self, model) -> list:
        """Return keys spread over a table, and one that is nowhere."""
        keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        step = max(len(keys) // self.most, 1)
        kind = model._meta.pk.get_internal_type()
        return [*keys[::step][: self.most], uuid.UUID(int=1) if kind == "UUIDField" else NOBODY]

    def of(self, name: str, argument: str) -> list:
        """Return the values that are asked for `argument` of the address `name`."""
        if argument == "slug":
            slugs = {step.slug for form in FORMS for step in form.steps}
            return sorted(PAPERS) if "paper" in name else sorted(slugs)
        if argument in self._found:
            return self._found[argument]
        if argument == "content_type_id":
            return list(range(1, 40))
        model = OTHER_NAMES.get(name) or ".".join(
            MODEL_PAGE.match(name).groups() if MODEL_PAGE.match(name) else ()
        )
        try:
            found = self._keys(apps.get_model(model))
        except (LookupError, ValueError):
            found = [1, 2, NOBODY]
        # The next row as well: it would be hers, were she kept here.
        return [*found, *(key + 1 for key in found[-2:-1] if isinstance(key, int))]

    def paths(self, name: str, pattern) -> Iterator[str]:
        """Return the address `name` for every combination of rows."""
        arguments = list(pattern.regex.groupindex)
        choices = [self.of(name, argument) for argument in arguments]
        for values in itertools.product(*choices):
            yield reverse(name, kwargs=dict(zip(arguments, values, strict=True)))


def portal_addresses() -> Iterator[tuple[str, object]]:
    """Yield every address outside the far side."""
    for name, pattern in addresses():
        if name not in UNNAMED and not name.startswith("safeguarding:"):
            yield name, pattern


def questions(*, people: list[str], most: int) -> Iterator[Question]:
    """Yield every question, GET before POST so that a form has been seen when it is filled."""
    objects = Objects(most=most)
    found = list(portal_addresses())
    paths = {name: list(objects.paths(name, pattern)) for name, pattern in found}
    lists = [
        path + query
        for name, pattern in found
        if not pattern.regex.groupindex
        for path in paths[name]
        for query in QUERIES
    ]
    for who in people:
        for how in HOW:
            for path in itertools.chain(*paths.values(), ELSEWHERE):
                yield Question(who, how, path)
            if how == GET:
                for path in lists:
                    yield Question(who, how, path)
