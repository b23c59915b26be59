from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.environment.sources import Repositories, Source, source_of
from jupyter_mm.testing.clocks import FrozenClock
from tests.unit.environment.making import commit, repository, run


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ({}, None),
        ({"url": 3}, None),
        (
            {"url": "https://u:p@h/r.git", "vcs_info": {"vcs": "git", "commit_id": "ab"},
             "subdirectory": "sub"},
            Source(kind="vcs", origin="https://h/r.git", commit="ab", subdirectory="sub"),
        ),
        (
            {"url": "file:///srv/my%20thing", "dir_info": {"editable": True}},
            Source(kind="directory", origin="/srv/my thing", is_editable=True),
        ),
        (
            {"url": "https://h/a.whl?token=s", "archive_info": {"hashes": {"sha256": "ff"}}},
            Source(kind="archive", origin="https://h/a.whl", hashes=(("sha256", "ff"),)),
        ),
        (
            {"url": "https://h/a.whl", "archive_info": {"hash": "sha256=ff"}},
            Source(kind="archive", origin="https://h/a.whl", hashes=(("sha256", "ff"),)),
        ),
        ({"url": "https://h/a.whl"}, Source(kind="archive", origin="https://h/a.whl")),
    ],
)  # fmt: skip
def test_a_direct_url_tells_the_source(told: dict[str, Any], source: Source | None) -> None:
    assert source_of(told) == source


def test_a_clean_repository_tells_its_commit(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    head = repository(tmp_path)
    run("git", "-C", tmp_path, "remote", "add", "origin", "https://me:secret@example.org/r.git")
    state = Repositories().state(str(tmp_path))
    assert state is not None
    assert (state.commit, state.is_dirty, state.changes) == (head, False, None)
    assert state.remote == "https://example.org/r.git"
    assert state.subdirectory is None


def test_changes_that_are_not_committed_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = 1\n")
    head = repository(tmp_path)
    repositories = Repositories()
    states = [repositories.state(str(tmp_path))]
    for text in ("x = 2\n", "x = 33\n", "x = 1\n"):
        file.write_text(text)
        states.append(repositories.state(str(tmp_path)))
    found = [(one.is_dirty, one.changes) for one in states if one is not None]
    assert [dirty for dirty, _ in found] == [False, True, True, False]
    assert len({digest for _, digest in found}) == 3
    assert {one.commit for one in states if one is not None} == {head}


def test_a_new_commit_and_a_deleted_file_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    repository(tmp_path)
    repositories = Repositories()
    repositories.state(str(tmp_path))
    (tmp_path / "b.py").write_text("")
    head = commit(tmp_path)
    after = repositories.state(str(tmp_path))
    (tmp_path / "b.py").unlink()
    deleted = repositories.state(str(tmp_path))
    assert after is not None
    assert (after.commit, after.is_dirty) == (head, False)
    assert deleted is not None
    assert deleted.is_dirty


def test_changes_elsewhere_in_a_repository_are_none_of_the_package(tmp_path: Path) -> None:
    (tmp_path / "packages" / "a").mkdir(parents=True)
    (tmp_path / "packages" / "a" / "a.py").write_text("x = 1\n")
    (tmp_path / "other.py").write_text("")
    repository(tmp_path)
    (tmp_path / "other.py").write_text("changed")
    state = Repositories().state(str(tmp_path / "packages" / "a"))
    assert state is not None
    assert not state.is_dirty
    assert state.subdirectory == "packages/a"


def test_an_unchanged_repository_is_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    repository(tmp_path)
    repositories = Repositories()
    first = repositories.state(str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))  # where there is no git to ask
    assert first is not None
    assert repositories.state(str(tmp_path)) is first
    os.utime(tmp_path / "a.py", (1, 1))
    assert repositories.state(str(tmp_path)) is None


def test_many_files_are_looked_at_now_and_then(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.py").write_text("x = 1\n")
    repository(tmp_path)
    clock = FrozenClock()
    repositories = Repositories(clock=clock)
    first, same = (repositories.state(str(tmp_path)) for _ in range(2))
    (tmp_path / "299.py").write_text("x = 2\n")
    assert first is not None
    assert not first.is_dirty
    assert repositories.state(str(tmp_path)) is same is first, "it was looked at just now"
    clock.advance(0.03)
    changed = repositories.state(str(tmp_path))
    assert changed is not None
    assert changed.is_dirty


@pytest.mark.parametrize("kind", ["plain", "without a commit", "gone"])
def test_what_is_no_repository_has_no_state(tmp_path: Path, kind: str) -> None:
    place = tmp_path / kind
    if kind != "gone":
        place.mkdir()
    if kind == "without a commit":
        run("git", "init", "-q", place)
    assert Repositories().state(str(place)) is None


def test_no_program_of_a_repositorys_configuration_is_run(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    repository(tmp_path)
    mark = tmp_path / "was-run"
    script = tmp_path / "program"
    script.write_text(f"#!/bin/sh\ntouch {mark}\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "core.pager", "diff.own.textconv"):
        run("git", "-C", tmp_path, "config", key, str(script))
    (tmp_path / ".gitattributes").write_text("*.py diff=own\n")
    (tmp_path / "a.py").write_text("x = 2\n")
    state = Repositories().state(str(tmp_path))
    assert state is not None
    assert state.is_dirty
    assert not mark.exists()
