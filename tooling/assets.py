"""Build the front-end files, GOV.UK Frontend and our styles, into the git-ignored static/build/.

Node comes from PATH if it is recent and has npm, otherwise as a wheel in a build-only environment.
Stamps skip both steps until the lock file or the sources change. No third-party code is committed.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tooling import environment
from tooling.base import ROOT, Stamp, Stop, clean_environment, fingerprint, run

MODULES = ROOT / "node_modules"
SOURCES = ROOT / "assets"
BUILT = ROOT / "static" / "build"
BUILD_VENV = ROOT / ".venv-build"
LOCK = ROOT / "package-lock.json"
OLDEST_NODE = 18
SCRIPT = MODULES / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js"
# The style sheet of a service outside GOV.UK may not contain these.
FORBIDDEN = re.compile(r"GDS Transport|@font-face|crest|url\(\s*[\"']?https?:", re.IGNORECASE)


def build(*, dev: bool = False) -> None:
    """Build what has changed; with `dev`, also fetch what only tests use; raise Stop on failure."""
    modules = Stamp(MODULES / ".stamp", fingerprint(LOCK))
    tools = Stamp(MODULES / ".stamp-dev", fingerprint(LOCK))
    built = Stamp(BUILT / ".stamp", fingerprint(LOCK, SOURCES, Path(__file__)))
    have_modules = tools.is_current() or (modules.is_current() and not dev)
    if have_modules and built.is_current():
        return
    env = node_environment()
    if not have_modules:
        npm = shutil.which("npm", path=env["PATH"])
        extra = [] if dev else ["--omit=dev"]
        run([npm, "ci", "--ignore-scripts", *extra], env=env, what="npm packages")
        (tools if dev else modules).write()
    if not built.is_current():
        compile_sources(env)
        built.write()


def compile_sources(env: dict[str, str]) -> None:
    """Write the style sheets and the script that the pages link to."""
    BUILT.mkdir(parents=True, exist_ok=True)
    node = shutil.which("node", path=env["PATH"])
    for source in sorted(SOURCES.glob("[!_]*.scss")):
        target = BUILT / f"{source.stem}.css"
        options = ["--pkg-importer=node", "--style=compressed", "--no-source-map"]
        sass = [node, MODULES / "sass" / "sass.js", *options, source, target]
        run(sass, env=env, what=f"built {target.relative_to(ROOT)}")
        found = FORBIDDEN.search(target.read_text())
        if found:
            target.unlink()
            raise Stop(f"{source.name} brings {found.group()!r}, which only gov.uk may use.")
    # The address of the source map is on the same line as the code, so remove only the address.
    script = SCRIPT.read_text()
    without_map = re.sub(r"//# sourceMappingURL=\S*\s*\Z", "", script)
    if len(without_map) < len(script) - 200:
        raise Stop("Cutting the source map off the script would have removed code.")
    (BUILT / SCRIPT.name).write_text(without_map)


def node_environment() -> dict[str, str]:
    """Return an environment whose PATH begins with a Node that can build."""
    if shutil.which("npm") and _version(shutil.which("node")) >= OLDEST_NODE:
        return clean_environment()
    requirements = ROOT / "requirements-build.txt"
    stamp = Stamp(BUILD_VENV / ".installed", fingerprint(requirements))
    if not stamp.is_current():
        environment.make(BUILD_VENV)
        environment.install(BUILD_VENV, requirements)
        stamp.write()
    return clean_environment(PATH=f"{BUILD_VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}")


def _version(node: str | None) -> int:
    """Return the major version of Node, or 0 without Node."""
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    match = re.match(r"v(\d+)", answer)
    return int(match.group(1)) if match else 0
