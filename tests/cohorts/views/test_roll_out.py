"""The public page of the district programme: what it shows, and where it is linked."""

from functools import partial

import pytest
from django.core.management import call_command

from programmes.enums import DISTRICT_PROGRAMME
from programmes.models import Programme, RollOut
from tests.cohorts.test_announcing import FIRST, PAGE, text_of
from tests.factories.district import load_district_programme, plan_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    return load_district_programme()


@pytest.fixture
def plan(version, manager):
    """A function that plans a district group, announced unless told otherwise."""
    return partial(plan_group, version, manager)


def test_the_page_is_there_before_the_catalogue_is(client):
    assert "No groups are listed" in text_of(client)


def test_the_page_costs_the_same_for_one_group_and_for_five(
    client, plan, django_assert_num_queries
):
    for district in ("Dover", "Ashford", "Swale", "Thanet", "Medway"):
        plan(district)
        if district in {"Dover", "Medway"}:
            with django_assert_num_queries(4):
                client.get(PAGE)


def test_the_four_first_groups_are_history_with_their_partners(client, version):
    call_command("load_programmes", verbosity=0)  # again: nothing is doubled
    Programme.objects.update(historic_phone="01227 812531")

    text = text_of(client)

    history = text.index("History: the first groups")
    for district, words in FIRST.items():
        assert text.count(words) == 1
        assert history < text.index(f">{district}<") < text.index(words)
    assert "you cannot join them" in text
    for partner in ("KSS CRC", "Kent &amp; Medway Domestic Abuse Strategy Group"):
        assert partner in text[history:]
    assert "812531" not in text.replace(" ", "")
    assert RollOut.objects.filter(is_historic=True).count() == 4


@pytest.mark.parametrize("url", ["/programmes/", f"/programmes/{DISTRICT_PROGRAMME}/"])
def test_the_public_pages_lead_to_it(client, version, url):
    assert f'href="{PAGE}"' in client.get(url).content.decode()
