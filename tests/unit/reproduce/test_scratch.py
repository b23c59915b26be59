"""A folder to run in, with copies of what was read; it goes at the end."""

import fcntl
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.data.digests import Digests
from jupyter_mm.data.sets import set_digest
from jupyter_mm.domain.content import Content
from jupyter_mm.domain.data import DataRef
from jupyter_mm.errors import StoreFullError
from jupyter_mm.reproduce.line import Step
from jupyter_mm.reproduce.progress import SILENT
from jupyter_mm.reproduce.scratch import Scratch, fill, inputs_of, scratch
from tests.unit.reproduce.test_outside import step as plain_step


def ref(path: Path | str, mode: str = "r", **changes: Any) -> DataRef:
    made = DataRef(path=str(path), mode=mode, size_bytes=1, mtime_ns=1, digest="0" * 64)
    return replace(made, **changes)


def step(*refs: DataRef, source: str = "x = 1") -> Step:
    return replace(plain_step(source=source), data=refs)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    (made / "data").mkdir(parents=True)
    for name in ("a.csv", "data/b.csv"):
        (made / name).write_text(name)
    (tmp_path / "beside.csv").write_text("beside")
    return made


def filled(core: Core, place: Scratch, work: Path, *steps: Step) -> list[str]:
    fill(core, place, str(work), steps, SILENT)
    root = place.mirrored(str(work.parent))
    return sorted(str(one.relative_to(root)) for one in root.rglob("*") if one.is_file())


def test_what_was_read_below_the_working_folder_is_copied(core: Core, work: Path) -> None:
    with scratch(core.info.home) as place:
        steps = step(
            ref(work / "a.csv"), ref(work / "data" / "b.csv"), ref(work.parent / "beside.csv")
        )
        assert filled(core, place, work, steps) == ["work/a.csv", "work/data/b.csv"]
        copy = place.mirrored(str(work / "a.csv"))
        copy.write_text("changed")
    assert (work / "a.csv").read_text() == "a.csv"


def test_a_cell_that_climbs_gets_what_lies_beside(core: Core, work: Path) -> None:
    with scratch(core.info.home) as place:
        steps = step(ref(work.parent / "beside.csv"), source="open('../beside.csv')")
        assert filled(core, place, work, steps) == ["beside.csv"]


def test_sets_are_copied_file_by_file(core: Core, work: Path) -> None:
    found = set_digest(str(work), ["a.csv", "data/b.csv"], Digests(core.info.home))
    core.blobs.put(found.content)
    with scratch(core.info.home) as place:
        whole = ref(work, files=2, digest=found.digest)
        assert filled(core, place, work, step(whole)) == ["work/a.csv", "work/data/b.csv"]


def test_what_is_gone_and_was_kept_is_put_there(core: Core, work: Path) -> None:
    kept = Content(digest=core.blobs.put(b"as it was"), size_bytes=9)
    (work / "a.csv").unlink()
    with scratch(core.info.home) as place:
        steps = [step(ref(work / "a.csv", kept=kept), ref(work / "never.csv"))]
        restored = fill(core, place, str(work), steps, SILENT)
        assert restored == (str(work / "a.csv"),)
        assert place.mirrored(str(work / "a.csv")).read_text() == "as it was"


def test_no_path_leads_out_of_the_folder(core: Core, work: Path) -> None:
    kept = Content(digest=core.blobs.put(b"evil"), size_bytes=4)
    victim = work.parent / "victim"
    with scratch(core.info.home) as place:
        detour = f"{work}/../victim"
        fill(core, place, str(work), [step(ref(detour, kept=kept), source="'..'")], SILENT)
        for path in ("/../../etc/x", "../x", f"{place.root}/../../x", "//x"):
            assert place.mirrored(path).is_relative_to(place.root)
            assert ".." not in place.mirrored(path).parts
    assert not victim.exists()


def test_folders_that_were_written_into_are_there(core: Core, work: Path) -> None:
    (work / "out").mkdir()
    with scratch(core.info.home) as place:
        fill(core, place, str(work), [step(ref(work / "out" / "x.csv", "w"))], SILENT)
        assert place.mirrored(str(work / "out")).is_dir()


def test_without_room_nothing_is_copied(
    core: Core, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyter_mm.reproduce.scratch._ROOM", 1 << 60)
    with scratch(core.info.home) as place, pytest.raises(StoreFullError):
        filled(core, place, work, step(ref(work / "a.csv")))


def test_the_folder_goes_at_the_end_whatever_happened(core: Core) -> None:
    made: list[Scratch] = []

    def interrupted() -> None:
        with scratch(core.info.home) as place:
            made.append(place)
            (place.root / "x").write_text("x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not made[0].folder.exists()


def test_folders_of_processes_that_died_go_and_those_of_others_stay(core: Core) -> None:
    parent = core.info.home / "scratch"
    for name in ("dead", "other"):
        (parent / name).mkdir(parents=True)
        (parent / name / "alive").touch()
    with (parent / "other" / "alive").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with scratch(core.info.home):
            assert not (parent / "dead").exists()
            assert (parent / "other").exists()


def test_what_the_steps_made_themselves_is_not_copied(core: Core, work: Path) -> None:
    (work / "cache.txt").write_text("an old result")
    with scratch(core.info.home) as place:
        steps = [
            step(ref(work / "a.csv"), ref(work / "cache.txt", "w")),
            step(ref(work / "cache.txt")),
        ]
        assert filled(core, place, work, *steps) == ["work/a.csv"]
        own = step(ref(work / "cache.txt", "w"), ref(work / "cache.txt"))
        assert inputs_of([own]) == ()
        other = step(ref(work / "cache.txt", "w", digest="1" * 64), ref(work / "cache.txt"))
        assert [one.path for one in inputs_of([other])] == [str(work / "cache.txt")]


def test_inputs_are_what_was_read_and_not_made_before() -> None:
    steps = (
        step(ref("/w/a.csv"), ref("/w/out.csv", "w")),
        step(ref("/w/out.csv"), ref("/w/a.csv", digest="1" * 64), ref("/w/b.csv")),
    )
    assert [one.path for one in inputs_of(steps)] == ["/w/a.csv", "/w/b.csv"]
    assert inputs_of(steps)[0].digest == "0" * 64
