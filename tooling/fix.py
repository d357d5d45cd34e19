"""`./dev fix` formats code, sorts imports and regenerates the documentation.

It also indents the templates by their nesting.
"""

import subprocess
from pathlib import Path

from tooling import environment, template_layout
from tooling.base import PYTHON, ROOT, VENV


def main(arguments: list[str]) -> int:
    """Format and sort the given paths, or everything."""
    environment.ensure(dev=True)
    ruff = VENV / "bin" / "ruff"
    targets = arguments or ["."]
    indent_templates([Path(target) for target in arguments] or [ROOT])
    subprocess.run([PYTHON, "-m", "tests.drawing"], cwd=ROOT, check=True)
    subprocess.run([ruff, "check", "--fix", "--quiet", *targets], cwd=ROOT, check=False)
    return subprocess.run([ruff, "format", *targets], cwd=ROOT, check=False).returncode


def indent_templates(targets: list[Path]) -> None:
    """Indent the templates among these files and folders by their nesting."""
    for folder in template_layout.FOLDERS:
        for path in (ROOT / folder).rglob("*.html"):
            if any(path.is_relative_to(target.resolve()) for target in targets):
                text = path.read_text()
                if (right := template_layout.indented(text)) != text:
                    path.write_text(right)
