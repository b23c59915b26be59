"""What needs consent, because it reaches beyond the scratch folder."""

from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.domain.capture import Effect
from jupyter_mm.domain.data import DataRef
from jupyter_mm.reproduce.line import Step
from jupyter_mm.reproduce.outside import needs_of, protected

HERE = "/home/me/work"


def step(
    *effects: tuple[str, str],
    source: str = "x = 1",
    data: tuple[str, ...] = (),
    written: tuple[str, ...] = (),
) -> Step:
    uses = [*((path, "r") for path in data), *((path, "w") for path in written)]
    refs = [
        DataRef(path=path, mode=mode, size_bytes=1, mtime_ns=1, digest=None) for path, mode in uses
    ]
    return Step(
        id="run",
        cell=None,
        title="save",
        source=source,
        count=1,
        status="ok",
        started_at=0.0,
        duration_s=1.0,
        is_seen=True,
        outputs=(),
        metrics=(),
        reads=(),
        changed=(),
        effects=tuple(Effect(kind=kind, detail=detail) for kind, detail in effects),
        data=tuple(refs),
    )


@pytest.mark.parametrize(
    "effect",
    [
        ("file written", f"{HERE}/out.csv"),
        ("file removed", f"{HERE}/deep/out.csv"),
        ("database", f"{HERE}/a.db"),
        ("file written", "/tmp/not-there/x"),  # noqa: S108  # only text
        ("process started", "uname"),
        ("process started", "a copy of the kernel"),
        ("network", "127.0.0.1:8888"),
        ("network", "localhost:5432"),
    ],
)
def test_what_stays_inside_needs_no_consent(effect: Any) -> None:
    assert needs_of([step(effect)], HERE) == ()


@pytest.mark.parametrize(
    ("effect", "sentence"),
    [
        (("file written", "/data/out.csv"), "The cell “save” writes /data/out.csv."),
        (("file removed", "/home/me/work2/a"), "The cell “save” removes /home/me/work2/a."),
        (("process started", "curl"), "The cell “save” starts curl."),
        (("process started", "git"), "The cell “save” starts git."),
        (("network", "example.org:443"), "The cell “save” speaks to example.org:443."),
        (("database", "/data/a.db"), "The cell “save” writes to the database /data/a.db."),
    ],
)
def test_what_reaches_outside_is_told_in_a_sentence(effect: Any, sentence: str) -> None:
    assert needs_of([step(effect), step(effect)], HERE) == (sentence,)


def test_the_working_folder_by_its_absolute_path_is_outside(tmp_path: Any) -> None:
    effect = ("file written", f"{HERE}/out.csv")
    assert needs_of([step(effect, source=f"open('{HERE}/out.csv', 'w')")], HERE) != ()


def test_what_a_library_wrote_elsewhere_needs_consent() -> None:
    near, far = f"{HERE}/sub/out", "/data/out"
    assert needs_of([step(written=(near,))], HERE) == ()
    assert needs_of([step(written=(far,))], HERE) == ("The cell “save” writes /data/out.",)
    assert protected([step(written=(far,))]) == (far,)


def test_a_temporary_file_that_is_there_is_somebodys(tmp_path: Path) -> None:
    there = tmp_path / "there"
    assert needs_of([step(("file written", str(there)))], HERE) == ()
    there.touch()
    assert len(needs_of([step(("file written", str(there)))], HERE)) == 1


def test_a_folder_that_is_there_already_is_not_made_again(tmp_path: Path) -> None:
    assert needs_of([step(("file written", str(tmp_path)))], HERE) == ()
    assert protected([step(("file written", str(tmp_path)))]) == ()
    assert len(needs_of([step(("file removed", str(tmp_path)))], HERE)) == 1


def test_a_path_with_detours_is_outside() -> None:
    assert len(needs_of([step(("file written", f"{HERE}/../../etc/x"))], HERE)) == 1


def test_a_host_that_data_was_read_from_is_no_effect() -> None:
    effects = (("network", "data.example.org:443"), ("network", "other.example.org:443"))
    found = needs_of([step(*effects, data=("https://data.example.org/a.csv",))], HERE)
    assert found == ("The cell “save” speaks to other.example.org:443.",)


def test_what_a_cell_installed_is_not_done_again() -> None:
    effects = (("process started", "pip"), ("network", "example.org:443"))
    assert needs_of([step(*effects, source="# more\n%pip install a")], HERE) == ()
    assert len(needs_of([step(*effects, source="%pip install a\n!curl b")], HERE)) == 2


def test_many_effects_are_counted() -> None:
    effects = [("file written", f"/data/{number}") for number in range(50)]
    found = needs_of([step(*effects)], HERE)
    assert len(found) == 21
    assert found[-1] == "And 30 more effects."


def test_files_that_were_read_or_written_are_protected() -> None:
    effects = (("file written", "/data/out.csv"), ("network", "example.org:1"))
    data = ("/data/in.csv", "https://data.example.org/a.csv")
    assert protected([step(*effects, data=data)]) == ("/data/in.csv", "/data/out.csv")
