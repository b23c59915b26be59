"""Data read whole and compared with what it was; drift tells of it by itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.data_checks import check_data, verify_data
from jupyter_mm.core.drift import READ_BYTES, drift
from jupyter_mm.core.policy import Actor, Scope
from jupyter_mm.core.profiles import profile_file
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.data_answers import DataCheck
from jupyter_mm.errors import DeniedError, NotFoundError
from jupyter_mm.testing.captures import make_session
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.using import lock_with, ran, used, used_set


def checked(core: Core, ref: str = "now") -> dict[str, DataCheck]:
    return {Path(one.path).name: one for one in verify_data(core, ACTOR, ref).checks}


def drifted(core: Core, ref: str, **scope: str) -> dict[str, str]:
    found = drift(core, ACTOR, ref, **scope).data
    return {Path(one.path).name: one.kind for one in found}


def test_what_changed_is_found_though_size_and_time_are_the_same(
    core: Core, tmp_path: Path
) -> None:
    path = tmp_path / "churn.csv"
    path.write_text("a\n1\n")
    os.utime(path, ns=(10**18, 10**18))
    ref = used(core, path)
    ran(core, "e1", ref)
    assert checked(core)["churn.csv"].kind == "same"
    path.write_text("a\n2\n")
    os.utime(path, ns=(10**18, 10**18))
    (check,) = verify_data(core, ACTOR, "now").checks
    assert (check.kind, check.before) == ("changed", ref.digest)
    assert check.now == used(core, path).digest
    assert check.detail == "the same size, another content"


def test_a_changed_table_is_told_by_its_profiles(core: Core, tmp_path: Path) -> None:
    path = tmp_path / "churn.csv"
    path.write_text("a\n1\n2\n")
    ran(core, "e1", used(core, path))
    profile_file(core, ACTOR, str(path))
    path.write_text("a\n1\n2\n3\n")
    assert checked(core)["churn.csv"].detail.startswith("+1 row")


def test_every_kind_of_trouble_has_a_name(core: Core, tmp_path: Path) -> None:
    gone, pipe, unread = (tmp_path / name for name in ("gone", "pipe", "unread"))
    for path in (gone, pipe, unread):
        path.write_text("x")
    refs = [used(core, path) for path in (gone, pipe)]
    refs.append(used(core, unread, digest=None, reason="changed while it was read"))
    address = "https://example.org/a.csv"
    refs.append(DataRef(path=address, mode="r", size_bytes=1, mtime_ns=None, digest=None))
    ran(core, "e1", *refs)
    gone.unlink()
    pipe.unlink()
    os.mkfifo(pipe)
    kinds = {name: one.kind for name, one in checked(core).items()}
    assert kinds == {"gone": "gone", "pipe": "unreadable", "unread": "unknown", "a.csv": "unknown"}
    details = {name: one.detail for name, one in checked(core).items()}
    assert details["pipe"] == "is a pipe"
    assert details["unread"] == "changed while it was read"
    assert "not asked" in details["a.csv"]


def test_a_set_is_read_file_by_file(core: Core, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for name in "abc":
        (folder / name).write_text(name)
    ran(core, "e1", used_set(core, folder, folder))
    (folder / "beside").write_text("not opened by the cell")
    assert checked(core)["parts"].kind == "same"
    (folder / "b").write_text("B")
    assert checked(core)["parts"].detail == "1 of 3 files differs: b"
    (folder / "b").unlink()
    assert checked(core)["parts"].detail == "−1 file: b"
    (folder / "b").mkdir()
    assert checked(core)["parts"].kind == "unreadable"
    for name in "ac":
        (folder / name).unlink()
    (folder / "b").rmdir()
    assert checked(core)["parts"].kind == "gone"


def test_a_set_whose_listing_is_damaged_is_unknown(core: Core, tmp_path: Path) -> None:
    digest = core.blobs.put(b"{}")
    ref = DataRef(path=str(tmp_path), mode="r", size_bytes=1, mtime_ns=1, digest=digest, files=1)
    ran(core, "e1", ref)
    (check,) = verify_data(core, ACTOR, "now").checks
    assert (check.kind, check.detail) == ("unknown", "the list of its files is not kept")


def test_the_data_of_a_state_is_that_of_all_that_led_to_it(core: Core, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("first", "second", "apart")]
    for path in paths:
        path.write_text(path.name)
    first = ran(core, "e1", used(core, paths[0]))
    second = ran(core, "e2", used(core, paths[1]), parent=first)
    ran(core, "e3", used(core, paths[2]))
    assert set(checked(core, second)) == {"first", "second"}
    assert set(checked(core, first)) == {"first"}


def test_given_data_is_checked_in_its_order_until_somebody_stops_it(
    core: Core, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("b", "a")]
    for path in paths:
        path.write_text(path.name)
    refs = [used(core, path) for path in paths]
    assert [one.path for one in check_data(core, refs).checks] == [str(path) for path in paths]
    stopped = check_data(core, refs, cancelled=lambda: True).checks
    assert {one.kind for one in stopped} == {"unreadable"}


def test_drift_tells_what_was_read_and_is_another_thing_now(core: Core, tmp_path: Path) -> None:
    read, written, same, touched, gone = (tmp_path / f"{number}.csv" for number in range(5))
    for path in (read, written, same, touched, gone):
        path.write_text("a\n1\n")
    refs = [used(core, path) for path in (read, same, touched, gone)]
    at = ran(core, "e1", *refs, used(core, written, "w"))
    assert drifted(core, at) == {}
    for path in (read, written):
        path.write_text("a\n2\n")
    touched.write_text("a\n1\n")
    gone.unlink()
    assert drifted(core, at) == {"0.csv": "changed", "4.csv": "gone"}


def test_a_large_file_that_was_touched_is_not_read_for_a_chip(core: Core, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(READ_BYTES + 1)
    os.utime(path, ns=(10**18, 10**18))
    ref = used(core, path)
    at = ran(core, "e1", ref)
    os.utime(path, ns=(10**18 + 1, 10**18 + 1))
    (check,) = drift(core, ACTOR, at).data
    assert check.kind == "unknown"
    assert "not read again" in check.detail
    with path.open("ab") as file:
        file.truncate(READ_BYTES + 2)
    (check,) = drift(core, ACTOR, at).data
    assert (check.kind, check.detail) == ("changed", "+1 bytes")


def test_of_a_set_that_changed_drift_says_so_without_reading(core: Core, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for name in "abc":
        (folder / name).write_text(name)
    at = ran(core, "e1", used_set(core, folder, folder))
    (folder / "a").write_text("longer")
    assert drifted(core, at) == {"parts": "changed"}
    (folder / "a").write_text("A")
    (check,) = drift(core, ACTOR, at).data
    assert (check.kind, check.detail) == ("changed", "1 of 3 files differs: a")


def test_a_session_without_a_notebook_is_its_own_place(core: Core, tmp_path: Path) -> None:
    alone = make_session("3" * 32, notebook=None)
    old, new = (lock_with(tmp_path / f"s{n}", probe=f"{n}.0") for n in range(2))
    first = ran(core, "e1", session=alone, environment=old)
    ran(core, "e2", session=alone, environment=new, parent=first)
    ran(core, "e3", environment=old, started_at=1_800_000_000.0)
    (change,) = drift(core, ACTOR, first).environment.packages
    assert change.after == "1.0"


def test_drift_compares_with_the_latest_environment(core: Core, tmp_path: Path) -> None:
    elsewhere = make_session("2" * 32, notebook="other.ipynb")
    locks = [lock_with(tmp_path / f"s{n}", probe=f"{n}.0") for n in range(3)]
    first = ran(core, "e1", environment=locks[0])
    ran(core, "e2", environment=locks[1], parent=first)
    ran(core, "e3", environment=locks[2], session=elsewhere, started_at=1_800_000_000.0)

    def found(**scope: str) -> tuple[str | None, ...]:
        return tuple(one.after for one in drift(core, ACTOR, first, **scope).environment.packages)

    assert found() == ("1.0",)
    assert found(notebook="example.ipynb") == ("1.0",)
    with pytest.raises(NotFoundError):
        found(notebook="never.ipynb")
    with pytest.raises(NotFoundError):
        found(session="2" * 32, notebook="never.ipynb")
    assert found(session="2" * 32) == ("2.0",)


def test_an_unreadable_lock_does_not_hide_the_data(core: Core, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    first = ran(core, "e1", used(core, path), environment="not toml [")
    ran(core, "e2", environment=lock_with(tmp_path / "s", probe="1.0"), parent=first)
    path.unlink()
    found = drift(core, ACTOR, first)
    assert [one.kind for one in found.data] == ["gone"]
    (fact,) = found.environment.facts
    assert fact.name == "lock"
    assert fact.after is not None
    assert "cannot be read" in fact.after


def test_checks_need_a_right_and_a_reference(core: Core) -> None:
    ran(core, "e1")
    reader = Actor(name="reader", scopes=frozenset({Scope.READ}))
    with pytest.raises(DeniedError):
        verify_data(core, reader, "now")
    with pytest.raises(NotFoundError):
        verify_data(core, ACTOR, "nowhere")
    assert verify_data(core, ACTOR, "now").checks == ()
    with pytest.raises(DeniedError):
        drift(core, Actor(name="nobody", scopes=frozenset()), "now")
    with pytest.raises(NotFoundError):
        drift(core, ACTOR, "nowhere")
