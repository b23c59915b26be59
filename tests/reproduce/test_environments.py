"""Environments that are built, used again, and never taken away: real uv, small packages."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
)
from jupyter_mm.reproduce.build import build, intact, lock_of, meant
from jupyter_mm.reproduce.progress import Progress, Surroundings
from jupyter_mm.testing.stores import ACTOR
from tests.reproduce.locks import HERE, SIX, Builder, environments, lock, version_in, wheel

pytestmark = pytest.mark.timeout(900)


def test_a_lock_becomes_an_environment_with_a_kernel(builder: Builder, tmp_path: Path) -> None:
    built = builder(SIX)
    assert version_in(built.python, "six") == "1.16.0"
    assert built.kernel == f"mm-{built.lock[:8]}"
    spec = json.loads((tmp_path / "data" / "kernels" / built.kernel / "kernel.json").read_text())
    assert spec["argv"][0] == built.python
    unmatched = {one.name: one for one in built.unmatched}
    assert "six" not in unmatched
    assert unmatched["ipykernel"].why == "not in the lock: jupyter_mm and its kernel need it"
    assert built.packages == len(unmatched) + 1


def test_a_build_is_used_again_while_it_is_as_it_was(builder: Builder, core: Core) -> None:
    built = builder(SIX)
    marked = (Path(built.folder) / "jupyter-mm.json").stat().st_mtime_ns
    assert builder(SIX) == built
    assert builder.steps[-2:] == [
        "The environment is there already",
        f"Registered the kernel {built.kernel}",
    ]
    assert (Path(built.folder) / "jupyter-mm.json").stat().st_mtime_ns == marked
    uv = shutil.which("uv") or "uv"
    install = (uv, "pip", "install", "--quiet", "--python", built.python)
    subprocess.run([*install, "six==1.17.0"], check=True)
    assert intact(Path(built.folder)) is None
    again = builder(SIX)
    assert (again.folder, again.kernel) == (f"{built.folder}-2", f"{built.kernel}-2")
    assert version_in(again.python, "six") == "1.16.0"
    assert version_in(built.python, "six") == "1.17.0"
    assert builder(SIX) == again


def test_a_half_built_folder_never_counts(builder: Builder, core: Core) -> None:
    def stop(step: str, _: float | None) -> None:
        if step.startswith("Installing"):
            raise KeyboardInterrupt

    checkpoint = builder.checkpoint(SIX)
    surroundings = Surroundings(variables=os.environ, progress=Progress(stop))
    with pytest.raises(KeyboardInterrupt):
        build(core, ACTOR, checkpoint, surroundings)
    assert environments(core) == []
    half = core.settings.home / "environments" / lock_of(core, checkpoint).digest
    half.mkdir()
    (half / "left").touch()
    built = builder(SIX)
    assert not (half / "left").exists()
    assert version_in(built.python, "six") == "1.16.0"


def test_another_patch_of_python_is_taken_and_told(builder: Builder) -> None:
    builder.variables["UV_PYTHON_DOWNLOADS"] = "never"
    minor = HERE.rpartition(".")[0]
    built = builder(lock(wheel("six", "1.16.0"), python=f"{minor}.199"))
    found = {one.name: one for one in built.unmatched}["python"]
    assert found.wanted == f"{minor}.199"
    assert found.got is not None
    assert found.got.startswith(f"{minor}.")
    assert found.why == f"Python {minor}.199 is not here and could not be downloaded"


def test_settings_of_a_project_change_nothing(builder: Builder, tmp_path: Path) -> None:
    nowhere = 'index-url = "http://127.0.0.1:9/simple"\n'
    (tmp_path / "uv.toml").write_text(nowhere)
    (tmp_path / "store" / "environments").mkdir(exist_ok=True)
    (tmp_path / "store" / "environments" / "uv.toml").write_text(nowhere)
    builder.variables["VIRTUAL_ENV"] = str(tmp_path / "elsewhere")
    assert version_in(builder(SIX).python, "six") == "1.16.0"


def test_the_kernel_of_somebody_else_is_left_alone(builder: Builder, tmp_path: Path) -> None:
    other = tmp_path / "data" / "kernels" / "mine" / "kernel.json"
    other.parent.mkdir(parents=True)
    other.write_text(json.dumps({"argv": ["x"], "display_name": "x", "language": "python"}))
    before = other.read_text()
    with pytest.raises(ConflictError):
        builder(SIX, name="Mine")
    assert other.read_text() == before


@pytest.mark.parametrize("name", ["..", "/", "x" * 101, "…"])
def test_a_name_that_cannot_be_a_kernel_is_refused(builder: Builder, name: str) -> None:
    with pytest.raises(InvalidError):
        builder(SIX, name=name)


def test_a_reference_that_means_nothing_is_not_found(core: Core) -> None:
    with pytest.raises(NotFoundError):
        meant(core, "now")
