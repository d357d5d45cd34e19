"""docs/promises.md lists every promise of the pages, with a mechanism and a test that exists."""

import pytest

from tests import promises


def test_every_promise_has_a_mechanism_and_a_test_that_exists():
    found = {one for path in promises.files() for one in promises.sentences(path)}
    assert len(found) > 50
    assert promises.faults(promises.DOCUMENT.read_text(), found) == []


PROMISE = "We never tell anyone your name."
TEST = "tests/test_promises.py::test_a_list_that_is_not_whole_is_found"
WHOLE = f"| “{PROMISE}” | A wall. | `{TEST}` |"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Not listed in docs/promises.md"),
        (f"{WHOLE}\n| “We delete it at once.” | Now. | `{TEST}` |", "On no page any more"),
        (f"| “{PROMISE}” |  | `{TEST}` |", "Without a mechanism"),
        (f"| “{PROMISE}” | A wall. | Trust us. |", "Without a test"),
        (WHOLE.replace("is_found", "is_lost"), "does not exist"),
        (WHOLE.replace("tests/test_promises.py", "tests/nothing.py"), "does not exist"),
    ],
)
def test_a_list_that_is_not_whole_is_found(text, fault):
    assert promises.faults(WHOLE, {PROMISE}) == []
    assert fault in " ".join(promises.faults(text, {PROMISE}))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "page.html",
            "<p>Welcome.</p>\n<p>We delete what you\n  wrote <b>within</b> {{ days }} days. Bye.</p>",
        ),
        ("letter.txt", "Hello.\n\nWe delete what you wrote within {{ days }} days. Bye."),
        ("page.html", '{% action_link "We delete what you wrote within … days." url %}'),
        (
            "form.py",
            'class Form:\n    """Nobody promises it in here."""\n    x = "We delete what you wrote within … days."',
        ),
    ],
)
def test_a_new_promise_on_a_page_is_read(tmp_path, name, text):
    page = tmp_path / name
    page.write_text(text)
    assert promises.sentences(page) == ["We delete what you wrote within … days."]
