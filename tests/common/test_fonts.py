"""Our documents are set in our own fonts, and what these cannot draw never leaves as an empty box."""

import pytest
from pypdf.generic import ContentStream

from referral_portal.common import fonts, pdf
from tests.common.test_pdf import LETTER, letter, page, read

# A name in each script of Kent's communities, and the font that must draw it.
NAMES = {
    "Łukasz": "NotoSans",
    "Ελένη": "NotoSans",
    "Юлія": "NotoSans",
    "Zoe\u0308 Ngu\u031b\u0303o\u0323": "NotoSans",  # letters and marks, as some keyboards write
    "محمد": "NotoSansArabic",
    "سیمین": "NotoSansArabic",
    "सीता गुरुङ": "NotoSansDevanagari",
    "ਗੁਰਪ੍ਰੀਤ": "NotoSansGurmukhi",
    "বাংলা": "NotoSansBengali",
    "தமிழ்": "NotoSansTamil",
    "ไทย": "NotoSansThai",
    "王小明": "NotoSansCJK",
    "陳國龍": "NotoSansCJK",
}
STOPPED = ["Sam 🙂", "Sam ❤️", "Sam ☎️", "Sam 1️⃣", "Sam ©️", "Sam \U000e0001\U0001f3f4", "Sam \ue000"]


def drawn_glyphs(content: bytes) -> dict[str, set[int]]:
    """The numbers of the glyphs that the pages show, by the name of the font.

    Every font of a document has two bytes for a glyph. A font with an encoding of its own maps
    what it lacks to glyph 0, the empty box, so it counts as having shown that one.
    """
    found = {}
    reader = read(content)
    for sheet in reader.pages:
        kept = {key: font.get_object() for key, font in sheet["/Resources"]["/Font"].items()}
        current = None
        for operands, operator in ContentStream(sheet.get_contents(), reader).operations:
            if operator == b"Tf":
                font = kept[operands[0]]
                (inner,) = font["/DescendantFonts"]
                descriptor = inner.get_object()["/FontDescriptor"].get_object()
                current = descriptor["/FontName"].split("+")[-1]
                own = font["/Encoding"] != "/Identity-H"
                found.setdefault(current, set()).update({0} if own else ())
            elif operator in (b"Tj", b"TJ"):
                parts = operands[0] if operator == b"TJ" else operands
                texts = [part.original_bytes for part in parts if hasattr(part, "original_bytes")]
                found[current] |= {
                    int.from_bytes(text[at : at + 2])
                    for text in texts
                    for at in range(0, len(text), 2)
                }
    return found


@pytest.mark.parametrize(("name", "font"), NAMES.items())
def test_a_name_in_any_script_of_kent_is_drawn_without_an_empty_box(name, font):
    content = pdf.draw(LETTER, letter(dear=name, to_lines=[name, "1 Example Street"]))

    glyphs = drawn_glyphs(content)
    family = fonts.family_of(font).replace(" ", "-")
    assert len(glyphs[family]) >= 2
    assert all(0 not in shown for shown in glyphs.values()), "glyph 0 is the empty box"
    assert {one.removesuffix("-Bold") for one in glyphs} <= {
        fonts.family_of(one).replace(" ", "-") for one in (fonts.LATIN, font)
    }


def test_the_test_sees_an_empty_box(monkeypatch):
    monkeypatch.setattr(fonts, "check", lambda html: None)
    monkeypatch.setattr(pdf, "_refuse_boxes", lambda html, used: None)

    glyphs = drawn_glyphs(pdf.draw(LETTER, letter(dear="\ue000")))

    assert any(0 in shown for shown in glyphs.values())


@pytest.mark.parametrize("name", STOPPED)
def test_a_character_that_no_font_of_ours_has_stops_the_letter(name):
    with pytest.raises(fonts.CannotPrint) as stopped:
        pdf.draw(LETTER, letter(dear=name, to_lines=[name, "1 Example Street"]))

    assert stopped.value.lines == [name, f"Dear {name},"]
    assert set(stopped.value.characters) <= set(name.removeprefix("Sam "))


@pytest.mark.parametrize("name", ["Sam 🙂", "Sam \ue000"])
def test_what_the_library_says_of_its_glyphs_stops_the_letter_too(monkeypatch, name):
    """The fonts' own tables could be wrong about what the library draws."""
    monkeypatch.setattr(fonts, "check", lambda html: None)

    with pytest.raises((fonts.CannotPrint, pdf.FetchRefused)):
        pdf.draw(LETTER, letter(dear=name))


def test_a_font_of_the_machine_stops_the_drawing():
    html = page('<h1>x</h1><p style="font-family: monospace">Invented</p>')

    with pytest.raises(pdf.FetchRefused, match="not ours"):
        pdf.draw_html(html)


def test_joiners_that_scripts_need_and_marks_without_a_shape_stop_nothing():
    assert (
        fonts.missing_from("क्\u200dष می\u200cخواهم \u2066x\u2069 so\u00adft ea\ufe00 \u3000") == ""
    )


def test_a_page_to_print_is_checked_as_well(monkeypatch, rf):
    def refuse():
        raise pdf.DocumentsUnavailable

    monkeypatch.setattr(pdf, "_library", refuse)

    with pytest.raises(fonts.CannotPrint):
        pdf.document(rf.get("/"), LETTER, letter(dear="🙂"), file_name="KM-7F3K-9Q2D.pdf")


def test_a_public_paper_with_such_a_character_is_a_page_to_print(rf):
    response = pdf.document(
        rf.get("/"), LETTER, letter(dear="🙂"), file_name="leaflet.pdf", is_public=True
    )

    assert response["Content-Type"].startswith("text/html")
    assert "🙂" in response.render().content.decode()


def test_characters_are_named_for_the_reader():
    assert fonts.in_words("🙂\x07") == "🙂 (slightly smiling face), U+0007"


def test_a_letter_in_latin_letters_reads_no_other_font(monkeypatch):
    """The font for Chinese has sixteen megabytes."""
    read_fonts = []
    real = fonts.data_of
    monkeypatch.setattr(fonts, "data_of", lambda name: read_fonts.append(name) or real(name))

    pdf.draw(LETTER, letter())

    assert set(read_fonts) == {fonts.LATIN}


@pytest.mark.parametrize("name", fonts.NAMES)
def test_each_font_is_a_file_of_its_package(name):
    assert len(fonts.data_of(name)) > 20_000
    assert fonts.needed_for("A") == [fonts.LATIN]


@pytest.mark.parametrize("package", ["SCRIPTS", "CHINESE"])
def test_without_its_fonts_the_machine_is_not_ready_to_draw(monkeypatch, package):
    assert pdf.can_draw()

    monkeypatch.setattr(fonts, package, "no_such_package")

    assert not pdf.can_draw()
