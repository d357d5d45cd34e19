"""The public pages: facts in plain words, and what must never be on them."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from programmes.models import Programme, ProgrammeVersion, RollOut
from tests.factories.programmes import ProgrammeVersionFactory, RollOutFactory

CODES = ["cobi", "da-one-to-one", "da-groupwork", "district-community"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    call_command("load_programmes", verbosity=0)


def page(client, code):
    response = client.get(reverse("programmes:detail", args=[code]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("catalogue")
def test_the_list_names_every_programme_to_anybody(client):
    html = client.get("/programmes/").content.decode()

    for name in ("COBI", "Domestic Abuse 1:1", "Domestic Abuse Groupwork", "District community"):
        assert name in html
    assert "up to 2.5 hours" in html
    assert "In a group of up to 8." in html
    assert html.index("Domestic Abuse 1:1") < html.index("COBI")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("address", ["/programmes/", "/programmes/districts/"])
def test_no_page_states_a_length_or_a_rhythm_that_no_document_gives(client, address):
    codes = ("da-one-to-one", "da-groupwork", "district-community")
    pages = [client.get(address).content.decode(), *(page(client, code) for code in codes)]
    for html in pages:
        for invented in ("about 2 hours", "a week", "eekly"):
            assert invented not in html


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("cobi", ["12 sessions", "up to 2.5 hours", "DBT", "Borderline", "Probation Officer"]),
        ("da-one-to-one", ["10 sessions", "Good Lives Model", "including women", "tailored"]),
        ("da-groupwork", ["12 sessions", "up to 8 men", "Two facilitators", "heterosexual"]),
        (
            "district-community",
            [
                "12 sessions",
                "up to 12 men",
                "equal mix",
                "KSS CRC",
                "Kent &amp; Medway Domestic Abuse Strategy Group",
                "Canterbury: pilot group, until mid-December 2016",
                "Thanet: first group, from September 2017",
            ],
        ),
    ],
)
def test_a_page_gives_the_facts_of_its_programme(client, code, facts):
    html = page(client, code)

    for fact in facts:
        assert fact in html


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("code", CODES)
def test_a_page_gives_the_criteria_in_the_words_for_a_person(client, code):
    html = page(client, code)
    version = ProgrammeVersion.objects.current().get(programme__code=code)

    for criterion in version.criteria.all():
        assert criterion.person_wording in html
        assert criterion.agency_wording not in html


@pytest.mark.usefixtures("catalogue")
def test_nobody_is_labelled_and_no_old_number_is_given(client):
    Programme.objects.update(historic_phone="01227 812531")

    pages = [client.get("/programmes/").content.decode(), *(page(client, c) for c in CODES)]

    for html in pages:
        assert "perpetrator" not in html.lower()
        assert "812531" not in html.replace(" ", "")
        assert "0808 168 9111" in html


@pytest.mark.usefixtures("catalogue")
def test_titles_stay_neutral(client):
    for html in [client.get("/programmes/").content.decode(), *(page(client, c) for c in CODES)]:
        title = html.split("<title>")[1].split("</title>")[0].lower()
        assert not any(word in title for word in ("abuse", "stalking", "cobi", "domestic"))


def test_earlier_groups_are_not_shown_as_coming(client):
    version = ProgrammeVersionFactory(group=True)
    RollOutFactory(programme=version.programme, label="Old group", is_historic=True)
    RollOutFactory(programme=version.programme, label="New group")

    html = page(client, version.programme.code)

    coming, earlier = html.index("New groups"), html.index("Earlier groups")
    assert coming < html.index("new group<") < earlier < html.index("old group<")


def test_drafts_and_programmes_not_on_offer_are_not_there(client):
    draft = ProgrammeVersionFactory(draft=True, name="Only a draft")
    closed = ProgrammeVersionFactory(programme__is_active=False, name="Not on offer")

    html = client.get("/programmes/").content.decode()

    for version in (draft, closed):
        assert version.name not in html
        assert client.get(f"/programmes/{version.programme.code}/").status_code == 404
    assert client.get("/programmes/no-such-one/").status_code == 404


def test_a_draft_changes_nothing_for_the_public(client):
    version = ProgrammeVersionFactory(name="Published words")
    ProgrammeVersionFactory(programme=version.programme, number=2, draft=True, name="Draft words")

    assert "Draft words" not in page(client, version.programme.code)


def test_nothing_can_be_sent_to_these_pages(client):
    assert client.post("/programmes/").status_code == 405


@pytest.mark.parametrize("programmes", [3, 30])
def test_the_list_costs_one_query(client, django_assert_num_queries, programmes):
    ProgrammeVersionFactory.create_batch(programmes)

    with django_assert_num_queries(1):
        client.get("/programmes/")


@pytest.mark.parametrize("districts", [3, 30])
def test_a_page_costs_four_queries(client, django_assert_num_queries, districts):
    version = ProgrammeVersionFactory()
    RollOutFactory.create_batch(districts, programme=version.programme)
    assert RollOut.objects.count() == districts

    with django_assert_num_queries(4):
        page(client, version.programme.code)
