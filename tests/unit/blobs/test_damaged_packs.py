"""Torn, damaged, deleted and full: what packs still give."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.domain import canonical
from jupyter_mm.errors import CorruptError, NotFoundError, StoreFullError
from jupyter_mm.testing.damage import lose_blob
from tests.unit.blobs.pack_files import (
    NOISE,
    append,
    bytes_in,
    cut_mark,
    ended,
    files,
    process_on,
)


def test_uncommitted_bytes_of_another_process_are_neither_read_nor_relied_on(home: Path) -> None:
    writer, other = process_on(home), process_on(home)
    name = writer.put(NOISE)
    cut_mark(home)  # it is just before its mark, and lives
    assert other.missing([name]) == {name}
    with pytest.raises(NotFoundError):
        other.get(name)
    other.put(NOISE)
    assert len(files(home, "pack")) == 2
    assert other.get(name) == NOISE


def test_what_a_killed_writer_left_whole_is_written_anew(home: Path) -> None:
    writer = process_on(home)
    names = writer.put_many([NOISE, b"small", bytes(90_000)])
    torn = cut_mark(home)
    ended(writer)
    reader = process_on(home)
    assert reader.missing(names) == frozenset()
    assert reader.get(names[0]) == NOISE
    assert len(files(home, "pack")) == 2
    torn.unlink()
    torn.with_suffix(".idx").unlink()
    again = process_on(home)
    assert [again.get(name) for name in names] == [NOISE, b"small", bytes(90_000)]


@pytest.mark.parametrize("rest", [1, 64, 100, 4096, 200_000, 300_000])
def test_a_torn_tail_costs_only_what_is_torn(home: Path, rest: int) -> None:
    writer = process_on(home)
    kept = writer.put_many([b"kept", NOISE[:1000]])
    (path,) = files(home, "pack")
    start = path.stat().st_size
    lost = writer.put(NOISE)
    ended(writer)
    os.truncate(path, start + rest)
    reader = process_on(home)
    assert reader.missing([*kept, lost]) == {lost}
    assert reader.put(NOISE) == lost
    assert reader.get(lost) == NOISE
    assert path.stat().st_size == start + rest, "a pack is never cut by others"
    assert sorted(process_on(home).digests()) == sorted([*kept, lost])


@pytest.mark.parametrize("junk", [b"\0" * 5000, b"jmmsegm\x02" * 40, NOISE], ids=len)
def test_junk_after_the_last_mark_is_passed_over(home: Path, junk: bytes) -> None:
    writer = process_on(home)
    kept = writer.put(b"kept")
    ended(writer)
    (path,) = files(home, "pack")
    append(path, junk)
    reader = process_on(home)
    new = reader.put(b"new")
    assert len(files(home, "pack")) == 2
    for store in (reader, process_on(home)):
        assert list(store.digests()) == sorted([kept, new])


def test_a_damaged_head_hides_its_own_segment_only(home: Path) -> None:
    writer = process_on(home)
    names = [writer.put(b"blob %d" % number) for number in range(5)]
    (path,) = files(home, "pack")
    second = path.read_bytes().index(b"jmmsegm\x02", 200)
    ended(writer)
    with path.open("r+b") as file:
        file.seek(second + 20)
        file.write(b"\xff")
    reader = process_on(home)
    assert reader.missing(names) == {names[1]}
    assert [process_on(home).get(names[number]) for number in (0, 2, 3, 4)]


def test_a_copy_of_a_pack_that_is_stored_as_a_blob_is_only_a_blob(home: Path) -> None:
    writer = process_on(home)
    writer.put(b"inner")
    (path,) = files(home, "pack")
    outer = writer.put(path.read_bytes() + bytes(range(256)) * 300)
    cut_mark(home)
    ended(writer)
    assert list(process_on(home).digests()) == sorted([digest_of(b"inner"), outer])


def test_a_store_that_cannot_be_written_shows_what_is_whole(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = process_on(home)
    name = writer.put(NOISE)
    cut_mark(home)
    ended(writer)
    (home / "store.json").write_bytes(canonical.dumps({"format": 3, "store": "ab" * 16}))
    reader = process_on(home)
    assert reader.get(name) == NOISE
    assert reader.missing([name]) == frozenset()
    assert list(reader.digests()) == [name]
    assert len(files(home, "pack")) == 1
    assert files(home, "idx") == []


def test_a_full_disk_does_not_stop_reading(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = process_on(home)
    name = writer.put(NOISE)
    cut_mark(home)
    ended(writer)

    def full(*_: object) -> int:
        raise OSError(28, "full")

    reader = process_on(home)
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwritev", full)
        assert reader.get(name) == NOISE
        with pytest.raises(StoreFullError):
            reader.put(NOISE)  # what can be read need not be durable
    before = bytes_in(home)
    assert reader.put(NOISE) == name
    assert bytes_in(home) > before


def test_a_disk_that_is_full_gets_no_fuller(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = process_on(home)
    store.put(b"before")
    size, pwritev = bytes_in(home), os.pwritev
    calls = 0

    def full_half_way(descriptor: int, buffers: list[memoryview], offset: int) -> int:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise OSError(28, "full")
        return pwritev(descriptor, [bytes(b"".join(buffers))[:100_000]], offset)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwritev", full_half_way)
        with pytest.raises(StoreFullError):
            store.put(NOISE)
    assert bytes_in(home) == size
    assert store.get(store.put(NOISE)) == NOISE


def test_a_blob_with_two_copies_survives_the_damage_of_one(home: Path) -> None:
    one, two = process_on(home), process_on(home)
    name = one.put(NOISE)
    (first,) = files(home, "pack")
    content = first.read_bytes()
    hidden = home / "hidden"
    first.rename(hidden)
    two.put(NOISE)
    hidden.rename(first)
    first.write_bytes(content.replace(NOISE[1000:1100], bytes(100)))
    for store in (one, two, process_on(home)):
        assert store.get(name) == NOISE


def test_a_pack_that_somebody_deleted_is_not_written_to_any_more(home: Path) -> None:
    store = process_on(home)
    gone = store.put(b"gone")
    for path in files(home, "pack"):
        path.unlink()
    assert store.put(b"gone") == gone
    assert process_on(home).get(gone) == b"gone"
    lose_blob(home, gone)
    assert store.missing([gone]) == {gone}
    with pytest.raises(NotFoundError):
        store.get(gone)


def test_a_flipped_bit_anywhere_is_never_a_wrong_answer(home: Path) -> None:
    chance = random.Random(20261121)
    writer = process_on(home)
    contents = [chance.randbytes(size) for size in (0, 1, 100, 3000, 70_000)] + [bytes(70_000)]
    names = [name for content in contents for name in writer.put_many([content])]
    ended(writer)
    (path,) = files(home, "pack")
    whole = path.read_bytes()
    noticed = 0
    for _ in range(150):
        for index in files(home, "idx"):
            index.unlink()
        for other in files(home, "pack"):
            other.unlink()
        place = chance.choice([chance.randrange(2000), chance.randrange(len(whole))])
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        store = process_on(home)
        for name, content in zip(names, contents, strict=True):
            try:
                assert store.get(name) == content
            except (CorruptError, NotFoundError):
                noticed += 1
        ended(store)
    assert noticed > 50


# ------------------------------------------------------------ threads, forks, kills
