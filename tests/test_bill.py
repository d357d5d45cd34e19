"""The bill of materials names what is pinned, and advisories that nobody asked are not "none"."""

import json
import re

import pytest

from tooling import bill
from tooling.base import ROOT
from tooling.outdated import advisories

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?: *;([^\\]*))?", re.MULTILINE)
ELSEWHERE = ("python_full_version < '3.11.3'", "sys_platform == 'win32'", "!= 'CPython'")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_62_the_bill_names_every_pinned_package_and_no_other():
    pins = {
        normal(name): version
        for name, version, marker in PIN.findall((ROOT / "requirements.txt").read_text())
        if not any(other in marker for other in ELSEWHERE)
    }
    named = {normal(one["name"]): one["version"] for one in bill.components(bill.PYTHON_BILL)}

    assert len(pins) > 40
    assert named == pins


def test_62_the_bill_of_the_pages_names_what_they_are_built_from():
    named = {one["name"]: one["version"] for one in bill.components(bill.PAGES_BILL)}
    asked = json.loads((ROOT / "package.json").read_text())

    assert asked["dependencies"].items() <= named.items()
    assert not asked["devDependencies"].keys() & named.keys()


def test_62_every_package_has_a_licence_and_the_table_shows_it():
    every = bill.components(bill.PYTHON_BILL) + bill.components(bill.PAGES_BILL)

    assert [one["name"] for one in every if not bill.licences_of(one)] == []
    assert bill.LICENCES.read_text() == bill.table_of_licences()


def test_the_bills_say_nothing_of_the_machine_that_made_them():
    for path in (bill.PYTHON_BILL, bill.PAGES_BILL):
        text = path.read_text()
        assert "timestamp" not in text
        assert "serialNumber" not in text
        assert str(ROOT.parent) not in text
        assert "externalReferences" not in text


@pytest.mark.parametrize(
    ("python", "pages", "found", "line"),
    [
        ("", "", 0, "Python: no source could be reached, so nothing was checked."),
        ("no such host", '{"error": {}}', 0, "Pages: no source could be reached"),
        (
            '{"dependencies": [{"name": "celery", "skip_reason": "not found"}]}',
            "{}",
            0,
            "1 packages were not checked: celery.",
        ),
        (
            '{"dependencies": [{"name": "celery", "version": "1", "vulns": [{"id": "X-1"}]}]}',
            "{}",
            1,
            "celery 1: X-1",
        ),
        ("", '{"vulnerabilities": {"sass": {"severity": "high"}}}', 1, "sass: high"),
    ],
)
def test_what_was_not_checked_is_said(python, pages, found, line):
    number, lines = advisories(python, pages)

    assert number == found
    assert line in "\n".join(lines)


def test_none_is_only_said_when_every_package_was_checked():
    whole = '{"dependencies": [{"name": "celery", "version": "1", "vulns": []}]}'

    assert advisories(whole, '{"vulnerabilities": {}}') == (
        0,
        ["  none, and every package was checked"],
    )
