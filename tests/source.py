"""The product's own files, read once for the tests about how the code is written."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Low to high: a package may know those before it. Part of rule R1 (docs/decisions).
ORDER = [
    "referral_portal.common",
    "referral_portal.audit",
    "referral_portal.sealing",
    "referral_portal.outbox",
    "referral_portal.accounts",
    "programmes",
    "referrals",
    "cohorts",
    "referral_portal.rights",
    "safeguarding",
]
PACKAGES = ("referral_portal", "programmes", "referrals", "cohorts", "safeguarding")


@cache
def python_files(*packages: str, migrations: bool = False) -> tuple[Path, ...]:
    """Python files of the given packages, or of the whole product."""
    files = [file for name in packages or PACKAGES for file in (ROOT / name).rglob("*.py")]
    return tuple(sorted(file for file in files if migrations or "migrations" not in file.parts))


@cache
def tree(file: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(file.read_text(), filename=str(file))


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """Every node of one file's syntax tree, which costs more to walk than to parse."""
    return tuple(ast.walk(tree(file)))


def definitions(file: Path) -> Iterator[ast.Module | ast.ClassDef | ast.FunctionDef]:
    """Every node of one file that may have a docstring; expressions have none, and are not walked."""
    left: list[ast.AST] = [tree(file)]
    while left:
        node = left.pop(0)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        for name in ("body", "handlers", "orelse", "finalbody", "cases"):
            inside = getattr(node, name, [])
            left += inside if isinstance(inside, list) else []


@cache
def template_files(suffix: str = ".html") -> tuple[Path, ...]:
    """Our templates, of both zones."""
    folders = (ROOT / "templates", ROOT / "safeguarding" / "templates")
    return tuple(sorted(file for folder in folders for file in folder.rglob(f"*{suffix}")))


def short(file: Path) -> str:
    """A file's path from the top of the project."""
    return file.relative_to(ROOT).as_posix()


def imports(file: Path) -> set[str]:
    """Every module that a file imports, `from a import b` counted as `a` and `a.b`."""
    found: set[str] = set()
    for node in nodes(file):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def dotted(node: ast.AST) -> str:
    """`transaction.atomic` for the expression of that name, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""
