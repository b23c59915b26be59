"""The bytes of a pack: its head, its segments and their marks. Format: docs/formats/blobs.md.

Pure: nothing here opens or writes a file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from jupyter_mm.blobs.digest import hasher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typing_extensions import Buffer

BLOCK = 64
"""Heads, marks and table rows have this size; segments begin at multiples of it."""
PAGE = 4096
LARGE = 64 << 10
"""Uncompressed blobs from here on begin at multiples of PAGE, so that they can be mapped."""
RAW, ZSTD = 0, 1

PACK_MAGIC = b"jmmpack\x02"
SEGMENT_MAGIC = b"jmmsegm\x02"
MARK_MAGIC = b"jmmmark\x02"

_PACK = struct.Struct("<8s16s8x")
_SEGMENT = struct.Struct("<8sQQI4x")
_MARK = struct.Struct("<8sQQ8x")
_ROW = struct.Struct("<32sQQQB7x")
_SUM = 16


class Row(NamedTuple):
    """Where one blob lies in its pack."""

    offset: int
    """From the start of the pack."""
    stored: int
    size: int
    codec: int


class Item(NamedTuple):
    """One blob that is to be written."""

    key: bytes
    """The raw digest, 32 bytes."""
    content: Buffer
    """As it will lie in the pack."""
    stored: int
    size: int
    codec: int


@dataclass(frozen=True, slots=True)
class Head:
    """What the first bytes of a segment say."""

    start: int
    length: int
    """Of the segment, without its mark."""
    count: int
    table_sum: bytes
    raw: bytes

    @property
    def mark_at(self) -> int:
        """Where the mark lies once the segment is durable."""
        return self.start + self.length

    @property
    def next(self) -> int:
        """Where the next segment begins."""
        return self.start + self.length + BLOCK


def pack_head(pack: bytes) -> bytes:
    """Return the first bytes of a pack with this id (16 bytes)."""
    head = _PACK.pack(PACK_MAGIC, pack)
    return head + _sum(head, size=32)


def is_pack_head(content: bytes, pack: bytes) -> bool:
    """Return whether a file begins as the pack with this id."""
    return content == pack_head(pack)


def build(pack: bytes, start: int, items: Sequence[Item]) -> tuple[list[Buffer], dict[bytes, Row]]:
    """Return the buffers of a segment at `start`, in order, and where each blob will lie."""
    small = [item for item in items if not _is_mappable(item)]
    large = [item for item in items if _is_mappable(item)]
    place = start + BLOCK + BLOCK * len(items)
    rows: dict[bytes, Row] = {}
    payload: list[Buffer] = []
    for item in small:
        rows[item.key] = Row(place, item.stored, item.size, item.codec)
        payload.append(item.content)
        place += item.stored
    for item in large:
        place = _pad(payload, place, PAGE)
        rows[item.key] = Row(place, item.stored, item.size, item.codec)
        payload.append(item.content)
        place += item.stored
    place = _pad(payload, place, BLOCK)
    table = b"".join(_ROW.pack(key, *row) for key, row in rows.items())
    head = _SEGMENT.pack(SEGMENT_MAGIC, start, place - start, len(items))
    head += _sum(pack, head) + _sum(pack, table)
    return [head + table, *payload], rows


def parse_head(pack: bytes, start: int, raw: bytes) -> Head | None:
    """Return the head of the segment at `start`; None when there is none that holds."""
    if len(raw) < BLOCK or not raw.startswith(SEGMENT_MAGIC):
        return None
    raw = raw[:BLOCK]
    _, said, length, count = _SEGMENT.unpack_from(raw)
    if said != start or raw[32:48] != _sum(pack, raw[:32]):
        return None
    return Head(start, length, count, raw[48:64], raw)


def is_table_of(head: Head, pack: bytes, table: bytes) -> bool:
    """Return whether these are the rows the head was written with."""
    return len(table) == BLOCK * head.count and head.table_sum == _sum(pack, table)


def mark_of(head: Head, pack: bytes) -> bytes:
    """Return the bytes that say: this segment is durable."""
    mark = _MARK.pack(MARK_MAGIC, head.start, head.length)
    return mark + _sum(pack, head.raw, mark, size=32)


def rows_in(table: bytes) -> Iterator[tuple[bytes, Row]]:
    """Return digest and place of each row."""
    for key, offset, stored, size, codec in _ROW.iter_unpack(table):
        yield key, Row(offset, stored, size, codec)


def row_bytes(key: bytes, row: Row) -> bytes:
    """Return one row as segments and indexes hold it."""
    return _ROW.pack(key, *row)


def row_at(content: Buffer, offset: int) -> Row:
    """Return the row that lies at an offset of a table."""
    _, *fields = _ROW.unpack_from(content, offset)
    return Row(*fields)


def _is_mappable(item: Item) -> bool:
    return item.codec == RAW and item.size >= LARGE


def _pad(payload: list[Buffer], place: int, multiple: int) -> int:
    """Append the zeros up to the next multiple; return where that is."""
    short = -place % multiple
    if short:
        payload.append(bytes(short))
    return place + short


def _sum(*parts: bytes, size: int = _SUM) -> bytes:
    return hasher().update(b"".join(parts)).digest(size)
