"""The import contracts of safeguarding cover every module, and each refuses what it names."""

import ast
import copy
import tomllib

import grimp
import pytest
from importlinter import configuration
from importlinter.contracts.forbidden import ForbiddenContract

from tests import source

LINTER = tomllib.loads((source.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
WRITES = "R9 only safeguarding/crossing writes to the portal"
VERBS = "R9 verbs of safeguarding import no forms and no views"
CONCEPTS = {"access", "casework", "crossing", "sign_in"}
# Part of the pages: it wraps views.
OF_PAGES = {"safeguarding.access.guard"}
TABLES = {"referral_portal", "programmes", "referrals", "cohorts"}
WRITING = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update"}


@pytest.fixture(scope="module")
def graph():
    """The imports of the product, as the linter sees them."""
    configuration.configure()
    return grimp.build_graph(*LINTER["root_packages"], cache_dir=None)


def options(name: str) -> dict:
    """The options of a contract in pyproject.toml."""
    (found,) = [contract for contract in LINTER["contracts"] if contract["name"] == name]
    return {
        # The linter reads settings as text.
        key: str(value) if isinstance(value, bool) else value
        for key, value in found.items()
        if key not in {"name", "type"}
    }


def is_kept(name: str, graph, *added: tuple[str, str]) -> bool:
    """Whether a contract is kept, after `added` imports."""
    graph = copy.deepcopy(graph)
    for importer, imported in added:
        graph.add_import(importer=importer, imported=imported)
    session = {"root_packages": LINTER["root_packages"]}
    return ForbiddenContract(name, session, options(name)).check(graph, verbose=False).kept


def modules() -> set[str]:
    """The modules of safeguarding by dotted name, without its migrations."""
    return {
        source.short(file).removesuffix(".py").replace("/", ".")
        for file in source.python_files("safeguarding")
        if file.name != "__init__.py" and "migrations" not in file.parts
    }


def test_only_crossing_may_open_the_transaction_that_writes_to_the_portal(graph):
    everywhere = {".".join(name.split(".")[:2]) for name in modules()}
    assert set(options(WRITES)["source_modules"]) == everywhere - {"safeguarding.crossing"}
    assert is_kept(WRITES, graph)
    for writer in ("casework.releases", "views.decisions", "access.break_glass", "tasks"):
        added = (f"safeguarding.{writer}", "safeguarding.crossing.transactions")
        assert not is_kept(WRITES, graph, added), writer


def test_no_verb_imports_forms_or_views(graph):
    forms = {name for name in modules() if name.endswith("forms")}
    of_concepts = {name for name in modules() if name.split(".")[1] in CONCEPTS}
    listed = options(VERBS)
    assert set(listed["forbidden_modules"]) == forms | {"safeguarding.views"}
    assert of_concepts - forms - OF_PAGES == {
        name
        for name in of_concepts
        if any(f"{name}.".startswith(f"{verb}.") for verb in listed["source_modules"])
    }
    assert is_kept(VERBS, graph)
    for imported in listed["forbidden_modules"]:
        for verb in ("casework.cases", "access.break_glass", "sign_in.sessions"):
            assert not is_kept(VERBS, graph, (f"safeguarding.{verb}", imported)), imported


def writes_to_the_portal(tree: ast.Module) -> list[str]:
    """The calls that write through a model of the portal, which need no transaction to do so."""
    models = {
        name.asname or name.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module
        if node.module.split(".")[0] in TABLES and "models" in node.module.split(".")
        for name in node.names
    }
    return [
        f"{node.lineno} {ast.unparse(node.func)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in WRITING
        if {name.id for name in ast.walk(node.func) if isinstance(name, ast.Name)} & models
    ]


def test_no_other_folder_writes_through_a_model_of_the_portal():
    # The demonstration plays both sides, and makes the portal's accounts.
    found = {
        source.short(file): writes_to_the_portal(source.tree(file))
        for file in source.python_files("safeguarding")
        if "demo" not in file.parts and "crossing" not in file.parts
    }
    assert {name: calls for name, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Referral.objects.filter(pk=1).update(status='x')", 1),
        ("Referral.objects.create()", 1),
        ("Referral.objects.filter(pk=1).first()", 0),
        ("Alert.objects.create()", 0),
    ],
)
def test_a_write_through_a_model_is_found(written, found):
    imports = "from referrals.models import Referral\nfrom safeguarding.models import Alert\n"
    assert len(writes_to_the_portal(ast.parse(imports + written))) == found
