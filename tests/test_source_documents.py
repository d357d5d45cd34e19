"""The table of the two source documents: every row whole, and everything it names is there.

What a page must say is looked for by tests/portal/test_public_pages.py; here its facts and the
table are held together, so that neither can lose a sentence alone.
"""

import ast
import functools
import re
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve

from tests.every_url import PUBLIC, TABLE
from tests.portal.test_public_pages import FACTS
from tests.source import ROOT

DOCUMENT = ROOT / "docs" / "source-documents.md"
SENTENCES = {"A": 40, "B": 17}  # as counted in the documents
NOT_FROM_THE_DOCUMENTS = ("notice: ", "support: ")


@dataclass(frozen=True)
class Row:
    """One sentence."""

    number: str
    says: str
    where: str
    proof: str

    @property
    def pages(self) -> list[str]:
        return [name for name in quoted(self.where) if name.startswith("/")]

    @property
    def files(self) -> list[str]:
        return [name for name in quoted(self.where) if not name.startswith("/")]

    @property
    def tests(self) -> list[str]:
        return quoted(self.proof)

    @property
    def facts(self) -> list[str]:
        return re.findall(r"“([^”]+)”", self.proof)


def quoted(cell: str) -> list[str]:
    """Return the names of pages, files and tests in `cell`."""
    return re.findall(r"`([^`]+)`", cell)


def read(text: str) -> list[Row]:
    """Return the rows of the tables in `text`."""
    lines = [line for line in text.splitlines() if re.match(r"\| *[AB]\d+ *\|", line)]
    return [Row(*(cell.strip() for cell in line.strip().strip("|").split(" | "))) for line in lines]


def faults(row: Row) -> list[str]:
    """Return the faults of `row`: empty cells, and names of things that do not exist."""
    found = [] if row.says and (row.pages or row.files) and (row.tests or row.facts) else ["empty"]
    found += [page for page in row.pages if not resolves(page)]
    found += [file for file in row.files if not (ROOT / file).is_file()]
    found += [
        test for test in row.tests if test.split("::")[1] not in names_in(test.split("::")[0])
    ]
    return found + [fact for fact in row.facts if fact not in {name for name, _, _ in FACTS}]


def resolves(page: str) -> bool:
    try:
        match = resolve(page)
    except Resolver404:
        return False
    return match.url_name is not None


def is_collected(test: str) -> bool:
    file, _, name = test.partition("::")
    return name in names_in(file)


@functools.cache
def names_in(file: str) -> set[str]:
    """The names under which pytest collects the tests of `file`; none when there is no such file."""
    path = ROOT / file
    if not (path.is_file() and path.name.startswith("test_")):
        return set()
    functions = [n for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef)]
    return {function.name for function in functions if function.name.startswith("test_")}


ROWS = read(DOCUMENT.read_text())


def test_every_sentence_has_a_row():
    numbers = [f"{letter}{n}" for letter, count in SENTENCES.items() for n in range(1, count + 1)]

    assert [row.number for row in ROWS] == numbers


def test_no_row_is_empty_and_everything_named_is_there():
    assert {row.number: faults(row) for row in ROWS if faults(row)} == {}


def test_every_fact_of_the_public_pages_belongs_to_a_sentence():
    named = {fact for row in ROWS for fact in row.facts}

    looked_for = {name for name, _, _ in FACTS if not name.startswith(NOT_FROM_THE_DOCUMENTS)}
    assert looked_for - named == set()


@pytest.mark.django_db
def test_every_public_page_named_opens(client):
    call_command("load_programmes", "--with-demo-rows", verbosity=0)
    pages = {page for row in ROWS for page in row.pages if TABLE[resolve(page).view_name] == PUBLIC}
    assert len(pages) > len(SENTENCES)

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize(
    ("where", "proof", "fault"),
    [
        ("nowhere", "“voluntary”", "empty"),
        ("`/about/`", "by looking", "empty"),
        ("`/abouts/`", "“voluntary”", "/abouts/"),
        ("`referrals/nothing.py`", "“voluntary”", "referrals/nothing.py"),
        ("`/about/`", "“no such fact”", "no such fact"),
        ("`/about/`", "`tests/test_source_documents.py::test_no`", "tests/test_source_documents.py::test_no"),
        ("`/about/`", "`tests/test_no.py::test_no`", "tests/test_no.py::test_no"),
    ],
)  # fmt: skip
def test_a_row_that_names_what_is_not_there_is_found(where, proof, fault):
    assert read(f"| A1 | Something. | {where} | {proof} |")[0]
    assert faults(Row("A1", "Something.", where, proof)) == [fault]
