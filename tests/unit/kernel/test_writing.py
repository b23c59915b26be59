"""What the courier writes, and what it does when it cannot."""

from __future__ import annotations

import dataclasses
import resource
import shutil
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.kernel.keeping.data_records import DataRecords
from jupyter_mm.kernel.state.parts import Piece
from jupyter_mm.kernel.talking.server_link import ServerLink

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from jupyter_mm.kernel.keeping.delta import GroupDraft
    from jupyter_mm.kernel.keeping.parcel import Parcel

from tests.unit.kernel.sending import KEY, PART, Sent, group, kept_and_lost, parcel


def test_a_group_whose_bytes_are_not_to_be_had_costs_no_other(tmp_path: Path) -> None:
    sent = Sent(tmp_path / "home", ServerLink(None))
    changed = Piece(KEY, live=memoryview(bytearray(b"other bytes")))
    sent.table.promise([KEY])
    sent.courier.send(parcel(1, group("x", KEY), group("y"), pieces={KEY: changed}))
    assert sent.courier.flush(20)
    kept, lost = kept_and_lost(sent)
    assert kept == ["y"]
    assert "next cell began" in str(lost["x"])
    assert list(sent.courier.returned) == ["x"]
    assert KEY not in sent.table
    sent.courier.send(parcel(2, group("x", KEY), pieces={KEY: Piece(KEY, data=PART)}))
    assert sent.courier.flush(20)
    assert kept_and_lost(sent) == (["x", "y"], {})
    sent.courier.close()


def test_a_disk_that_fails_costs_one_state_and_its_groups_come_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sent = Sent(home, ServerLink(None))
    sent.courier.send(parcel(1, group("a")))
    assert sent.courier.flush(20)
    with no_room():
        sent.courier.send(parcel(2, group("x", KEY), pieces={KEY: Piece(KEY, data=PART)}))
        assert sent.courier.flush(20)
    assert len(sent.made) == 1
    assert list(sent.courier.returned) == ["x"]
    assert KEY not in sent.table
    sent.courier.send(parcel(3, group("b")))
    assert sent.courier.flush(20)
    kept, lost = kept_and_lost(sent)
    assert kept == ["a", "b"]
    assert lost.keys() == {"x"}
    assert sent.courier.version == 3
    sent.courier.close()


def test_parts_are_written_once_whoever_holds_them(tmp_path: Path) -> None:
    sent = Sent(tmp_path / "home", ServerLink(None))
    sent.courier.send(parcel(1, group("x", KEY, KEY), pieces={KEY: Piece(KEY, data=PART)}))
    sent.courier.send(parcel(2, group("y", KEY)))
    assert sent.courier.flush(20)
    assert sent.courier.blobs is not None
    groups = sent.courier.stored_groups()
    assert sent.courier.blobs.read(groups["x",].buffers[0].content) == PART * 2
    assert sent.courier.blobs.read(groups["y",].buffers[0].content) == PART
    assert sent.courier.parts_of(groups["x",].buffers[0].content) == (digest_of(PART),) * 2
    sent.courier.close()


def test_data_that_cannot_be_described_costs_no_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(DataRecords, "of", fails)
    sent = Sent(tmp_path / "home", ServerLink(None))
    sent.courier.send(parcel(1, group("x")))
    assert sent.courier.flush(20)
    assert kept_and_lost(sent) == (["x"], {})
    assert [type(error) for error in sent.errors] == [MemoryError]
    sent.courier.close()


def test_a_store_that_was_removed_begins_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    sent = Sent(home, ServerLink(None))
    sent.courier.send(parcel(1, group("x")))
    assert sent.courier.flush(20)
    shutil.rmtree(home)
    sent.courier.send(parcel(2, group("y")))
    assert sent.courier.flush(20)
    assert [one.parent for one in sent.made] == [None, None]
    kept, lost = kept_and_lost(sent)
    assert (kept, list(lost), list(sent.courier.returned)) == (["y"], ["x"], ["x"])
    assert len(Outbox(home).pending()) == 1
    sent.courier.close()


def process(name: str) -> GroupDraft:
    """Return a part of the process that changed."""
    return dataclasses.replace(group(name), names=(name,))


def delta(number: int, **fields: Any) -> Parcel:
    """Return a parcel with a delta of these fields."""
    made = parcel(number)
    assert made.delta is not None
    return dataclasses.replace(made, delta=dataclasses.replace(made.delta, **fields))


@contextmanager
def no_room() -> Iterator[None]:
    """Let every file above 4 KiB fail to grow."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


def test_after_a_failed_write_deleted_names_stay_deleted_and_parts_come_anew(
    tmp_path: Path,
) -> None:
    sent = Sent(tmp_path / "home", ServerLink(None))
    sent.courier.send(delta(1, groups=(group("old"),), process=(process("random"),)))
    assert sent.courier.flush(20)
    big = {KEY: Piece(KEY, data=PART)}
    with no_room():
        sent.courier.send(
            delta(
                2,
                gone=frozenset({"old"}),
                groups=(group("new", KEY),),
                process=(process("random"),),
                pieces=big,
            )
        )
        assert sent.courier.flush(20)
    assert sorted(sent.courier.returned) == ["new", "process:random"]
    sent.courier.send(delta(3, groups=(group("next"),), process=(process("cwd"),)))
    assert sent.courier.flush(20)
    kept, lost = kept_and_lost(sent)
    assert (kept, list(lost)) == (["next"], ["new"])
    sent.courier.close()


def test_a_store_that_opens_late_loses_nothing_that_waits(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("not a folder")
    sent = Sent(home, ServerLink(None))
    sent.courier.send(parcel(1, group("x", KEY), pieces={KEY: Piece(KEY, data=PART)}))
    assert sent.courier.flush(20)
    assert list(sent.courier.returned) == ["x"]
    assert KEY not in sent.table
    home.unlink()
    sent.courier.send(parcel(2, group("y")))
    assert sent.courier.flush(20)
    kept, lost = kept_and_lost(sent)
    assert (kept, list(lost)) == (["y"], ["x"])
    sent.courier.close()


def test_a_long_text_with_a_key_in_it_is_refused_once_and_not_handed_over_again(
    tmp_path: Path,
) -> None:
    sent = Sent(tmp_path / "home", ServerLink(None))
    secret = b"-----BEGIN RSA PRIVATE KEY-----"
    stream = b"x" * 300_000 + secret + b"y" * 300_000
    sent.courier.send(parcel(1, dataclasses.replace(group("x"), stream=stream)))
    assert sent.courier.flush(20)
    _, lost = kept_and_lost(sent)
    assert "private key" in str(lost["x"])
    assert not sent.courier.returned
    for path in (tmp_path / "home").rglob("*"):
        assert not path.is_file() or secret not in path.read_bytes()
    sent.courier.close()
