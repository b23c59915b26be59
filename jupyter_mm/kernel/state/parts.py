"""Bytes by their key: what tells a part from another one at 20 GB/s, before anything is stored.

A key is a 128-bit xxh3 of a part, seeded anew in every session. It decides what has changed; the
store names what did change by BLAKE3. Rule and reasons: docs/explanation/kernel-state.md.
"""

from __future__ import annotations

import os
from collections import deque
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from jupyter_mm.domain.checkpoint import PART_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import ThreadPoolExecutor

    from jupyter_mm.domain.digest import Digest

Key = bytes
SEED = int.from_bytes(os.urandom(8), "little")
THREADED_BYTES = 16 << 20
"""Above so many bytes a second thread helps."""

SPARE_PARTS = 32
"""Buffers that are used again: memory that is new to a process costs more than the copy."""

_copying = Lock()
_spare: deque[bytearray] = deque(maxlen=SPARE_PARTS)


def copied(part: memoryview) -> bytes | bytearray:
    """Return a copy of a part, in memory that was used before where there is some."""
    if part.nbytes != PART_BYTES:
        return bytes(part)
    try:
        memory = _spare.pop()
    except IndexError:
        return bytearray(part)
    memory[:] = part
    return memory


def key_of(data: bytes | bytearray | memoryview) -> Key:
    """Return the key of one part or one stream."""
    return _hash()(data, SEED)


def cut(view: memoryview) -> list[memoryview]:
    """Return a buffer's parts. The view must be of bytes."""
    return [view[start : start + PART_BYTES] for start in range(0, view.nbytes, PART_BYTES)]


def keys_of(parts: Sequence[memoryview]) -> list[Key]:
    """Return the keys of parts, hashed by two threads where that pays; the GIL is released."""
    digest = _hash()
    if len(parts) * PART_BYTES < THREADED_BYTES:
        return [digest(part, SEED) for part in parts]
    middle = len(parts) // 2
    other = _helper().submit(lambda: [digest(part, SEED) for part in parts[middle:]])
    mine = [digest(part, SEED) for part in parts[:middle]]
    return mine + other.result()


class PartTable:
    """Which parts of this session are stored, and under which name.

    The main thread promises keys whose bytes it hands over; the courier holds them once they are
    durable, or takes the promise back. Single dictionary operations only: safe without a lock.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._names: dict[Key, Digest | None] = {}

    def __contains__(self, key: Key) -> bool:
        """Tell whether the bytes of a key need not be handed over again."""
        return key in self._names

    def promise(self, keys: Iterable[Key]) -> None:
        """Note that these bytes are on their way."""
        for key in keys:
            self._names.setdefault(key)

    def hold(self, key: Key, name: Digest) -> None:
        """Note under which name a part is stored."""
        self._names[key] = name

    def name(self, key: Key) -> Digest | None:
        """Return the name of a stored part; None when its bytes are not there."""
        return self._names.get(key)

    def forget(self, keys: Iterable[Key] | None = None) -> None:
        """Take promises back; all of them without argument."""
        if keys is None:
            self._names.clear()
            return
        for key in keys:
            self._names.pop(key, None)


class Piece:
    """The bytes of one part on their way: copied aside, or still in the user's memory.

    Bytes in the user's memory are copied when they are needed and compared with their key then, so
    a change in between is noticed instead of stored.
    """

    __slots__ = ("_data", "_live", "key", "size_bytes")

    def __init__(
        self,
        key: Key,
        *,
        data: bytes | bytearray | None = None,
        live: memoryview | None = None,
    ) -> None:
        """Hold a copy, or a view of live memory."""
        self.key = key
        self._data = data
        self._live = live
        self.size_bytes = len(data) if data is not None else live.nbytes if live else 0

    @property
    def is_live(self) -> bool:
        """Tell whether the bytes are still in the user's memory."""
        return self._live is not None

    def read(self) -> bytes | bytearray | None:
        """Return the bytes; None when they were given up or changed before they were copied.

        They stay what they are until `drop`.
        """
        with _copying:
            if self._live is not None:
                self._data = copied(self._live)
                self._live.release()
                self._live = None
            data = self._data
        # A thread may have changed the bytes between hash and copy, too.
        return data if data is not None and key_of(data) == self.key else None

    def settle(self) -> None:
        """Copy the bytes now: the user's code is about to run. No view of its memory is left."""
        with _copying:
            if self._live is not None:
                self._data = copied(self._live)
                self._live.release()
                self._live = None

    def give_up(self) -> None:
        """Let go of the user's memory without a copy; what was copied before stays."""
        with _copying:
            if self._live is not None:
                self._live.release()
                self._live = None

    def drop(self) -> None:
        """Give the bytes up, or let them go once they are written: nobody may use them then."""
        with _copying:
            if type(self._data) is bytearray and len(self._data) == PART_BYTES:
                _spare.append(self._data)
            self._data = self._live = None


@cache
def _hash() -> Callable[[bytes | bytearray | memoryview, int], bytes]:
    from xxhash import xxh3_128_digest  # noqa: PLC0415  # with the first value that is kept

    return xxh3_128_digest


@cache
def _helper() -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  # for the first large value

    return ThreadPoolExecutor(1, thread_name_prefix="jupyter_mm hash")
