from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.domain.environment import Fact
from jupyter_mm.environment.reading import read_lock
from jupyter_mm.kernel.keeping.environment import Environment, package_folders
from tests.unit.environment.making import metadata, project, repository, uv_install, wheel


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages, the only one that this process has."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    digest_of(b"")  # loads its library from where it is
    others = set(package_folders(sys.path))
    standard = [entry for entry in sys.path if entry not in others]
    monkeypatch.setattr(sys, "path", [str(folder), *standard])
    return folder


def versions(environment: Environment) -> dict[str, str | None]:
    return {one.name: one.version for one in read_lock(environment.lock()).packages}


def imported(environment: Environment) -> str:
    facts = {one.name: one.value for one in read_lock(environment.lock()).facts}
    return facts["imported packages"]


def test_an_installation_is_noticed_once(site: Path, tmp_path: Path) -> None:
    environment = Environment()
    uv_install(site, wheel(tmp_path, "probe", "1.0"))
    assert not environment.has_changed()
    assert versions(environment) == {"probe": "1.0"}
    uv_install(site, "--upgrade", wheel(tmp_path, "probe", "2.0"))
    assert environment.has_changed()
    assert not environment.has_changed()
    assert versions(environment) == {"probe": "2.0"}


def test_the_lock_is_made_anew_only_after_a_change(site: Path) -> None:
    environment = Environment()
    environment.has_changed()
    first = environment.lock()
    assert environment.lock() is first
    environment.has_changed()
    assert environment.lock() is first


def test_the_lock_of_a_cell_is_not_that_of_a_later_one(site: Path, tmp_path: Path) -> None:
    environment = Environment()
    uv_install(site, wheel(tmp_path, "probe", "1.0"))
    environment.has_changed()
    before, known = environment.stamp, environment.lock()
    uv_install(site, "--upgrade", wheel(tmp_path, "probe", "2.0"))
    assert environment.lock(before) is known
    environment.has_changed()
    between = environment.stamp
    uv_install(site, "--upgrade", wheel(tmp_path, "probe", "3.0"))
    late = read_lock(environment.lock(between))
    assert Fact(name="taken", value="after packages had changed again") in late.facts
    environment.has_changed()
    sure = read_lock(environment.lock(environment.stamp))
    assert [one.version for one in sure.packages if one.name == "probe"] == ["3.0"]
    assert "taken" not in {one.name for one in sure.facts}


def test_threads_that_ask_at_once_get_the_same_lock(site: Path) -> None:
    for number in range(20):
        metadata(site, f"package{number}", "1.0")
    environment = Environment()
    with ThreadPoolExecutor(4) as threads:
        locks = list(threads.map(lambda _: environment.lock(), range(4)))
    assert len(versions(environment)) == 20
    assert all(one is locks[0] for one in locks)


def test_a_lock_holds_what_was_there_at_the_end_of_the_last_cell(site: Path) -> None:
    environment = Environment()
    environment.has_changed()
    assert versions(environment) == {}
    metadata(site, "half", "1.0")  # an installation that goes on in the cell after
    assert versions(environment) == {}
    assert environment.has_changed()
    assert versions(environment) == {"half": "1.0"}


def test_a_lock_is_right_also_where_nobody_asks_after_cells(site: Path) -> None:
    environment = Environment()
    assert versions(environment) == {}
    metadata(site, "a", "1.0")
    os.utime(site, (1, 1))
    assert versions(environment) == {"a": "1.0"}


def test_only_variables_of_the_list_are_kept(site: Path) -> None:
    variables = {"TZ": "UTC", "PRIVATE": "hunter2"}
    environment = Environment(variables, ("OMP_NUM_THREADS", "TZ"))
    environment.has_changed()
    assert b"hunter2" not in environment.lock()
    assert read_lock(environment.lock()).variables == (Fact(name="TZ", value="UTC"),)
    variables["PRIVATE"] = "hunter3"
    assert not environment.has_changed()
    variables["OMP_NUM_THREADS"] = "1"
    assert environment.has_changed()
    assert len(read_lock(environment.lock()).variables) == 2


def test_a_longer_search_path_is_noticed(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = Environment()
    environment.has_changed()
    metadata(tmp_path / "more", "a", "1.0")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "more")])
    assert environment.has_changed()
    assert versions(environment) == {"a": "1.0"}


def test_a_package_replaced_after_its_import_is_told(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uv_install(site, wheel(tmp_path, "probe", "1.0"))
    environment = Environment()
    environment.has_changed()
    assert imported(environment) == "as installed"
    module = ModuleType("probe")
    module.__dict__["__version__"] = "1.0"
    monkeypatch.setitem(sys.modules, "probe", module)
    uv_install(site, "--upgrade", wheel(tmp_path, "probe", "2.0"))
    assert environment.has_changed()
    assert imported(environment) == "probe 1.0 (2.0 is installed now)"
    assert not environment.has_changed()
    module = ModuleType("probe")
    monkeypatch.setitem(sys.modules, "probe", module)
    assert environment.has_changed()
    assert imported(environment) == "as installed"
    assert not environment.has_changed()


def test_a_package_without_a_version_of_its_own_counts_as_old_if_it_was_imported_before(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("early", "late"):
        uv_install(site, wheel(tmp_path, name, "1.0"))
    environment = Environment()
    environment.lock()
    early, late = ModuleType("early"), ModuleType("late")
    monkeypatch.setitem(sys.modules, "early", early)
    environment.has_changed()
    for name in ("early", "late"):
        uv_install(site, "--upgrade", wheel(tmp_path, name, "2.0"))
    monkeypatch.setitem(sys.modules, "late", late)
    environment.has_changed()
    assert imported(environment) == "early 1.0 (2.0 is installed now)"
    uv_install(site, "--upgrade", tmp_path / "early-1.0-py3-none-any.whl")
    environment.has_changed()
    assert imported(environment) == "as installed"


def test_a_package_that_was_removed_after_its_import_is_told(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = metadata(site, "probe", "1.0")
    environment = Environment()
    environment.lock()
    probe = ModuleType("probe")
    monkeypatch.setitem(sys.modules, "probe", probe)
    environment.has_changed()
    place.rename(tmp_path / "gone")
    environment.has_changed()
    assert imported(environment) == "probe 1.0 (not installed now)"


def test_changes_of_an_editable_source_make_another_lock(site: Path, tmp_path: Path) -> None:
    source = project(tmp_path / "source")
    repository(source)
    uv_install(site, "--no-build-isolation", "-e", source)
    environment = Environment()
    environment.has_changed()
    first = environment.lock()
    assert environment.lock() is first
    (source / "probe" / "__init__.py").write_text("answer = 2\n")
    assert not environment.has_changed()  # what is installed is the same
    (package,) = read_lock(environment.lock()).packages
    assert package.is_dirty


def test_folders_of_packages_are_those_that_hold_some(tmp_path: Path) -> None:
    metadata(tmp_path / "target", "a", "1.0")
    (tmp_path / "empty" / "site-packages").mkdir(parents=True)
    path = ["", str(tmp_path), str(tmp_path / "target"), str(tmp_path / "empty" / "site-packages"),
            str(tmp_path / "gone" / "site-packages"), str(tmp_path / "target")]  # fmt: skip
    assert package_folders(path) == [
        str(tmp_path / "target"),
        str(tmp_path / "empty" / "site-packages"),
    ]


def test_the_check_after_a_cell_loads_nothing() -> None:
    code = (
        "from jupyter_mm.kernel.keeping.environment import Environment; import sys;"
        "one = Environment({}, ()); one.has_changed(); one.has_changed();"
        "print(*(name for name in sys.modules if name.startswith('jupyter_mm.environment')))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
