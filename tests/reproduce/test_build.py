"""Environments built from real locks by a real uv, in an empty cache, and what they prove."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.reproduce.own_wheel import write_wheel
from tests.reproduce.recording import Study, cells_of

pytestmark = pytest.mark.timeout(1800)

ROOT = Path(__file__).parents[2]
CONSTRAINTS = ROOT / "scripts" / "constraints.txt"
UV = shutil.which("uv", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or "uv"
OTHER_PANDAS = "pandas>=3,<3.1.1"


def uv(*words: str | Path, **variables: str) -> None:
    subprocess.run(
        [UV, *words], env={**os.environ, **variables}, cwd=ROOT, check=True, capture_output=True
    )


def make_environment(folder: Path, *packages: str | Path) -> str:
    """Make an environment with jupyter_mm and these packages, as a user would."""
    python = folder / "bin" / "python"
    uv("venv", "--quiet", "--python", sys.executable, folder)
    install = ("pip", "install", "--quiet", "--python", python, "--constraint", CONSTRAINTS)
    uv(*install, *packages)
    return str(python)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wheel(tmp_path_factory.mktemp("wheel"))


@dataclass(frozen=True)
class User:
    """Somebody with a store, an empty cache of uv and folders of Jupyter of their own."""

    study: Study
    place: Path

    def variables(self, **changes: str) -> dict[str, str]:
        return {
            **os.environ,
            "JUPYTER_DATA_DIR": str(self.place / "data"),
            "JUPYTER_MM_HOME": str(self.study.home),
            "UV_CACHE_DIR": str(self.place / "cache"),
            "UV_CONSTRAINT": "",
            **changes,
        }

    def command(self, *words: str, **changes: str) -> tuple[int, list[dict[str, Any]]]:
        """Run a command of ours; return its exit code and the lines it wrote."""
        done = subprocess.run(
            [sys.executable, "-m", "jupyter_mm.cli.main", *words, "--json"],
            env=self.variables(**changes),
            cwd=self.study.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def churn(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> User:
    """The example notebook, run in an environment that has nothing but what it needs."""
    place = tmp_path_factory.mktemp("churn")
    python = make_environment(place / "env", wheel, "pandas", "scikit-learn", "matplotlib")
    folder = place / "work"
    shutil.copytree(ROOT / "examples" / "churn", folder)
    study = Study(folder, place / "store")
    study.record(python, *cells_of(folder / "churn.ipynb"))
    return User(study, place)


@pytest.fixture(scope="module")
def built(churn: User) -> dict[str, Any]:
    code, lines = churn.command("env", "create", churn.study.last(), "--name", "Churn 1")
    assert code == 0, lines[-5:]
    return dict(lines[-1]["built"])


def test_an_environment_is_built_as_locked_in_an_empty_cache(churn: User, built: Any) -> None:
    assert built["unmatched"] == []
    assert Path(built["folder"]).parent == churn.study.home / "environments"
    wanted = installed(churn.place / "env" / "bin" / "python")
    assert installed(Path(built["python"])) == wanted
    assert {"pandas", "scikit-learn", "matplotlib", "jupyter-mm"} <= set(wanted)
    assert (churn.place / "cache").is_dir()


def test_the_environment_is_a_kernel_that_runs(churn: User, built: Any) -> None:
    spec = json.loads((churn.place / "data" / "kernels" / "churn-1" / "kernel.json").read_text())
    assert built["kernel"] == "churn-1"
    assert spec["display_name"] == "Churn 1"
    assert spec["argv"][0] == built["python"]
    code = "import jupyter_mm, ipykernel, pandas"
    subprocess.run([built["python"], "-I", "-c", code], check=True)


def test_the_example_comes_out_again(churn: User, built: Any) -> None:
    code, lines = churn.command("reproduce", churn.study.last())
    verdict = lines[-1]["verdict"]
    assert (code, verdict["outcome"]) == (0, "same"), verdict
    assert [one["outcome"] for one in verdict["outputs"]] == ["skipped", *["same"] * 9]
    assert verdict["outputs"][0]["detail"] == "it showed and logged nothing"
    assert verdict["packages"] == []
    assert [check["kind"] for check in verdict["data"]] == ["same"]
    assert {"step": "The environment is there already", "fraction": 0.5} in lines


def test_a_changed_row_of_the_example_is_named(churn: User, built: Any) -> None:
    data = churn.study.folder / "customers.csv"
    before = data.read_text()
    lines = before.splitlines(keepends=True)
    cells = lines[1].split(",")
    cells[1] = str(int(cells[1]) + 1)
    data.write_text("".join([lines[0], ",".join(cells), *lines[2:]]))
    try:
        code, told = churn.command("reproduce", churn.study.last())
    finally:
        data.write_text(before)
    verdict = told[-1]["verdict"]
    assert (code, verdict["outcome"]) == (7, "different")
    assert verdict["summary"].startswith("customers.csv has changed")
    assert "“customers” differs: line 2: “0 C0001" in verdict["summary"]
    assert f"became “0 C0001 {cells[1]}" in verdict["summary"]


def test_another_version_of_a_package_is_named(churn: User, wheel: Path) -> None:
    folder = churn.place / "other"
    python = folder / "bin" / "python"
    uv("venv", "--quiet", "--python", sys.executable, folder)
    names = [
        f"{name}=={version}"
        for name, version in installed(churn.place / "env" / "bin" / "python").items()
    ]
    others = [one for one in names if not one.startswith(("pandas=", "jupyter-mm="))]
    uv("pip", "install", "--quiet", "--python", python, *others, wheel, OTHER_PANDAS)
    code, lines = churn.command("reproduce", churn.study.last(), "--python", str(python))
    verdict = lines[-1]["verdict"]
    assert [change["name"] for change in verdict["packages"]] == ["pandas"]
    assert f"pandas was {installed(python)['pandas']} instead of" in verdict["summary"]
    assert code == (7 if verdict["outcome"] == "different" else 0)


def installed(python: Path) -> dict[str, str]:
    code = "from importlib.metadata import distributions as d\n"
    code += "import json; print(json.dumps({p.name: p.version for p in d()}))"
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return {name.lower().replace("_", "-").replace(".", "-"): found[name] for name in found}
