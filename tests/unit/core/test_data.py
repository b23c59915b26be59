"""Which data executions used, and how it is now."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jupyter_mm.core import data_now
from jupyter_mm.core.context import Core
from jupyter_mm.core.data import compare_data, list_data
from jupyter_mm.core.data_checks import verify_data
from jupyter_mm.core.history import list_history, show_checkpoint
from jupyter_mm.core.policy import Actor
from jupyter_mm.data import finding
from jupyter_mm.data.digests import Digests
from jupyter_mm.domain.content import Content
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.data_answers import DataQuery, DataUse
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import DeniedError, InvalidError, NotFoundError
from jupyter_mm.testing.captures import make_session
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.using import ran, remote, used, used_set

TABLE = "name,age\n" + "".join(f"n{number},{number}\n" for number in range(50))


def listed(core: Core, **query: object) -> tuple[DataUse, ...]:
    return list_data(core, ACTOR, DataQuery(**query)).items  # type: ignore[arg-type]  # as above


def now(core: Core) -> str:
    (one,) = listed(core)
    return one.now


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "churn.csv"
    path.write_text(TABLE)
    os.utime(path, ns=(10**18, 10**18))
    return path


def test_of_each_path_and_mode_the_latest_use_is_listed(core: Core, table: Path) -> None:
    ref = used(core, table)
    ran(core, "e1", ref, source="df = read()")
    ran(core, "e2", ref)
    ran(core, "e3", used(core, table, "w"))
    writing, reading = listed(core)
    assert (writing.execution, writing.ref.mode, writing.uses) == ("e3", "w", 3)
    assert (reading.execution, reading.ref, reading.uses) == ("e2", ref, 3)
    assert reading.notebook == "example.ipynb"
    assert reading.cell == "cell-1"
    assert list_data(core, ACTOR, DataQuery(limit=1)).total == 2


def test_all_uses_of_one_path_are_listed(core: Core, table: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("x\n")
    ref = used(core, table)
    ran(core, "e1", ref)
    ran(core, "e2", used(core, other))
    ran(core, "e3", ref)
    assert [one.execution for one in listed(core, path=str(table))] == ["e3", "e1"]
    assert [one.execution for one in listed(core, digest=ref.digest)] == ["e3", "e1"]
    assert listed(core, path=str(tmp_path / "never.csv")) == ()


def test_a_file_is_found_in_the_sets_that_hold_it(core: Core, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    (folder / "deep").mkdir(parents=True)
    for name in ("a.csv", "b.csv", "deep/a.csv"):
        (folder / name).write_text(name)
    ran(core, "whole", used_set(core, folder, folder))
    ran(core, "some", used_set(core, folder / "*.csv", folder))
    found = {one.execution for one in listed(core, path=str(folder / "b.csv"))}
    assert found == {"whole", "some"}
    assert [one.execution for one in listed(core, path=str(folder / "deep/a.csv"))] == ["whole"]
    assert listed(core, path=str(tmp_path / "b.csv")) == ()


def test_data_is_narrowed_by_notebook_session_and_checkpoint(core: Core, table: Path) -> None:
    elsewhere = make_session("2" * 32, notebook="other.ipynb")
    first = ran(core, "e1", used(core, table))
    ran(core, "e2", remote(), parent=first)
    ran(core, "e3", remote(path="s3://bucket/b"), session=elsewhere)
    assert {one.execution for one in listed(core, notebook="example.ipynb")} == {"e1", "e2"}
    assert {one.execution for one in listed(core, session="2" * 32)} == {"e3"}
    assert {one.execution for one in listed(core, ref=first)} == {"e1"}
    assert {one.execution for one in listed(core, ref="now", session="1" * 32)} == {"e1", "e2"}
    assert listed(core, notebook="unknown.ipynb") == ()
    assert listed(core, session="unknown") == ()


def test_a_row_of_the_history_counts_data(core: Core, table: Path) -> None:
    ran(core, "e1", used(core, table), remote())
    ran(core, "e2")
    counts = {r.execution: r.data for r in list_history(core, ACTOR, HistoryQuery()).rows}
    assert counts == {"e1": 2, "e2": 0}


def test_everything_that_is_recorded_of_data_comes_back(core: Core, table: Path) -> None:
    content = table.read_bytes()
    kept = Content(digest=core.blobs.put(content), size_bytes=len(content))
    ref = used(core, table, how="polars", label="split train", version="v1", kept=kept)
    checkpoint = ran(core, "e1", ref)
    (one,) = listed(core)
    assert one.ref == ref
    assert show_checkpoint(core, ACTOR, checkpoint).inputs == (ref,)


def test_a_file_is_the_same_touched_changed_or_gone(core: Core, table: Path) -> None:
    ran(core, "e1", used(core, table))
    assert now(core) == "same"
    table.write_text(TABLE)  # the same content, at another time: only reading would tell
    assert now(core) == "touched"
    table.write_text(TABLE + "n50,50\n")
    assert now(core) == "changed"
    table.unlink()
    assert now(core) == "gone"


def test_a_remembered_digest_counts_more_than_size_and_time(core: Core, table: Path) -> None:
    ran(core, "e1", used(core, table))
    table.write_text(TABLE.replace("n7", "m7"))
    os.utime(table, ns=(10**18, 10**18))
    assert now(core) == "same"
    much_later = Digests(core.info.home, clock_ns=lambda: 4 * 10**18)
    much_later.digest(table)
    assert now(core) == "changed"


def test_of_some_data_nothing_can_be_told(core: Core, table: Path) -> None:
    ran(core, "e1", remote())
    ran(core, "e2", used(core, table, digest=None, reason="changed while it was read"))
    assert {one.now for one in listed(core)} == {"unknown"}


def test_a_set_is_looked_at_file_by_file(core: Core, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for name in "abc":
        (folder / name).write_text(name)
        os.utime(folder / name, ns=(10**18, 10**18))
    ran(core, "e1", used_set(core, folder, folder))
    assert now(core) == "same"
    (folder / "d").write_text("d")
    assert now(core) == "same"  # the set of a folder is what was opened of it
    (folder / "a").unlink()
    assert now(core) == "changed"
    (folder / "a").write_text("aa")
    assert now(core) == "changed"
    for path in folder.iterdir():
        path.unlink()
    assert now(core) == "gone"


def test_a_pattern_that_fits_a_new_file_has_changed(core: Core, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, ns=(10**18, 10**18))
    ran(core, "e1", used_set(core, tmp_path / "*.csv", tmp_path))
    assert now(core) == "same"
    (tmp_path / "c.csv").write_text("c")
    assert now(core) == "changed"


def test_large_sets_are_not_looked_at_for_ever(
    core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv", "c.csv", "d/e.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    ran(core, "e1", used_set(core, tmp_path / "*.csv", tmp_path))
    monkeypatch.setattr(data_now, "MOST_LOOKS", 2)
    assert now(core) == "unknown"
    monkeypatch.setattr(data_now, "MOST_LOOKS", 3)
    assert now(core) == "unknown"  # the folder cannot be looked through any more
    monkeypatch.setattr(finding, "MOST_FILES", 2)
    monkeypatch.setattr(data_now, "MOST_LOOKS", 1000)
    assert now(core) == "changed"
    (check,) = verify_data(core, ACTOR, "now").checks
    assert (check.kind, check.now) == ("changed", None)
    assert "more than" in check.detail


@pytest.mark.parametrize("listing", [b"", b"{}", b"not json", b'{"files":[],"version":99}'])
def test_a_listing_that_cannot_be_read_tells_nothing(
    core: Core, tmp_path: Path, listing: bytes
) -> None:
    digest = core.blobs.put(listing)
    ref = DataRef(path=str(tmp_path), mode="r", size_bytes=1, mtime_ns=1, digest=digest, files=2)
    ran(core, "e1", ref)
    assert now(core) == "unknown"
    assert listed(core, path=str(tmp_path / "a.csv")) == ()


def test_questions_that_cannot_be_are_refused(core: Core, table: Path) -> None:
    ran(core, "e1", used(core, table))
    for limit in (0, -1, 1001):
        with pytest.raises(InvalidError, match="1 to 1000"):
            listed(core, limit=limit)
    for digest in ("x", "0" * 63, "G" * 64):
        with pytest.raises(InvalidError):
            listed(core, digest=digest)
    with pytest.raises(NotFoundError):
        listed(core, ref="nowhere")
    with pytest.raises(NotFoundError):
        compare_data(core, ACTOR, before="now", after="nowhere")
    with pytest.raises(DeniedError):
        list_data(core, Actor(name="nobody", scopes=frozenset()), DataQuery())
