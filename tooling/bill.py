"""Write the bill of materials: what the product is made of, each with its licence.

Two CycloneDX files in docs/, for Python and for the pages, and a table of licences for people. They
are made from a fresh environment of the pinned files, so the tools of the tests are not in them.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from tooling import assets, environment
from tooling.base import ROOT, VENV, Stop, run

PYTHON_BILL = ROOT / "docs" / "bill-of-materials.json"
PAGES_BILL = ROOT / "docs" / "bill-of-materials-pages.json"
LICENCES = ROOT / "docs" / "licences.md"
MAKER = "cyclonedx-bom==7.5.0"
# Packages that name no licence: it stands in their source.
STATED_ELSEWHERE = {"pyrage": "MIT"}
HEAD = """# Licences

Made by `./dev lock` from [bill-of-materials.json](bill-of-materials.json) and
[bill-of-materials-pages.json](bill-of-materials-pages.json), which are in the CycloneDX format. The first part runs on
the server. The second builds the style sheet and the script of the pages.

"""


def write() -> None:
    """Write both bills and the table of licences; raise Stop on failure."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "environment"
        environment.make(home)
        environment.install(home, ROOT / "requirements.txt")
        maker = [VENV / "bin" / "uv", "tool", "run", "--quiet", "--from", MAKER, "cyclonedx-py"]
        options = ["--output-reproducible", "--of", "JSON", "-o", PYTHON_BILL]
        run([*maker, "environment", home / "bin" / "python", *options], what=PYTHON_BILL.name)
    PYTHON_BILL.write_text(_text(without_tools(json.loads(PYTHON_BILL.read_text()))))
    PAGES_BILL.write_text(_text(without_machine(json.loads(_bill_of_pages()))))
    LICENCES.write_text(table_of_licences())


def without_tools(bill: dict) -> dict:
    """Return the bill of an environment without pip and setuptools, which only install the rest."""
    bill["components"] = [
        one for one in bill["components"] if one["name"] not in {"pip", "setuptools"}
    ]
    kept = {one["bom-ref"] for one in bill["components"]}
    bill["dependencies"] = [one for one in bill["dependencies"] if one["ref"] in kept]
    return bill


def without_machine(bill: dict) -> dict:
    """Return npm's bill without the time and the folder of this machine."""
    bill.pop("serialNumber", None)
    bill["metadata"].pop("timestamp", None)
    bill["metadata"]["component"]["name"] = "referral-portal-assets"
    return bill


def without_addresses(value):
    """Return a bill without web addresses, which say nothing that the packages do not say."""
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if key != "externalReferences"}
        return {key: without_addresses(one) for key, one in kept.items()}
    if isinstance(value, list):
        return [without_addresses(one) for one in value]
    return value


def licences_of(component: dict) -> str:
    """Return the licence of a component: the identifier, or the words of its package."""
    said = [
        entry.get("expression") or entry["license"].get("id") or entry["license"].get("name", "")
        for entry in component.get("licenses", [])
    ]
    identifiers = [one for one in said if not one.startswith("License ::")]
    words = [one.rpartition(" :: ")[2] for one in said if one.startswith("License ::")]
    found = identifiers or words or [STATED_ELSEWHERE.get(component["name"], "")]
    return ", ".join(dict.fromkeys(found))


def table_of_licences() -> str:
    """Return the page with the licence of every component of both bills."""
    parts = []
    for title, path in (("On the server", PYTHON_BILL), ("For the pages", PAGES_BILL)):
        rows = [
            f"| {one['name']} | {one['version']} | {licences_of(one)} |"
            for one in sorted(components(path), key=lambda one: one["name"].lower())
        ]
        parts += [f"## {title}", "", "| Package | Version | Licence |", "|---|---|---|", *rows, ""]
    return HEAD + "\n".join(parts)


def components(path: Path) -> list[dict]:
    """Return the packages of a bill."""
    return json.loads(path.read_text())["components"]


def _bill_of_pages() -> str:
    done = subprocess.run(
        ["npm", "sbom", "--package-lock-only", "--omit=dev", "--sbom-format", "cyclonedx"],
        cwd=ROOT, env=assets.node_environment(), capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise Stop(f"npm could not write the bill of materials:\n{done.stderr.strip()}")
    return done.stdout


def _text(bill: dict) -> str:
    return json.dumps(without_addresses(bill), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
