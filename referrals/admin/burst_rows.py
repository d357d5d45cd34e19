"""What a burst shows: its forms in groups that say the same, and what most of them share.

One tick stands for one text, so nobody answers for words that the page did not show.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referrals.admin.answers import typed_answers
from referrals.bursts import Burst, bursts_in, content_of, shared_by_most
from referrals.enums import Status
from referrals.models import Referral
from referrals.setting_aside import why_alone, with_work

KEY_LENGTH = 20
FEW = 3  # names that stand in the open
SHARED = {"phone_key": "telephone number", "email_key": "email address", "postcode": "postcode"}


@dataclass(frozen=True)
class Group:
    """The forms of a burst that say the same, the oldest first, or one to be read by itself.

    `why` says why it must be read by itself.
    """

    forms: list[Referral]
    key: str
    why: str = ""

    @property
    def first(self) -> Referral:
        """The form whose words are shown for all."""
        return self.forms[0]

    @property
    def url(self) -> str:
        """The address of the page of that form."""
        return reverse("admin:referrals_referral_change", args=[self.first.pk])

    @property
    def typed(self) -> list[dict]:
        """Everything that was typed into each of these forms, with the questions."""
        return typed_answers(self.first)

    @property
    def names(self) -> list[str]:
        """The reference and name of each form."""
        return [f"{one.reference}: {one.participant.name}" for one in self.forms]

    @property
    def is_few(self) -> bool:
        """Whether all names stand in the open."""
        return len(self.forms) <= FEW


def bursts(user) -> list[tuple[Burst, int]]:
    """Return the bursts among the newest forms, and how many of each are still in the queue.

    Makes one query. Forms that are set aside still show that there was a burst.
    """
    moments = _newest.read(user, settings.BURSTS["most"])
    within = dt.timedelta(minutes=settings.BURSTS["minutes"])
    found = bursts_in((at for at, _ in moments), most=settings.BURSTS["forms"], within=within)
    left = [
        sum(aside is None and one.start <= at <= one.end for at, aside in moments) for one in found
    ]
    return [pair for pair in zip(found, left, strict=True) if pair[1]]


@KeptFor
def _newest(user: AnyUser, most: int) -> QuerySet:
    waiting = Referral.objects.visible_to(user).filter(status=Status.AWAITING_TRIAGE)
    rows = waiting.order_by("-submitted_at", "-id")
    return rows.values_list("submitted_at", "set_aside_at")[:most]


def forms_between(user, start: dt.datetime, end: dt.datetime) -> list[Referral]:
    """Return the forms of a time that wait for a first decision, the oldest first; one query."""
    rows = Referral.objects.visible_to(user).filter(
        status=Status.AWAITING_TRIAGE,
        set_aside_at=None,
        submitted_at__gte=start,
        submitted_at__lte=end,
    )
    rows = with_work(rows).select_related("participant").order_by("submitted_at", "id")
    return list(rows[: settings.BURSTS["most"]])


def grouped(forms: list[Referral]) -> list[Group]:
    """Return first each form that must be read by itself, then the groups, the largest first."""
    alone, together = [], {}
    for one in forms:
        key = key_of(one)
        if why := why_alone(one):
            alone.append(Group([one], key, why))
        else:
            together.setdefault(key, []).append(one)
    groups = [Group(rows, key) for key, rows in together.items()]
    return alone + sorted(groups, key=lambda one: -len(one.forms))


def key_of(referral: Referral) -> str:
    """Return a digest of everything that a form says, for an address."""
    content = content_of(referral.answers)
    return salted_hmac("referrals.bursts", content, algorithm="sha256").hexdigest()[:KEY_LENGTH]


def shared(forms: list[Referral], groups: list[Group]) -> list[str]:
    """Return in words what several of the forms have in common."""
    total, lines = len(forms), []
    for column, words in SHARED.items():
        _, most = shared_by_most([getattr(one.participant, column) for one in forms])
        if most > 1:
            lines.append(f"The same {words}: {most} of {total}")
    same = max((len(one.forms) for one in groups), default=0)
    if same > 1:
        lines.append(f"The same answers, apart from who the form is about: {same} of {total}")
    return lines
