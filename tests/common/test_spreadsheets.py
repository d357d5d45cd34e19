"""Security point 37: no cell of an export becomes a formula."""

import csv
import io
import zipfile

import pytest

from referral_portal.common.spreadsheets import csv_of, safe_cell, xlsx_of


@pytest.mark.parametrize("sign", list("=+-@\t\r＝＋－＠"))  # noqa: RUF001
def test_37_a_cell_with_a_sign_of_a_formula_is_text(sign):
    cell = f'{sign}HYPERLINK("http://elsewhere.test")'
    assert safe_cell(cell) == f"'{cell}"
    assert safe_cell(f"  {cell}").startswith("'")
    (row,) = csv.reader(io.StringIO(csv_of([[cell, "plain, text", 7]]), newline=""))
    assert row == [f"'{cell}", "plain, text", "7"]


def test_an_excel_file_holds_text_and_nothing_that_runs():
    cells = ["=1+1", "https://elsewhere.test", "7", "Zoë"]

    with zipfile.ZipFile(io.BytesIO(xlsx_of([cells]))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()

    assert sheet.count('t="s"') == len(cells), "every cell is a text"
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "<t>'=1+1</t>" in words
    assert "Zoë" in words
