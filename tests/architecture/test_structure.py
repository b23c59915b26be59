"""The shape of the code: who imports whom, how long a module is, what things are called."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "jupyter_mm"
BROWSER = ROOT / "labextension" / "src"

MODULE_LINES = 300
GENERATED = {"_version.py", "schema.d.ts"}
BUDGETS = {"server": 780, "cli": 980, "kernel/talking/magics.py": 250}
EMPTY_NAMES = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
HOSTS = {"server", "cli"}


def modules() -> list[Path]:
    found = [*PACKAGE.rglob("*.py"), *BROWSER.rglob("*.ts"), *BROWSER.rglob("*.tsx")]
    return sorted(path for path in found if path.name not in GENERATED)


def python_modules() -> list[Path]:
    return [path for path in modules() if path.suffix == ".py"]


def length(path: Path) -> int:
    return len(path.read_text().splitlines())


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_import_contracts_hold() -> None:
    run = subprocess.run(
        ["lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_module_can_be_read_in_one_go() -> None:
    long = {named(path): length(path) for path in modules() if length(path) > MODULE_LINES}
    assert long == {}


@pytest.mark.parametrize(("part", "budget"), BUDGETS.items(), ids=BUDGETS)
def test_hosts_stay_thin(part: str, budget: int) -> None:
    path = PACKAGE / part
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert files
    assert sum(map(length, files)) <= budget


def test_no_module_has_an_empty_name() -> None:
    assert [named(path) for path in modules() if path.stem.lower() in EMPTY_NAMES] == []


def test_no_class_is_called_manager() -> None:
    found = [
        f"{named(path)}: {match[1]}"
        for path in modules()
        for match in re.finditer(r"(?m)^class (\w*(?:Manager|Helper|Utils?))\b", path.read_text())
    ]
    assert found == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        named(path)
        for path in python_modules()
        if ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert silent == []


def test_every_package_says_who_may_import_it() -> None:
    folders = {path.parent for path in python_modules()}
    assert [named(f) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_no_module_imports_the_root() -> None:
    found = [
        named(path)
        for path in python_modules()
        if path != PACKAGE / "__init__.py"
        for module, names in imports(path)
        if module == "jupyter_mm" and not names
    ]
    assert found == []


def test_nothing_but_tests_needs_the_test_support() -> None:
    found = [
        named(path)
        for path in python_modules()
        if PACKAGE / "testing" not in path.parents
        for module, _ in imports(path)
        if module.startswith("jupyter_mm.testing")
    ]
    assert found == []


def test_the_test_support_needs_no_host() -> None:
    found = [
        named(path)
        for path in (PACKAGE / "testing").rglob("*.py")
        for module, _ in imports(path)
        if module.removeprefix("jupyter_mm.").split(".")[0] in HOSTS
    ]
    assert found == []


def imports(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield (module, names taken from it); no names for a plain `import module`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, []
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, [alias.name for alias in node.names]
