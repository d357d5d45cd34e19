"""Names of 35 letters without a break for everyone in the demonstration, and pages that show them."""

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat, Left
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort
from referral_portal.accounts.models import Agency, User
from referrals.enums import Status
from referrals.models import (
    CallBack,
    Participant,
    PossibleMatch,
    Referral,
    Referrer,
    search_keys,
)
from safeguarding.models import PersonAtRisk, Worker
from tests.signing_in import signed_in

NAME = "Wolfeschlegelsteinhausenbergerdorff"
assert len(NAME) == 35
ONCE = Concat(Value(NAME), Left(Cast("pk", CharField()), 8), output_field=CharField())
STEPS = ("accept", "decline", "note", "triage_one")


def rename_everyone() -> None:
    """Give every person, agency and cohort the long name."""
    Participant.objects.update(name=NAME, known_as=NAME, **search_keys(name=NAME, known_as=NAME))
    User.objects.update(first_name=NAME, last_name=NAME)
    Referrer.objects.update(name=NAME, manager=NAME)
    Agency.objects.update(name=ONCE)
    CallBack.objects.update(name=NAME)
    Worker.objects.update(name=NAME)
    people = PersonAtRisk.objects.all()
    assert people
    for person in people:
        person.legal_name, person.aliases = NAME, NAME
        person.save()
    Cohort.objects.update(name=ONCE)


def pages() -> list[tuple[str, dict[str, str]]]:
    """Return addresses of the desk and of an agency, each with the cookies of who opens it."""
    desk, agency = signed_in("coordinator"), signed_in("agency")
    return [
        *((path, desk) for path in _of_the_desk()),
        (reverse("referrals:your_referrals"), agency),
    ]


def _of_the_desk() -> list[str]:
    referrals = Referral.objects.order_by("pk")[:4]
    calls = CallBack.objects.order_by("pk")[:1]
    queue = reverse("admin:referrals_referral_changelist")
    undecided = Referral.objects.filter(status=Status.AWAITING_TRIAGE).first()
    first, second = Participant.objects.order_by("pk")[:2]
    match, _is_new = PossibleMatch.objects.get_or_create(
        first=first, second=second, defaults={"found_at": timezone.now()}
    )
    return [
        reverse("admin:index"),
        queue,
        f"{queue}?status=all",
        *(reverse("admin:referrals_referral_change", args=[one.pk]) for one in referrals),
        *(reverse("admin:referrals_callback_change", args=[call.pk]) for call in calls),
        *(reverse(f"admin:referrals_referral_{page}", args=[undecided.pk]) for page in STEPS),
        reverse("admin:referrals_callback_changelist"),
        reverse("admin:referrals_possiblematch_changelist"),
        reverse("admin:referrals_possiblematch_change", args=[match.pk]),
    ]
