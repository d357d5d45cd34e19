"""Security point 37: no cell of an export becomes a formula."""

import csv
import io

import pytest

from referral_portal.common.spreadsheets import csv_of, safe_cell


@pytest.mark.parametrize("sign", list("=+-@\t\r＝＋－＠"))  # noqa: RUF001
def test_37_a_cell_with_a_sign_of_a_formula_is_text(sign):
    cell = f'{sign}HYPERLINK("http://elsewhere.test")'
    assert safe_cell(cell) == f"'{cell}"
    assert safe_cell(f"  {cell}").startswith("'")
    (row,) = csv.reader(io.StringIO(csv_of([[cell, "plain, text", 7]]), newline=""))
    assert row == [f"'{cell}", "plain, text", "7"]
