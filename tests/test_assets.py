"""What the front-end build may and may not bring."""

import re

import pytest

from tests import source

BUILT = source.ROOT / "static" / "build"


@pytest.fixture(scope="module")
def css() -> str:
    """The built style sheet; `./dev test` builds it."""
    return (BUILT / "app.css").read_text()


@pytest.mark.parametrize("word", ["GDS Transport", "@font-face", "crest", "url("])
def test_style_sheet_has_nothing_that_belongs_to_gov_uk(css, word):
    assert word.lower() not in css.lower()


def test_style_sheet_has_our_font_and_the_components_we_use(css):
    assert re.search(r'font-family:\s*"?Helvetica Neue"?,\s*Helvetica,\s*Arial,\s*sans-serif', css)
    for name in ("button", "radios", "error-summary", "exit-this-page", "summary-list"):
        assert f".govuk-{name}" in css, name


def test_no_header_or_footer_of_gov_uk(css):
    assert not re.search(r"\.govuk-(header|footer)[\s,{:_]", css)


def test_script_is_whole_and_asks_for_no_source_map():
    script = (BUILT / "govuk-frontend.min.js").read_text()
    assert "sourceMappingURL" not in script
    assert len(script) > 40_000
    assert "initAll" in script[-300:]


def test_lock_file_pins_what_is_used():
    lock = (source.ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 5
