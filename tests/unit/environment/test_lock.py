from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.environment.lock import Locksmith, quoted, read_installed
from jupyter_mm.environment.machine import facts
from jupyter_mm.environment.reading import read_lock
from jupyter_mm.kernel.keeping.environment import package_folders
from tests.unit.environment.making import (
    commit,
    lock_of,
    metadata,
    packages_of,
    project,
    repository,
    uv_install,
    wheel,
)
from tests.unit.environment.test_conda import note


def test_the_lock_of_this_environment_is_valid_and_names_what_is_installed() -> None:
    smith = Locksmith()
    smith.look(package_folders(sys.path))
    text = smith.text(facts(), {"TZ": "UTC"})
    assert {"blake3", "cloudpickle", "ipykernel", "sqlalchemy"} <= packages_of(text).keys()
    again = Locksmith()
    again.look(package_folders(sys.path))
    assert again.text(facts(), {"TZ": "UTC"}) == text


def test_direct_installations_keep_their_source_without_credentials(tmp_path: Path) -> None:
    for name, told in {
        "from_url": {"url": "https://user:secret@example.org/a.whl?token=secret#x",
                     "archive_info": {"hashes": {"sha256": "ff"}}, "subdirectory": "sub"},
        "from_git": {"url": "https://tok@example.org/r.git", "subdirectory": "sub",
                     "vcs_info": {"vcs": "git", "commit_id": "ab12"}},
        "from_dir": {"url": "file:///srv/thing", "dir_info": {"editable": True}},
    }.items():  # fmt: skip
        metadata(tmp_path, name, "1.0", direct_url=json.dumps(told))
    text = lock_of(tmp_path)
    packages = packages_of(text)
    assert "secret" not in text
    assert "tok@" not in text
    archive = packages["from-url"]["archive"]
    assert (archive["url"], archive["subdirectory"]) == ("https://example.org/a.whl", "sub")
    assert archive["hashes"]["sha256"] == "ff"
    assert packages["from-git"]["vcs"] == {
        "type": "git",
        "url": "https://example.org/r.git",
        "commit-id": "ab12",
        "subdirectory": "sub",
    }
    assert packages["from-dir"]["directory"] == {"path": "/srv/thing", "editable": True}


def test_whatever_is_installed_the_lock_stays_valid(tmp_path: Path) -> None:
    metadata(tmp_path, "old", "2004d")
    metadata(tmp_path, "post", "1.0_1", METADATA="Name: post\nVersion: 1.0-1\n")
    metadata(tmp_path, "source", "1.0", WHEEL="")
    metadata(tmp_path, "picky", "1.0", METADATA="Name: picky\nVersion: 1.0\nRequires-Python: >=3.*")
    odd = {"url": 'file:///a "b"\u007f\\c%00', "dir_info": {}, "x": "\ud800"}
    metadata(tmp_path, "odd", "1.0", direct_url=json.dumps(odd))
    (tmp_path / "broken-1.0.dist-info").mkdir()
    packages = packages_of(lock_of(tmp_path))
    assert packages.keys() == {"broken", "odd", "old", "picky", "post", "source"}
    read = {one.name: (one.version, one.source) for one in read_lock(lock_of(tmp_path)).packages}
    assert read["old"] == ("2004d", "index")
    assert read["post"] == ("1.0-1", "index")
    assert "version" not in packages["old"]
    assert packages["old"]["tool"]["jupyter-mm"]["version"] == "2004d"
    assert packages["source"]["sdist"]["path"] == "source-1.0.tar.gz"
    assert "requires-python" not in packages["picky"]


def test_an_empty_environment_has_a_lock() -> None:
    assert packages_of(lock_of()) == {}


@given(st.text(), st.text(st.characters(categories=["Cs"])))
def test_any_text_can_be_part_of_a_lock(text: str, broken: str) -> None:
    assert tomllib.loads(f"x = {quoted(text)}")["x"] == text.encode("utf-8", "replace").decode()
    assert len(tomllib.loads(f"x = {quoted(broken)}")["x"]) == len(broken)


def test_what_was_asked_for_is_told(tmp_path: Path) -> None:
    needs = "Name: app\nVersion: 1.0\nRequires-Dist: library\n"
    metadata(tmp_path / "noted", "app", "1.0", METADATA=needs)
    metadata(tmp_path / "noted", "library", "1.0", REQUESTED="")
    metadata(tmp_path / "silent", "app", "1.0", METADATA=needs)
    metadata(tmp_path / "silent", "library", "1.0")
    direct = {
        place: [one.name for one in read_lock(lock_of(tmp_path / place)).packages if one.is_direct]
        for place in ("noted", "silent")
    }
    assert direct == {"noted": ["library"], "silent": ["app"]}


def test_packages_of_conda_are_told_once(tmp_path: Path) -> None:
    url = "https://conda.example.org/forge/linux-64/numpy-1.26.4-py311_0.conda"
    note(tmp_path, "numpy", version="1.26.4", build="py311_0", url=url, sha256="ff")
    note(tmp_path, "_libgcc_mutex", version="0.1", build="main", channel="forge")
    (tmp_path / "conda-meta" / "torn.json").write_text("{")
    metadata(tmp_path / "site-packages", "numpy", "1.26.4", INSTALLER="conda\n")
    metadata(tmp_path / "site-packages", "other", "1.0", INSTALLER="pip\n")
    text = lock_of(tmp_path / "site-packages", prefix=tmp_path)
    assert packages_of(text).keys() == {"numpy", "other"}
    environment = read_lock(text)
    packages = {one.name: one for one in environment.packages}
    assert packages["numpy"].source == "conda"
    assert packages["numpy"].origin == url
    assert "sha256:ff" in packages["numpy"].hashes
    assert packages["other"].source == "index"
    assert not packages["_libgcc_mutex"].is_python
    assert len(environment.packages) == 3
    broken = {one.name: one.value for one in environment.facts}["broken metadata"]
    assert broken == "torn.json: cannot be read"


def test_an_editable_source_is_told_with_its_commit_and_changes(tmp_path: Path) -> None:
    source = project(tmp_path / "repository" / "below")
    repository(tmp_path / "repository")
    uv_install(tmp_path / "site", "--no-build-isolation", "-e", source)
    clean = read_lock(lock_of(tmp_path / "site")).packages[0]
    (source / "probe" / "__init__.py").write_text("answer = 2\n")
    dirty = read_lock(lock_of(tmp_path / "site")).packages[0]
    head = commit(tmp_path / "repository")
    after = read_lock(lock_of(tmp_path / "site")).packages[0]
    assert (clean.is_editable, clean.is_dirty, clean.subdirectory) == (True, False, "below")
    assert clean.origin == str(source)
    assert dirty.is_dirty
    assert dirty.commit == clean.commit
    assert [one.partition(":")[0] for one in dirty.hashes] == ["uncommitted-blake3"]
    assert (after.commit, after.is_dirty, after.hashes) == (head, False, ())


def test_another_interpreters_packages_are_read_from_outside(tmp_path: Path) -> None:
    uv_install(tmp_path / "site", wheel(tmp_path, "probe", "1.5"))
    environment = read_installed([str(tmp_path / "site")], "3.12.1")
    assert environment.python == "3.12.1"
    assert [(one.name, one.version) for one in environment.packages] == [("probe", "1.5")]
