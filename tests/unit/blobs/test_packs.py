"""Packs among processes: what is shared, taken over, settled, and left alone."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from jupyter_mm.blobs import pack_view, pack_writer, packs
from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import CorruptError
from jupyter_mm.testing.damage import damage_blob
from tests.unit.blobs.pack_files import (
    NOISE,
    bytes_in,
    ended,
    files,
    process_on,
)


def test_nothing_is_made_before_the_first_put(home: Path) -> None:
    store = FolderStore(home)
    assert store.missing([digest_of(b"")]) == {digest_of(b"")}
    assert list(store.digests()) == []
    store.put_many([])
    assert list((home / "packs").iterdir()) == []


def test_two_processes_see_each_others_blobs_and_write_them_once(home: Path) -> None:
    one, two = process_on(home), process_on(home)
    first = one.put(NOISE)
    assert two.get(first) == NOISE
    second = two.put(b"of two")
    assert one.missing([first, second]) == frozenset()
    before = bytes_in(home)
    assert two.put_many([NOISE]) == [first]
    assert one.put_many([b"of two"]) == [second]
    assert bytes_in(home) == before
    assert len(files(home, "pack")) == 2
    assert list(one.digests()) == sorted([first, second])


def test_stores_of_one_process_share_a_pack(home: Path) -> None:
    FolderStore(home).put(b"one")
    keep = FolderStore(home)
    keep.put(b"two")
    FolderStore(home).put(b"three")
    assert len(files(home, "pack")) == 1


def test_a_pack_that_was_left_whole_is_gone_on_with(home: Path) -> None:
    for number in range(5):
        store = process_on(home)
        store.put(b"%d" % number)
        ended(store)
    assert len(files(home, "pack")) == 1
    assert process_on(home).missing([digest_of(b"%d" % n) for n in range(5)]) == frozenset()


def test_a_pack_whose_writer_lives_is_not_taken_over(home: Path) -> None:
    first, second = process_on(home), process_on(home)
    first.put(b"first")
    second.put(b"second")
    first.put(b"first again")
    assert len(files(home, "pack")) == 2


def test_a_full_pack_gets_its_index_and_the_next_put_begins_another(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_writer, "FULL_ROWS", 10)
    store = process_on(home)
    names = [store.put(b"%d" % number) for number in range(25)]
    assert (len(files(home, "pack")), len(files(home, "idx"))) == (3, 2)
    for reader in (store, process_on(home)):
        assert [reader.get(name) for name in names] == [b"%d" % number for number in range(25)]
        assert list(reader.digests()) == sorted(names)
        assert reader.count() == 25


def test_a_pack_that_grows_is_indexed_now_and_then(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "INDEX_FROM", 10)
    store, reader = process_on(home), process_on(home)
    names = []
    for number in range(35):
        names.append(store.put(b"%d" % number))
        assert reader.get(names[-1]) == b"%d" % number
    (pack,) = store._packs()._view.packs()
    assert (pack.unindexed, pack.count, pack.is_final) == (5, 35, False)
    assert (len(files(home, "pack")), len(files(home, "idx"))) == (1, 1)
    for asked in (store, reader, process_on(home)):
        assert [asked.get(name) for name in names] == [b"%d" % number for number in range(35)]
        assert list(asked.digests()) == sorted(names)
    store.close()
    assert reader.put(b"gone on") in process_on(home).digests()
    assert len(files(home, "pack")) == 1


def test_many_full_packs_are_found_through_a_directory(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_writer, "FULL_ROWS", 4)
    monkeypatch.setattr(pack_view, "FEW", 5)
    monkeypatch.setattr(pack_view, "PROBES", 0)
    store = process_on(home)
    names = [store.put(b"%d" % number) for number in range(100)]
    for asked in (store, process_on(home)):
        assert [asked.get(name) for name in names] == [b"%d" % number for number in range(100)]
        assert asked.missing([*names, digest_of(b"absent")]) == {digest_of(b"absent")}
        assert asked._packs()._view._search[1] is not None
    gone, lost = files(home, "pack")[3], 4
    gone.unlink()
    assert len(store.missing(names)) == lost
    assert store.put_many([b"%d" % number for number in range(100)]) == names
    assert store.missing(names) == frozenset()


def test_a_damaged_or_lost_index_costs_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_writer, "FULL_ROWS", 10)
    store = process_on(home)
    names = [store.put(b"%d" % number) for number in range(20)]
    damaged, lost = files(home, "idx")
    content = bytearray(damaged.read_bytes())
    content[1200] ^= 1
    damaged.chmod(0o600)
    damaged.write_bytes(content)
    lost.unlink()
    assert process_on(home).missing(names) == frozenset()
    assert [process_on(home).get(name) for name in names] == [b"%d" % n for n in range(20)]


def test_many_threads_put_and_get(home: Path) -> None:
    store, failed = FolderStore(home), []

    def work(number: int) -> None:
        chance = random.Random(number)
        try:
            for step in range(30):
                contents = [b"shared %d" % step, chance.randbytes(chance.randrange(90_000))]
                names = store.put_many(contents)
                assert [store.get(name) for name in names] == contents
                assert store.missing(names) == frozenset()
        except Exception as error:  # noqa: BLE001  # told below
            failed.append(error)

    threads = [Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(files(home, "pack")) == 1
    assert list(process_on(home).digests()) == list(store.digests())


def test_a_forked_child_has_a_pack_of_its_own(home: Path) -> None:
    store = FolderStore(home)
    store.put(b"before")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            store.put(b"of the child")
            store.put(bytes(3 << 20))  # hashed without the threads that stayed in the parent
            status = 0 if store.get(digest_of(b"before")) == b"before" else 2
        finally:
            os._exit(status)
    store.put(b"of the parent")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    store.put(b"after")
    assert len(files(home, "pack")) == 2
    expected = [b"before", b"of the child", b"of the parent", b"after", bytes(3 << 20)]
    assert list(process_on(home).digests()) == sorted(map(digest_of, expected))


WRITER = """
import os, random, sys
from pathlib import Path
from jupyter_mm.blobs.folder import FolderStore
store, chance = FolderStore(Path(sys.argv[1])), random.Random(int(sys.argv[2]))
for step in range(int(sys.argv[3])):
    parts = [chance.randbytes(chance.choice([10, 1000, 70_000, 300_000])) for _ in range(4)]
    names = store.put_many([*parts, b"shared %d" % step])
    os.write(1, (" ".join(names) + "\\n").encode())
"""


def writer(home: Path, seed: int, steps: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(home), str(seed), str(steps)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_processes_that_write_at_once_lose_nothing(home: Path) -> None:
    running = [writer(home, seed, 40) for seed in range(3)]
    told = [process.communicate()[0] for process in running]
    names = {Digest(name) for text in told for name in text.split()}
    store = process_on(home)
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(names) == 3 * 160 + 40
    assert store.missing(names) == frozenset()
    assert [digest_of(store.get(name)) for name in sorted(names)] == list(store.digests())


def test_writers_that_are_killed_lose_nothing_they_acknowledged(home: Path) -> None:
    chance, told = random.Random(11), set()
    for seed in range(12):
        process = writer(home, seed, 100_000)
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 12)):
            told |= set(process.stdout.readline().split())
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
        told |= {
            name for line in rest.splitlines(keepends=True) for name in line.split() if "\n" in line
        }
        process.wait()
        process.stdout.close()
    store = process_on(home)
    names = [Digest(name) for name in sorted(told)]
    assert store.missing(names) == frozenset()
    for name in store.digests():
        assert digest_of(store.get(name)) == name


def test_damage_names_the_blob(home: Path) -> None:
    store = FolderStore(home)
    names = store.put_many([NOISE, b"whole"])
    damage_blob(home, names[0])
    with pytest.raises(CorruptError, match=names[0]):
        store.get(names[0])
    assert store.get(names[1]) == b"whole"
