"""The district programme of the catalogue, and groups of it at venues that must stay secret."""

from django.core.management import call_command

from cohorts.announcing import announce
from cohorts.models import Cohort
from programmes.enums import DISTRICT_PROGRAMME
from programmes.models import District, ProgrammeVersion
from tests.factories.cohorts import PLANNED_AT, make_cohort
from tests.factories.programmes import FundingPeriodFactory, VenueFactory


def load_district_programme() -> ProgrammeVersion:
    """Load the catalogue and return the current version of the district programme."""
    call_command("load_programmes", verbosity=0)
    FundingPeriodFactory()
    return ProgrammeVersion.objects.current().get(programme__code=DISTRICT_PROGRAMME)


def plan_group(version, manager, district="Dover", *, told=True, **choices) -> Cohort:
    """Plan a district group, announced unless told otherwise."""
    number = Cohort.objects.count()
    venue = VenueFactory(
        district=District.objects.get(name=district),
        name=f"Secret Rooms {number}",
        address_line_1="7 Secret Lane",
    )
    cohort = make_cohort(version=version, venue=venue, by=manager, **choices)
    if told:
        announce(cohort_id=cohort.pk, by=manager, now=PLANNED_AT)
    return cohort
