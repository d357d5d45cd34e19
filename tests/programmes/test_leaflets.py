"""The papers anybody may have say what the catalogue says; the brochure stands apart."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from programmes.leaflets import PAPERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    call_command("load_programmes", verbosity=0)


def words(response) -> str:
    reader = PdfReader(io.BytesIO(response.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize(
    ("slug", "facts"),
    [
        ("c1", ["Compulsive and Obsessive Behaviour Interventions", "12 times",
                "Dialectical Behaviour Therapy", "Kent Police, Interventions Alliance and Lookahead",
                "Probation Officer", "BPD"]),
        ("r1", ["10 sessions", "12 sessions", "group of up to 8 men", "two facilitators",
                "will be shared", "women included"]),
        ("r2", ["10 sessions", "12 sessions", "up to 8 men", "999", "0808 168 9111"]),
    ],
)  # fmt: skip
def test_a_paper_says_the_facts(client, catalogue, slug, facts):
    response = client.get(reverse("programmes:paper", args=[slug]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{PAPERS[slug].file_name}"'
    text = words(response)
    for fact in facts:
        assert fact in text, fact
    assert "perpetrator" not in text.lower()
    title = PdfReader(io.BytesIO(response.content)).metadata.title
    assert title in {"Leaflet", "Poster"}


def test_a_paper_that_is_not_there_and_one_about_nothing_on_offer(client):
    assert client.get(reverse("programmes:paper", args=["zz"])).status_code == 404
    assert client.get(reverse("programmes:paper", args=["c1"])).status_code == 404
    assert client.get(reverse("brochure")).status_code == 404


def test_the_page_of_a_programme_leads_to_its_papers(client, catalogue):
    page = client.get(reverse("programmes:detail", args=["da-groupwork"])).content.decode()
    for slug in ("r1", "r2"):
        assert reverse("programmes:paper", args=[slug]) in page
    assert reverse("programmes:paper", args=["c1"]) not in page


def test_the_brochure_stands_outside_the_way_to_a_place(client, catalogue):
    response = client.get(reverse("brochure"))

    shown = response.content.decode()
    assert "Victims Link Worker" in shown
    title = shown.split("<title>")[1].split("</title>")[0]
    assert title.strip().startswith("Information")
    assert "Exit this page" in shown
    for way in ("/refer/", "/programmes/", "/papers/"):
        assert f'href="{way}' not in shown
    for page in ("/", "/programmes/", "/programmes/cobi/", "/refer/"):
        assert reverse("brochure") not in client.get(page).content.decode(), page
    assert f'href="{reverse("brochure")}"' in client.get("/safety/").content.decode()
