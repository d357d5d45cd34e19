"""Write files for spreadsheet programs in which no cell can become a formula.

A cell that starts like a formula gets an apostrophe in front.
"""

import csv
import io
from collections.abc import Iterable

import xlsxwriter

CSV, XLSX = "csv", "xlsx"
FORMATS = ((XLSX, "Excel (XLSX)"), (CSV, "CSV"))
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SIGNS = tuple("=+-@\t\r\n\x00＝＋－＠")  # noqa: RUF001 - the wide forms are read as formulas too


def safe_cell(value: object) -> str:
    """Return `value` as text that a spreadsheet program shows and does not compute."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(SIGNS) else text


def csv_of(rows: Iterable[Iterable[object]]) -> str:
    """Return `rows` as the text of a CSV file."""
    file = io.StringIO()
    csv.writer(file).writerows([safe_cell(cell) for cell in row] for row in rows)
    return file.getvalue()


def xlsx_of(rows: Iterable[Iterable[object]]) -> bytes:
    """Return `rows` as an Excel file of one sheet, in which every cell is text."""
    file = io.BytesIO()
    # No file on the disk. Text stays text: no formulas, no links and no numbers.
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, safe_cell(cell))
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return file.getvalue()
