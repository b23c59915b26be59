"""The wheel as a user meets it: an environment with nothing else in it, and no Node."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat.v4
import pytest

ROOT = Path(__file__).parents[2]
WHEEL_LIMIT = 1_000_000  # a development bundle with its source maps is larger

pytestmark = pytest.mark.timeout(900)


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel and JupyterLab; only its own programs are found."""

    prefix: Path
    home: Path

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        folders = {name: str(self.home / name.lower()) for name in JUPYTER_FOLDERS}
        env = {"PATH": str(self.prefix / "bin"), "HOME": str(self.home), **folders}
        return subprocess.run(
            [self.prefix / "bin" / command[0], *command[1:]],
            env=env,
            cwd=cwd or self.home,
            capture_output=True,
            text=True,
            check=True,
        )


JUPYTER_FOLDERS = ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(["scripts/wheel", target], cwd=ROOT, check=True)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    home = tmp_path_factory.mktemp("user")
    prefix = home / "env"
    uv = shutil.which("uv") or "uv"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, prefix], check=True)
    subprocess.run(
        [
            *(uv, "pip", "install", "--quiet", "--constraint", "scripts/constraints.txt"),
            *(wheel, "jupyterlab"),
        ],
        cwd=ROOT,
        env={**os.environ, "VIRTUAL_ENV": str(prefix)},
        check=True,
    )
    assert shutil.which("node", path=str(prefix / "bin")) is None
    return Installed(prefix, home)


def test_the_wheel_holds_the_package_its_bundle_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    data = "share/jupyter/labextensions/jupyter-mm/package.json"
    assert any(name.endswith(data) for name in names)
    assert not [name for name in names if name.endswith(".map") or "/tests/" in name]
    assert not [name for name in names if name.startswith("jupyter_mm/labextension")]
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert wheel.stat().st_size < WHEEL_LIMIT


def test_the_licence_of_all_that_the_bundle_holds_comes_along(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (listed,) = [
            name for name in archive.namelist() if name.endswith("third-party-licenses.json")
        ]
        packages = json.loads(archive.read(listed))["packages"]
        own = {Path(name).stem for name in archive.namelist() if "/licenses/" in name}
    silent = {one["name"] for one in packages if not one["extractedText"]}
    free = {one["name"] for one in packages if one["licenseId"] == "Public Domain"}
    assert "nbdime" in {one["name"] for one in packages}
    assert silent - free <= own


def test_jupyterlab_finds_the_browser_part(installed: Installed) -> None:
    listed = installed.run("jupyter", "labextension", "list")
    (line,) = [line for line in listed.stderr.splitlines() if "jupyter-mm v" in line]
    assert "enabled" in line
    assert "OK" in line


def test_jupyter_server_finds_the_server_part(installed: Installed) -> None:
    listed = installed.run("jupyter", "server", "extension", "list").stdout
    lines = [line for line in listed.splitlines() if line.split()[:1] == ["jupyter_mm"]]
    assert any("enabled" in line for line in lines)
    assert any("OK" in line for line in lines)


def test_a_notebook_run_leaves_its_history(installed: Installed) -> None:
    cell = nbformat.v4.new_code_cell
    book = nbformat.v4.new_notebook(cells=[cell("answer = 6 * 7"), cell("print(answer)")])
    nbformat.write(book, installed.home / "work.ipynb")
    installed.run("jupyter", "execute", "work.ipynb")
    rows = json.loads(installed.run("jupyter", "mm", "history", "--json").stdout)["rows"]
    assert [(row["status"], row["changed"], row["lost"]) for row in rows] == [
        ("ok", [], None),
        ("ok", ["answer"], None),
    ]


def test_an_uninstall_leaves_nothing_behind(wheel: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "env"
    environment = {**os.environ, "VIRTUAL_ENV": str(prefix)}
    subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, prefix], check=True)

    def files() -> set[Path]:
        found = {path for path in prefix.rglob("*") if path.is_file()}
        return found - {prefix / ".lock"}  # uv's own

    before = files()
    for action in (["install", "--no-deps", wheel], ["uninstall", "jupyter-mm"]):
        subprocess.run(
            ["uv", "pip", *action[:1], "--quiet", *action[1:]], env=environment, check=True
        )
    assert files() == before
