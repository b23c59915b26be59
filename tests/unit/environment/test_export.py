from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from jupyter_mm.environment.export import export
from jupyter_mm.environment.reading import read_lock
from jupyter_mm.errors import InvalidError
from tests.unit.environment.making import lock_of, run, uv_install, wheel
from tests.unit.environment.test_difference import environment, package

COMMIT = "4f1d2c3" + "0" * 33
EDITABLE: dict[str, Any] = {"source": "directory", "origin": "/srv/r", "is_editable": True}
URL = "https://conda.example.org/forge/linux-64/numpy-1.26.4-py311h64_0.conda"


def everything() -> Any:
    return environment(
        package("_libgcc_mutex", "0.1", source="conda", origin="forge", is_python=False),
        package("archive", source="archive", origin="https://h/archive-1.0.whl"),
        package("cloned", **EDITABLE, repository="https://h/r.git", commit=COMMIT, is_dirty=True),
        package("folder", source="directory", origin="/srv/folder"),
        package("git", source="vcs", origin="https://h/g.git", commit=COMMIT, subdirectory="sub"),
        package("local", **EDITABLE),
        package("numpy", "1.26.4", source="conda", origin=URL),
        package("odd", "2004d"),
        package("plain", "1.0", is_direct=True),
    )


def test_pip_gets_a_requirements_file() -> None:
    lines = export(everything(), "pip").splitlines()
    wanted = [line for line in lines if not line.startswith("#")]
    assert lines[0] == "# Python 3.11.7"
    assert wanted == [
        "archive @ https://h/archive-1.0.whl",
        f"cloned @ git+https://h/r.git@{COMMIT}",
        "folder @ file:///srv/folder",
        f"git @ git+https://h/g.git@{COMMIT}#subdirectory=sub",
        "-e /srv/r",
        "numpy==1.26.4",
        "plain==1.0",
    ]
    assert "# had changes that were not committed: cloned 1.0 (editable, 4f1d2c3, changed)" in lines
    assert "# not a Python package: _libgcc_mutex 0.1 (conda)" in lines
    assert "# cannot be asked for: odd 2004d" in lines


def test_uv_gets_a_project() -> None:
    text = export(everything(), "uv")
    value = tomllib.loads(text)
    assert value["project"]["requires-python"] == "==3.11.7"
    assert value["project"]["dependencies"] == ["plain==1.0"]
    held = value["tool"]["uv"]["constraint-dependencies"]
    assert "numpy==1.26.4" in held
    assert all(Requirement(line) for line in held)
    assert "# cannot be asked for: odd 2004d" in text.splitlines()


def test_conda_gets_an_environment_file() -> None:
    value = yaml.safe_load(export(everything(), "conda"))
    assert value["channels"] == ["forge", "https://conda.example.org/forge"]
    assert value["dependencies"][:-1] == [
        "python=3.11.7",
        "_libgcc_mutex=0.1",
        "numpy=1.26.4=py311h64_0",
        "pip",
    ]
    assert "-e /srv/r" in value["dependencies"][-1]["pip"]
    assert "numpy==1.26.4" not in value["dependencies"][-1]["pip"]


def test_conda_names_its_own_python_and_pip_once() -> None:
    own = [package(name, source="conda", is_python=False) for name in ("pip", "python")]
    value = yaml.safe_load(export(environment(package(), *own), "conda"))
    assert value["dependencies"] == ["pip=1.0", "python=1.0", {"pip": ["a==1.0"]}]


@pytest.mark.parametrize("form", ["pip", "uv", "conda"])
def test_an_empty_environment_can_be_exported(form: str) -> None:
    assert "3.11.7" in export(environment(), form)


def test_another_form_is_refused_in_words() -> None:
    with pytest.raises(InvalidError) as error:
        export(environment(), "poetry")
    assert error.value.hint == "Use pip, uv, conda."


def test_what_is_exported_can_be_installed(tmp_path: Path) -> None:
    site = tmp_path / "site"
    wheel(tmp_path, "library", "1.0")
    wheel(tmp_path, "library", "2.0")
    wheel(tmp_path, "app", "1.0", needs="library")
    uv_install(site, "--find-links", tmp_path, "app", "library<2")
    found = read_lock(lock_of(site))
    (tmp_path / "requirements.txt").write_text(export(found, "pip"))
    uv_install(tmp_path / "again", "--find-links", tmp_path, "-r", tmp_path / "requirements.txt")
    assert read_lock(lock_of(tmp_path / "again")).packages == found.packages

    (tmp_path / "pyproject.toml").write_text(
        export(found, "uv").replace(f"=={found.python}", ">=3.11")
    )
    run("uv", "lock", "-q", "--offline", "--no-index", "--find-links", ".", cwd=tmp_path)
    locked = tomllib.loads((tmp_path / "uv.lock").read_text())["package"]
    assert {one["name"]: one["version"] for one in locked if one["name"] != "environment"} == {
        "app": "1.0",
        "library": "1.0",
    }
