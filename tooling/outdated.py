"""`./dev outdated` lists the pinned packages that have a newer version, and those with known faults.

It changes nothing; `./dev lock --upgrade` raises the versions. A package that no source of advisories
could answer for is named as not checked: silence is not safety.
"""

import json
import subprocess
from collections.abc import Iterable

from tooling import assets, environment
from tooling.base import ROOT, VENV, say

AUDITOR = "pip-audit==2.10.1"
UV = VENV / "bin" / "uv"


def main(arguments: list[str]) -> int:
    """Print both lists; return 1 if an advisory names a package of ours."""
    environment.ensure(dev=True)
    say("Python packages with a newer version:")
    say(_said([UV, "pip", "list", "--outdated", "--python", VENV / "bin" / "python"]) or "  none")
    say("Packages of the pages with a newer version:")
    say(_said(["npm", "outdated"]) or "  none")
    audit = [UV, "tool", "run", "--quiet", "--from", AUDITOR, "pip-audit", "--disable-pip"]
    python = _said([*audit, "-r", "requirements.txt", "--progress-spinner", "off", "-f", "json"])
    found, lines = advisories(python, _said(["npm", "audit", "--package-lock-only", "--json"]))
    say("\n".join(["Advisories:", *lines]))
    return 1 if found else 0


def advisories(python: str, pages: str) -> tuple[int, list[str]]:
    """Return the number of packages with an advisory, and lines that say what is known of both."""
    lines, found = [], 0
    packages = _answer(python).get("dependencies")
    if packages is None:
        lines.append("  Python: no source could be reached, so nothing was checked.")
    for package in packages or []:
        names = ", ".join(one["id"] for one in package.get("vulns", []))
        found += bool(names)
        lines += [f"  {package['name']} {package['version']}: {names}"] if names else []
    if skipped := [one["name"] for one in packages or [] if "skip_reason" in one]:
        lines.append(f"  Python: {len(skipped)} packages were not checked: {', '.join(skipped)}.")
    named = _answer(pages).get("vulnerabilities")
    if named is None:
        lines.append("  Pages: no source could be reached, so nothing was checked.")
    lines += [f"  {name}: {one['severity']}" for name, one in (named or {}).items()]
    return found + len(named or {}), lines or ["  none, and every package was checked"]


def _answer(text: str) -> dict:
    try:
        answer = json.loads(text)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _said(command: Iterable[object]) -> str:
    """Return the output of a program; these programs use exit codes for their findings."""
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=assets.node_environment(),
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.rstrip()
