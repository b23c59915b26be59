"""Packs and indexes are what docs/formats/blobs.md says: read here by that page alone."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest
import zstandard
from blake3 import blake3

from jupyter_mm.blobs import pack_writer
from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.blobs.folder import FolderStore
from jupyter_mm.blobs.home import open_home
from jupyter_mm.blobs.packs import Packs
from jupyter_mm.domain.digest import Digest

NOISE = random.Random(1).randbytes(200_000)
BLOBS = [b"", b"one", b"record " * 500, bytes(100_000), NOISE, NOISE[:65_536], NOISE[:65_535]]
PACKS = Path(__file__).with_name("packs")


def blobs_in(path: Path) -> dict[str, bytes]:
    """Return the blobs of a pack, by the page."""
    content, pack = path.read_bytes(), bytes.fromhex(path.stem)
    start = b"jmmpack\x02" + pack + bytes(8)
    assert content[:64] == start + blake3(start).digest()
    found: dict[str, bytes] = {}
    place = 64
    while place < len(content):
        head = content[place : place + 64]
        magic, begin, length, count, zero = struct.unpack("<8sQQII", head[:32])
        assert (magic, begin, zero) == (b"jmmsegm\x02", place, 0)
        assert length % 64 == 0
        rows = content[place + 64 : place + 64 + 64 * count]
        assert head[32:48] == blake3(pack + head[:32]).digest()[:16]
        assert head[48:] == blake3(pack + rows).digest()[:16]
        mark = b"jmmmark\x02" + struct.pack("<QQ8x", begin, length)
        after = place + length
        assert content[after : after + 64] == mark + blake3(pack + head + mark).digest()
        for row in struct.iter_unpack("<32sQQQB7s", rows):
            digest, offset, stored, size, codec, zeros = row
            assert zeros == bytes(7)
            assert place < offset <= offset + stored <= after
            assert codec or size < 65_536 or offset % 4096 == 0
            raw = content[offset : offset + stored]
            blob = zstandard.ZstdDecompressor().decompress(raw) if codec else raw
            assert len(blob) == size
            assert blake3(blob).digest() == digest
            found[digest.hex()] = blob
        place = after + 64
    return found


def rows_of(path: Path) -> tuple[list[bytes], int, int]:
    """Return the digests, the flags and what is covered, of an index, by the page."""
    content = path.read_bytes()
    magic, pack, count, flags, covered = struct.unpack("<8s16sIIQ24x", content[:64])
    assert (magic, pack) == (b"jmmindx\x02", bytes.fromhex(path.stem))
    assert content[-32:] == blake3(content[:-32]).digest()
    digests = [content[at : at + 32] for at in range(1088, 1088 + 64 * count, 64)]
    assert digests == sorted(digests)
    assert len(content) == 1088 + 64 * count + 32
    fan = struct.unpack("<256I", content[64:1088])
    assert fan == tuple(sum(one[0] <= first for one in digests) for first in range(256))
    return digests, flags, covered


def test_a_pack_is_what_the_page_says(tmp_path: Path) -> None:
    open_home(tmp_path)
    store = FolderStore(tmp_path)
    store.put_many(BLOBS[:4])
    store.put_many(BLOBS[4:])
    store.put(b"last")
    (path,) = (tmp_path / "packs").iterdir()
    expected = {digest_of(blob): blob for blob in [*BLOBS, b"last"]}
    assert blobs_in(path) == expected


def test_an_index_is_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_writer, "FULL_ROWS", len(BLOBS))
    open_home(tmp_path)
    names = FolderStore(tmp_path).put_many(BLOBS)
    (path,) = (tmp_path / "packs").glob("*.idx")
    size = path.with_suffix(".pack").stat().st_size
    assert rows_of(path) == (sorted(map(bytes.fromhex, names)), 1, size)


@pytest.mark.parametrize("kind", ["packs", "packs without index"])
def test_packs_of_released_versions_are_read_for_ever(tmp_path: Path, kind: str) -> None:
    open_home(tmp_path)
    for path in PACKS.iterdir():
        if kind == "packs" or path.suffix == ".pack":
            (tmp_path / "packs" / path.name).write_bytes(path.read_bytes())
    store = FolderStore(tmp_path)
    store._found = Packs(tmp_path)
    expected = {b"": 1, b"one": 1, b"record " * 500: 1, bytes(100_000): 1, b"\x5a\xa5" * 2: 1}
    assert {store.get(Digest(name)): 1 for name in store.digests()} == expected
    assert sorted(store.digests()) == sorted(
        name for path in PACKS.glob("*.pack") for name in blobs_in(path)
    )
