"""The catalogue, and accounts made for the benchmark, to which the invented referrals refer.

The number of accounts grows with that of referrals, so that no facilitator has a thousand cohorts. No
account has a password; the benchmark opens their sessions itself.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth.models import Group

from programmes.models import District, FundingPeriod, Partner, ProgrammeVersion, Venue
from referral_portal.accounts.models import Agency, User
from referral_portal.accounts.roles import Role

AGENCIES = 12
REFERRALS_PER_FACILITATOR = 250
REFERRALS_PER_COORDINATOR = 1_000
REFERRALS_PER_VENUE = 500
FUNDING = "Invented for the benchmark"


@dataclass(frozen=True)
class Version:
    """The facts that the loader needs about the current version of one programme."""

    id: int
    programme_id: int
    pathway: str
    capacity: int
    facilitators: int
    accepts_mandated: bool
    plans: tuple


@dataclass
class Reference:
    """The ids of all rows that a referral can refer to."""

    versions: dict[str, Version] = field(default_factory=dict)
    districts: list[int] = field(default_factory=list)
    venues: list[Venue] = field(default_factory=list)
    funding_id: int = 0
    coordinators: list[int] = field(default_factory=list)
    managers: list[int] = field(default_factory=list)
    facilitators: list[int] = field(default_factory=list)
    referrers: list[tuple[int, int]] = field(default_factory=list)  # account, agency


def reference(*, referrals: int, now: dt.datetime) -> Reference:
    """Read the catalogue, and make the accounts that `referrals` need."""
    found = Reference(
        versions={version.programme.code: _version(version) for version in _current()},
        districts=list(District.objects.active().values_list("pk", flat=True)),
        venues=venues(referrals // REFERRALS_PER_VENUE),
        funding_id=_funding(now).pk,
        coordinators=accounts(
            "coordinator", Role.COORDINATOR, max(4, referrals // REFERRALS_PER_COORDINATOR)
        ),
        managers=accounts("manager", Role.MANAGER, 2),
        facilitators=accounts(
            "facilitator", Role.FACILITATOR, max(4, referrals // REFERRALS_PER_FACILITATOR)
        ),
    )
    accounts("auditor", Role.AUDITOR, 1)
    agencies = [
        Agency.objects.get_or_create(name=f"Invented Agency {number}")[0]
        for number in range(1, AGENCIES + 1)
    ]
    for agency in agencies:
        for account in accounts(f"agency-{agency.pk}", Role.AGENCY, 2, agency=agency):
            found.referrers.append((account, agency.pk))
    return found


def _current():
    versions = ProgrammeVersion.objects.current().select_related("programme")
    return versions.prefetch_related("session_plans")


def _version(version: ProgrammeVersion) -> Version:
    return Version(
        id=version.pk, programme_id=version.programme_id, pathway=version.programme.pathway,
        capacity=version.capacity, facilitators=version.facilitators_required,
        accepts_mandated=version.accepts_mandated, plans=tuple(version.session_plans.all()),
    )  # fmt: skip


def _funding(now: dt.datetime) -> FundingPeriod:
    """Return a funding period for every invented cohort, past and planned."""
    year = dt.timedelta(days=366)
    period, _ = FundingPeriod.objects.get_or_create(
        name=FUNDING,
        defaults={
            "funder": Partner.objects.earliest("pk"),
            "starts_on": now.date() - 7 * year,
            "ends_on": now.date() + 2 * year,
            "is_demo": True,
        },
    )
    return period


def venues(count: int) -> list[Venue]:
    """Return the catalogue's venues and more, enough for this many cohorts."""
    districts = list(District.objects.active().order_by("pk"))
    for number in range(Venue.objects.count(), count):
        Venue.objects.create(
            district=districts[number % len(districts)], name=f"Invented Rooms {number}",
            address_line_1=f"{number} Example Street", town="Maidstone", postcode="ME14 0AA",
            is_demo=True,
        )  # fmt: skip
    return list(Venue.objects.order_by("pk"))


def accounts(prefix: str, role: Role, count: int, agency: Agency | None = None) -> list[int]:
    """Make accounts until there are `count` with this prefix; return the ids of all of them."""
    group = Group.objects.get(name=role.value)
    for number in range(1, count + 1):
        name = f"bench-{prefix}-{number}"
        user, is_new = User.objects.get_or_create(
            username=name,
            defaults={"first_name": "Invented", "last_name": name, "agency": agency,
                      "email": f"{name}@example.org", "password": "!"},
        )  # fmt: skip
        if is_new:
            user.groups.add(group)
    rows = User.objects.filter(username__startswith=f"bench-{prefix}-").order_by("pk")
    return list(rows.values_list("pk", flat=True))
