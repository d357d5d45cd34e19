"""The first page lists free places with who waits for the programme, and nobody who is hidden."""

import datetime as dt

import pytest
import time_machine

from tests.factories.cohorts import make_cohort, waiting_referral
from tests.factories.desk import NOW, staff
from tests.factories.programmes import ProgrammeVersionFactory, VenueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def rows(client, **role) -> list[tuple[str, str, str]]:
    """The rows of free places on the first page."""
    client.force_login(staff(**role))
    (item,) = [one for one in client.get("/admin/").context["work"] if one.text == "Places free"]
    return [(row.text, row.name, row.detail) for row in item.rows]


def test_a_free_place_names_those_who_wait_longest_for_it_in_its_district(client):
    version = ProgrammeVersionFactory(group=True)
    cohort = make_cohort(version=version, name="Maidstone Tuesdays")
    near = [
        waiting_referral(version.programme, district=cohort.district, name=f"Near {number}")
        for number in range(5)
    ]
    waiting_referral(version.programme, district=VenueFactory().district)
    waiting_referral(ProgrammeVersionFactory(group=True).programme, district=cohort.district)
    hidden = waiting_referral(
        version.programme, district=cohort.district, is_restricted=True,
        submitted_at=NOW - dt.timedelta(days=9),
    )  # fmt: skip
    hidden.named_users.create(user=staff(manager=True), at=NOW)

    ((name, free, fits),) = rows(client, coordinator=True)

    assert (name, free) == ("Maidstone Tuesdays", "8 of 8 free")
    first = ", ".join(one.reference for one in near[:3])
    assert fits == f"Waiting here: {first} and 2 more"


def test_without_a_participant_of_the_district_it_says_who_waits_elsewhere(client):
    version = ProgrammeVersionFactory(group=True)
    make_cohort(version=version)
    assert rows(client, manager=True)[0][2] == "Nobody is waiting for it"

    waiting_referral(version.programme, district=VenueFactory().district)

    assert rows(client, manager=True)[0][2] == "1 waiting in other districts"
