"""Documents are tagged, set in our own typeface, little work, and fetch nothing that is not ours."""

import cProfile
import datetime as dt
import importlib
import io
import pstats
import re
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from pypdf import PdfReader

from referral_portal.common import pdf

PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Letter</title>'
    '<link rel="stylesheet" href="asset:print.css">{head}</head><body>{body}</body></html>'
)
LETTER = "documents/appointment.html"
MOST_CALLS = 1_200_000  # half as much again as two pages take


def page(body="<h1>Heading</h1><p>Text</p>", head=""):
    return PAGE.format(body=body, head=head)


def letter(**changes):
    """What an appointment letter of twelve sessions needs; it fills two pages."""
    first = dt.datetime(2027, 1, 12, 18, 0)
    sessions = [
        SimpleNamespace(
            plan_number=number + 1,
            starts_at=first + dt.timedelta(weeks=number),
            ends_at=first + dt.timedelta(weeks=number, hours=2),
        )
        for number in range(24)
    ]
    return {
        "reference": "KM-7F3K-9Q2D",
        "to_lines": ["Élan Łukasz Invented", "1 Example Street", "ME14 1XX"],
        "dear": "Élan",
        "on": dt.date(2026, 12, 1),
        "venue": SimpleNamespace(name="Example Hall", address="2 Example Street"),
        "sessions": sessions,
        **changes,
    }


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def tags(element) -> list[str]:
    """Every tag of a structure tree, in reading order."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        return [tag for child in element for tag in tags(child)]
    if not hasattr(element, "get"):
        return []
    own = [element["/S"][1:]] if "/S" in element else []
    return own + (tags(element["/K"]) if "/K" in element else [])


def fonts(reader: PdfReader) -> set[str]:
    """The names of the embedded fonts, without the mark of the subset; each must be embedded."""
    found = set()
    for sheet in reader.pages:
        for font in sheet["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            found.add(descriptor["/FontName"][1:].split("+")[-1])
    return found


def test_a_letter_is_tagged_and_says_its_language_and_title():
    reader = read(pdf.draw(LETTER, letter()))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert all(sheet["/Tabs"] == "/S" for sheet in reader.pages if "/Annots" in sheet)
    assert re.search(r"<pdfuaid:part>1<|pdfuaid:part=.1", root["/Metadata"].get_data().decode())
    found = tags(root["/StructTreeRoot"])
    assert found.count("H1") == 1
    assert found.index("H1") < found.index("H2") < found.index("Table")
    assert found.count("TH") == 3 + 24 + 3  # the second page repeats the head of the table
    assert {"Document", "P", "L", "LI", "TR", "TD", "Caption"} <= set(found)


def test_the_typeface_is_ours_on_every_machine():
    assert fonts(read(pdf.draw(LETTER, letter()))) <= {
        "Portal-NotoSans",
        "Portal-NotoSans-Bold",
    }


def test_metadata_says_nothing_about_the_person_or_the_subject():
    reader = read(pdf.draw(LETTER, letter()))

    assert reader.metadata.title == "Letter KM-7F3K-9Q2D"
    assert set(reader.metadata) <= {"/Title", "/Producer"}
    assert not reader.attachments
    text = reader.trailer["/Root"]["/Metadata"].get_data().decode().lower()
    for word in ("invented", "élan", "abuse", "stalk", "programme"):
        assert word not in text


def calls_to_draw(context) -> int:
    """How many function calls a drawing takes: the same on every machine, however busy it is."""
    with cProfile.Profile() as profile:
        pdf.draw(LETTER, context)
    return pstats.Stats(profile).total_calls


def test_two_pages_take_a_bounded_amount_of_work():
    context = letter()
    assert len(read(pdf.draw(LETTER, context)).pages) == 2
    assert calls_to_draw(context) < MOST_CALLS
    context["sessions"] *= 5
    assert calls_to_draw(context) > MOST_CALLS, "more work is seen"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/picture.png",
        "https://example.org/picture.png",
        "file:///etc/hostname",
        "data:image/png;base64,iVBORw0KGgo=",
        "asset:../settings.py",
        "picture.png",
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        '<img alt="" src="{}">',
        '<p style="background: url({})">x</p>',
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
        "<style>@import url({});</style>",
        "<style>@font-face {{font-family: x; src: url({})}} p {{font-family: x}}</style>",
    ],
)
def test_anything_that_is_not_ours_stops_the_drawing(address, place):
    inside = place.format(address)
    is_head = inside.startswith(("<link", "<style"))
    html = page(head=inside) if is_head else page(body=f"<h1>x</h1>{inside}")
    with pytest.raises(pdf.FetchRefused):
        pdf.draw_html(html)


def test_what_a_person_typed_is_text():
    attack = '<link rel="attachment" href="file:///etc/hostname"><img src="http://127.0.0.1:9/">'

    reader = read(pdf.draw(LETTER, letter(dear=attack)))

    assert 'rel="attachment"' in reader.pages[0].extract_text().replace("\n", " ")
    assert not reader.attachments


@pytest.fixture
def without_pango(monkeypatch):
    real = importlib.import_module

    def refuse(name, *rest):
        if name == "weasyprint":
            raise OSError("cannot load library 'libgobject-2.0-0'")
        return real(name, *rest)

    pdf._library.cache_clear()
    monkeypatch.setattr(pdf.importlib, "import_module", refuse)
    yield
    pdf._library.cache_clear()


def test_without_pango_the_same_letter_is_a_page_to_print(without_pango):
    assert not pdf.can_draw()
    with pytest.raises(pdf.DocumentsUnavailable):
        pdf.draw(LETTER, letter())

    response = pdf.document(
        RequestFactory().get("/"), LETTER, letter(), file_name="KM-7F3K-9Q2D.pdf"
    ).render()

    shown = response.content.decode()
    assert response["Content-Type"].startswith("text/html")
    assert "Tuesday 12 January 2027" in shown
    assert 'href="/static/documents/print.css"' in shown
    assert "asset:" not in shown


def test_a_letter_is_never_kept_and_a_public_paper_is_drawn_once(monkeypatch):
    request = RequestFactory().get("/")
    pdf._draw_once.cache_clear()
    for _ in range(2):
        response = pdf.document(request, LETTER, letter(), file_name="KM-7F3K-9Q2D.pdf")
    assert response["Content-Disposition"] == 'attachment; filename="KM-7F3K-9Q2D.pdf"'
    assert pdf._draw_once.cache_info().currsize == 0
    for _ in range(2):
        pdf.document(request, LETTER, letter(), file_name="leaflet.pdf", is_public=True)
    assert pdf._draw_once.cache_info().hits == 1
    pdf._draw_once.cache_clear()
