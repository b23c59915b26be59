"""Records on their way: whole, in order, never lost."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from jupyter_mm.blobs.home import open_home
from jupyter_mm.blobs.outbox import LIMIT_BYTES, Outbox
from jupyter_mm.domain import canonical
from jupyter_mm.errors import InvalidError, NotFoundError, StoreFullError, TooLargeError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    open_home(tmp_path)
    return Outbox(tmp_path, now_ns=lambda: 1_790_000_000_000_000_000)


def test_a_record_is_written_as_the_format_says(outbox: Outbox) -> None:
    path = outbox.write("log", {"b": 1, "a": "é"})
    assert path.name.startswith("01790000000000000000-")
    assert path.name.endswith("-log.json")
    assert path.read_bytes() == '{"body":{"a":"é","b":1},"kind":"log","version":1}'.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert outbox.read(path) == ("log", {"a": "é", "b": 1})


def test_records_wait_in_the_order_of_writing_though_the_clock_stands(outbox: Outbox) -> None:
    written = [outbox.write("log", {"n": number}) for number in range(12)]
    assert outbox.pending() == written


def test_a_removed_record_is_gone_and_may_be_removed_again(outbox: Outbox) -> None:
    path = outbox.write("log", {})
    outbox.remove(path)
    outbox.remove(path)
    assert outbox.pending() == []
    with pytest.raises(NotFoundError, match="meanwhile"):
        outbox.read(path)


def test_a_rejected_record_keeps_its_bytes_and_its_reason(outbox: Outbox) -> None:
    path = outbox.write("log", {"n": 1})
    content = path.read_bytes()
    moved = outbox.reject(path, "not good")
    assert outbox.pending() == []
    assert outbox.rejected() == [moved]
    assert moved.read_bytes() == content
    assert moved.with_name(moved.name + ".reason").read_text() == "not good\n"


def test_what_cannot_be_json_is_refused_and_nothing_is_left(outbox: Outbox, tmp_path: Path) -> None:
    for body in ({"x": float("nan")}, {"x": object()}, {"x": "\ud800"}):
        with pytest.raises(InvalidError):
            outbox.write("log", body)
    with pytest.raises(InvalidError, match="kind"):
        outbox.write("other", {})
    with pytest.raises(TooLargeError):
        outbox.write("log", "x" * LIMIT_BYTES)
    assert outbox.pending() == []
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"body":{}',
        b"[]",
        b'{"body":{},"kind":"log"}',
        b'{"body":{},"kind":"capture","version":1}',
        b'{"body":{},"kind":"log","version":2}',
        b'{"body":{},"body":{},"kind":"log","version":1}',
        b"[" * 100_000,
    ],
    ids=lambda content: content[:44].decode(),
)
def test_a_torn_or_foreign_file_is_refused(outbox: Outbox, content: bytes) -> None:
    path = outbox.write("log", {})
    path.write_bytes(content)
    with pytest.raises(InvalidError):
        outbox.read(path)


def test_a_huge_file_is_not_read(outbox: Outbox) -> None:
    path = outbox.write("log", {})
    with path.open("r+b") as file:
        file.truncate(LIMIT_BYTES + 1)
    with pytest.raises(TooLargeError):
        outbox.read(path)


def test_other_files_are_not_records(outbox: Outbox, tmp_path: Path) -> None:
    (tmp_path / "outbox" / "notes.txt").write_text("mine")
    assert outbox.pending() == []
    with pytest.raises(InvalidError, match="name"):
        outbox.read(tmp_path / "outbox" / "notes.txt")


def test_a_full_disk_is_told_and_leaves_nothing(
    outbox: Outbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(StoreFullError):
        outbox.write("log", canonical.loads(b"{}"))
    assert list((tmp_path / "tmp").iterdir()) == []
