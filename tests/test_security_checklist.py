"""Each point of the security checklist has a test that is there, or a reason."""

import ast
from functools import cache
from pathlib import Path

from tests import drawing
from tests.security_checklist import POINTS, Point
from tests.security_lessons import DEFAULTS, DEFECTS

TESTS = Path(__file__).resolve().parent


@cache
def names_in(file: str) -> frozenset[str]:
    """Return the names of the tests of one file, none when it is not there."""
    path = TESTS / file
    if not path.is_file():
        return frozenset()
    nodes = ast.parse(path.read_text()).body
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def missing(points: dict[object, Point]) -> list[str]:
    """Return a sentence for each point that names a test which is not there, or nothing at all."""
    found = []
    for number, point in points.items():
        if not point.tests and not point.reason:
            found.append(f"{number}: name a test or give a reason.")
        for test in point.tests.split():
            file, _, name = test.partition("::")
            if not name.startswith("test_") or name not in names_in(file):
                found.append(f"{number}: {test} is not there.")
    return found


def test_every_point_has_tests_that_are_there_or_a_reason():
    assert list(POINTS) == list(range(1, 64))
    assert list(DEFAULTS) == list(range(1, 11))
    assert missing(POINTS) == []
    lessons = DEFAULTS | DEFECTS
    assert missing(lessons) == []
    assert [number for number, point in lessons.items() if not point.tests] == []


def test_a_point_without_its_test_is_found():
    broken = {
        1: Point("Nothing at all."),
        2: Point("No such test.", "test_security_checklist.py::test_nothing"),
        3: Point("No such file.", "test_nowhere.py::test_nothing"),
        4: Point("Not now.", "", "Because."),
    }
    assert missing(broken) == [
        "1: name a test or give a reason.",
        "2: test_security_checklist.py::test_nothing is not there.",
        "3: test_nowhere.py::test_nothing is not there.",
    ]


def test_the_page_in_the_docs_is_this_table():
    assert drawing.stale() == [], "Run ./dev fix: a page of docs/ is not its table any more."
