"""Where a module's tests are.

The tests of `<app>/<folder>/<module>.py` are in `tests/<app>/<folder>/test_<module>.py`. The apps
inside `referral_portal` drop that name (`tests/accounts/…`), its own modules are in
`tests/portal/`, and commands are in `tests/<app>/commands/`.
"""

import ast
from pathlib import Path

from tests import source

# A module has logic when its functions take at least this many decisions.
FEWEST_DECISIONS = 2
DECISIONS = (
    ast.If, ast.IfExp, ast.For, ast.While, ast.Try, ast.Raise, ast.BoolOp,
    ast.comprehension, ast.Match,
)  # fmt: skip
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def mirrored(file: Path) -> str:
    """The path of the tests of a module, from the top of the project."""
    app, *folders, name = source.short(file).split("/")
    if app == "referral_portal":
        app, *folders = folders or ["portal"]
    folders = [folder for folder in folders if folder != "management"]
    return "/".join(["tests", app, *folders, f"test_{name}"])


def decisions(file: Path) -> int:
    """How many decisions the functions of a module take; settings and other tables take none."""
    functions = [node for node in source.nodes(file) if isinstance(node, FUNCTIONS)]
    return len({
        inner for node in functions for inner in ast.walk(node) if isinstance(inner, DECISIONS)
    })  # fmt: skip


def _holds_a_test(file: Path) -> bool:
    return file.is_file() and "def test_" in file.read_text()


def test_every_module_with_logic_has_its_own_tests():
    without = {
        source.short(file): mirrored(file)
        for file in source.python_files()
        if decisions(file) >= FEWEST_DECISIONS
        if not _holds_a_test(source.ROOT / mirrored(file))
    }
    assert without == {}


def test_the_mirror_of_each_kind_of_module():
    def of(name: str) -> str:
        return mirrored(source.ROOT / name)

    assert of("cohorts/views/base.py") == "tests/cohorts/views/test_base.py"
    assert of("referral_portal/accounts/admin/people.py") == "tests/accounts/admin/test_people.py"
    assert of("referral_portal/env.py") == "tests/portal/test_env.py"
    assert of("safeguarding/management/commands/list_keys.py") == (
        "tests/safeguarding/commands/test_list_keys.py"
    )
