"""Contents as memory: mapped where that goes, copied where not, verified once, never stale."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jupyter_mm.blobs import area, map_limit, mapping
from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import open_home
from jupyter_mm.blobs.packs import Packs
from jupyter_mm.domain.checkpoint import PART_BYTES
from jupyter_mm.domain.content import Content
from jupyter_mm.errors import CorruptError
from jupyter_mm.testing.damage import damage_blob

chance = random.Random(9)
MIB = [chance.randbytes(PART_BYTES) for _ in range(6)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    open_home(tmp_path / "store")
    return tmp_path / "store"


def process_on(home: Path) -> FolderStore:
    """Return a store that knows nothing of the others in this process, as another process would."""
    store = FolderStore(home)
    store._found = Packs(home)
    return store


def content_of(store: FolderStore, parts: list[bytes]) -> Content:
    names = store.put_many(parts)
    listed = store.put(b"".join(map(bytes.fromhex, names)))
    return Content(digest=listed, size_bytes=sum(map(len, parts)), parts=len(parts))


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the sizes of all that mappings verify from now on."""
    seen: list[int] = []

    def noted(data: Any) -> str:
        seen.append(memoryview(data).nbytes)
        return digest_of(data)

    monkeypatch.setattr(mapping, "digest_of", noted)
    return seen


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the lengths of all mappings that are made from now on."""
    seen: list[int] = []
    map_file = area.map_file

    def noted(address: int, length: int, descriptor: int, offset: int) -> None:
        seen.append(length)
        map_file(address, length, descriptor, offset)

    monkeypatch.setattr(mapping, "map_file", noted)
    return seen


def test_parts_that_lie_together_are_one_mapping(home: Path, runs: list[int]) -> None:
    store = FolderStore(home)
    content = content_of(store, [*MIB, b"the last, shorter one" * 9000])
    assert bytes(store.mapped(content)) == b"".join(MIB) + b"the last, shorter one" * 9000
    assert runs == [6 * PART_BYTES]


def test_a_changed_part_splits_the_mapping(home: Path, runs: list[int]) -> None:
    store = FolderStore(home)
    content_of(store, MIB)
    changed = [*MIB[:2], chance.randbytes(PART_BYTES), *MIB[3:]]
    assert bytes(store.mapped(content_of(store, changed))) == b"".join(changed)
    assert runs == [2 * PART_BYTES, PART_BYTES, 3 * PART_BYTES]


def test_400_shuffled_parts_come_in_order(home: Path, runs: list[int]) -> None:
    store = FolderStore(home)
    parts = [chance.randbytes(64 << 10) for _ in range(400)]
    store.put_many(parts)
    chance.shuffle(parts)
    for reader in (store, process_on(home)):
        assert bytes(reader.mapped(content_of(reader, parts))) == b"".join(parts)
    assert len(runs) > 700


def test_what_this_process_wrote_is_not_verified_again(home: Path, hashed: list[int]) -> None:
    store = FolderStore(home)
    content = content_of(store, MIB)
    store.put(b"more in the same pack")
    FolderStore(home).mapped(content)
    assert hashed == []


def test_another_process_verifies_once(home: Path, hashed: list[int]) -> None:
    content = content_of(FolderStore(home), MIB)
    reader = process_on(home)
    reader.mapped(content)
    assert sum(hashed) == content.size_bytes
    reader.mapped(content)
    assert sum(hashed) == content.size_bytes


def test_a_file_that_was_touched_is_verified_again(home: Path, hashed: list[int]) -> None:
    store = FolderStore(home)
    content = content_of(store, MIB)
    (pack,) = (home / "packs").glob("*.pack")
    os.utime(pack)
    store.mapped(content)
    assert sum(hashed) == content.size_bytes


def test_an_own_append_does_not_hide_a_change_before_it(home: Path) -> None:
    store = FolderStore(home)
    content = content_of(store, MIB)
    store.mapped(content)
    damage_blob(home, digest_of(MIB[2]))
    store.put(b"appended")
    with pytest.raises(CorruptError, match=digest_of(MIB[2])):
        store.mapped(content)


def test_a_pack_that_was_cut_short_is_an_error(home: Path) -> None:
    store = FolderStore(home)
    content = content_of(store, MIB)
    (pack,) = (home / "packs").glob("*.pack")
    os.truncate(pack, 3 * PART_BYTES)
    with pytest.raises(CorruptError):
        store.mapped(content)


def test_a_mapping_outlives_appends_and_its_store(home: Path) -> None:
    store = FolderStore(home)
    memory = store.mapped(content_of(store, MIB))
    array: Any = np.frombuffer(memory, dtype=np.uint8)
    for number in range(20):
        store.put_many([b"%d" % number, chance.randbytes(200_000)])
    del store, memory
    gc.collect()
    assert array.flags.writeable
    assert array.tobytes() == b"".join(MIB)
    array += 1
    assert bytes(FolderStore(home).get(digest_of(MIB[0]))) == MIB[0]


def test_memory_goes_with_its_last_reference(home: Path) -> None:
    store = FolderStore(home)
    content = content_of(store, MIB)
    before = map_limit._present()
    kept = [store.mapped(content) for _ in range(50)]
    assert map_limit._present() > before + 25
    part = kept[7][5:10]
    kept.clear()
    gc.collect()
    assert map_limit._present() < before + 10
    assert bytes(part) == MIB[0][5:10]


@pytest.mark.parametrize("limit", [0, 3])
def test_near_the_limit_of_mappings_bytes_are_copied(
    home: Path, monkeypatch: pytest.MonkeyPatch, runs: list[int], limit: int
) -> None:
    monkeypatch.setattr(map_limit, "_limit", lambda: 2 * (map_limit._present() + limit))
    monkeypatch.setattr(map_limit, "_room", 0)
    store = FolderStore(home)
    store.put_many(MIB)
    parts = MIB[::-1]
    assert bytes(store.mapped(content_of(store, parts))) == b"".join(parts)
    assert len(runs) == limit


def test_files_of_their_own_are_mapped_too(home: Path, runs: list[int], hashed: list[int]) -> None:
    store = FolderStore(home)
    content = Content(digest=store.put(b"".join(MIB)), size_bytes=6 * PART_BYTES)
    assert bytes(store.mapped(content)) == b"".join(MIB)
    assert runs == hashed == [6 * PART_BYTES]


def test_a_new_process_maps_what_another_one_wrote(home: Path) -> None:
    content = content_of(FolderStore(home), MIB)
    code = (
        "import sys; from pathlib import Path\n"
        "from jupyter_mm.blobs.folder import FolderStore\n"
        "from jupyter_mm.blobs.digest import digest_of\n"
        "from jupyter_mm.domain.content import Content\n"
        "from jupyter_mm.domain.digest import Digest\n"
        "content = Content(digest=Digest(sys.argv[2]), size_bytes=6 << 20, parts=6)\n"
        "print(digest_of(FolderStore(Path(sys.argv[1])).mapped(content)))\n"
    )
    command = [sys.executable, "-c", code, str(home), content.digest]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert told.strip() == digest_of(b"".join(MIB))
