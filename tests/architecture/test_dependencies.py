"""What `pip install jupyter-mm` brings along is what the package imports, no more and no less."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "jupyter_mm"

IMPORT_NAMES = {"pyyaml": "yaml", "pyzmq": "zmq"}

# The kernel that loads us; imported by nobody here, and nothing works without one.
NOT_IMPORTED = {"ipykernel"}
# Shipped for other people's tests: they have it, or they do not import jupyter_mm.testing.
FOR_TESTS = {"hypothesis"}


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [Requirement(text).name.replace("-", "_").lower() for text in project["dependencies"]]
    return {IMPORT_NAMES.get(name, name) for name in names}


def imported() -> set[str]:
    found = {name for path in PACKAGE.rglob("*.py") for name in at_run_time(path)}
    return {name.lower() for name in found - set(sys.stdlib_module_names) - {"jupyter_mm"}}


def at_run_time(path: Path) -> Iterator[str]:
    """Yield the top-level names of a module's imports, those for type checkers left out."""
    tree = ast.parse(path.read_text())
    left_out = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in left_out:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_every_dependency_is_imported_and_every_import_is_a_dependency() -> None:
    assert imported() - FOR_TESTS == declared() - NOT_IMPORTED
