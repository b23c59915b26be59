"""How the data of two states differ, and the profiles that tell how tables do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.data import compare_data, list_data
from jupyter_mm.core.policy import Actor
from jupyter_mm.core.profiles import data_profile, profile_file
from jupyter_mm.domain.data_answers import DataChange, DataQuery
from jupyter_mm.errors import DeniedError, InvalidError, NotFoundError
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.using import ran, remote, used, used_set

TABLE = "name,age\n" + "".join(f"n{number},{number}\n" for number in range(50))


def compare(core: Core, before: str, after: str) -> tuple[DataChange, ...]:
    return compare_data(core, ACTOR, before=before, after=after).changes


def has_profile(core: Core) -> bool:
    (one,) = list_data(core, ACTOR, DataQuery()).items
    return one.has_profile


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "churn.csv"
    path.write_text(TABLE)
    os.utime(path, ns=(10**18, 10**18))
    return path


def test_two_states_differ_in_their_data(core: Core, table: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("x\n1\n")
    same = tmp_path / "same.csv"
    same.write_text("x\n2\n")
    first = ran(core, "e1", used(core, table), used(core, other), used(core, same), remote())
    profile_file(core, ACTOR, str(table))
    table.write_text(TABLE + "n50,\nn51,\n")
    profile_file(core, ACTOR, str(table))
    second = ran(
        core, "e2", used(core, table), used(core, same), remote(version='etag:"2"'), parent=first
    )
    apart = ran(core, "e3", used(core, same))
    changed = {one.path: one for one in compare(core, first, second)}
    assert set(changed) == {str(table), "s3://bucket/churn.csv"}
    assert changed[str(table)].kind == "changed"
    assert changed[str(table)].lines[0] == "+2 rows"
    assert any(line.startswith("age: ") for line in changed[str(table)].lines)
    assert changed["s3://bucket/churn.csv"].lines == ('etag:"1" became etag:"2"',)
    kinds = {one.path: one.kind for one in compare(core, first, apart)}
    assert kinds == dict.fromkeys((str(table), str(other), "s3://bucket/churn.csv"), "removed")
    assert {one.kind for one in compare(core, apart, first)} == {"added"}
    assert compare_data(core, ACTOR, before=first, after=first).same == 4


def test_what_has_no_digest_cannot_be_compared(core: Core, table: Path) -> None:
    first = ran(core, "e1", used(core, table, digest=None, reason="changed while it was read"))
    second = ran(core, "e2", used(core, table))
    (change,) = compare(core, first, second)
    assert (change.kind, change.lines) == ("unknown", ("changed while it was read",))


def test_of_contents_without_a_size_only_the_change_is_told(core: Core, table: Path) -> None:
    first = ran(core, "e1", used(core, table, size_bytes=None))
    second = ran(core, "e2", used(core, table, size_bytes=None, digest="0" * 64))
    (change,) = compare(core, first, second)
    assert (change.kind, change.lines) == ("changed", ())


def test_sets_are_compared_file_by_file(core: Core, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for name in "abc":
        (folder / name).write_text(name)
    first = ran(core, "e1", used_set(core, folder, folder))
    (folder / "b").write_text("another")
    second = ran(core, "e2", used_set(core, folder, folder))
    (change,) = compare(core, first, second)
    assert change.lines == ("1 of 3 files differs: b",)


def test_files_without_a_profile_differ_in_size(core: Core, tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"12345")
    first = ran(core, "e1", used(core, path))
    path.write_bytes(b"1234567")
    second = ran(core, "e2", used(core, path))
    path.write_bytes(b"7654321")
    third = ran(core, "e3", used(core, path))
    assert compare(core, first, second)[0].lines == ("+2 bytes",)
    assert compare(core, second, third)[0].lines == ("the same size, another content",)


def test_a_profile_is_found_by_the_digest_of_its_file(core: Core, table: Path) -> None:
    ref = used(core, table)
    ran(core, "e1", ref)
    assert not has_profile(core)
    made = profile_file(core, ACTOR, str(table))
    assert (made.rows, [column.name for column in made.columns]) == (50, ["name", "age"])
    assert data_profile(core, ACTOR, digest=str(ref.digest)) == made
    assert has_profile(core)


def test_what_has_no_profile_is_said_so(core: Core, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG")
    with pytest.raises(NotFoundError, match="No profile can be made"):
        profile_file(core, ACTOR, str(picture))
    with pytest.raises(NotFoundError, match="is gone"):
        profile_file(core, ACTOR, str(tmp_path / "never.csv"))
    with pytest.raises(NotFoundError, match="is a folder"):
        profile_file(core, ACTOR, str(tmp_path))
    with pytest.raises(NotFoundError, match="No profile is kept"):
        data_profile(core, ACTOR, digest="0" * 64)
    with pytest.raises(InvalidError):
        data_profile(core, ACTOR, digest="churn.csv")


def test_who_may_not_read_is_refused(core: Core) -> None:
    first = ran(core, "e1")
    nobody = Actor(name="nobody", scopes=frozenset())
    with pytest.raises(DeniedError):
        compare_data(core, nobody, before=first, after=first)
    with pytest.raises(DeniedError):
        data_profile(core, nobody, digest="0" * 64)
    with pytest.raises(DeniedError):
        profile_file(core, nobody, "/a.csv")
