"""Bytes of a group that is being kept, by their place in its buffers. The courier's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.checkpoint import PART_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jupyter_mm.kernel.describing.outline import Lying
    from jupyter_mm.kernel.state.parts import Key


class Reading:
    """Reads what an outline speaks of."""

    def __init__(self, buffers: Sequence[Sequence[Key]], part: Callable[[Key], Any]) -> None:
        """`buffers` are the keys of the parts of each buffer; `part` gives the bytes of one."""
        self._buffers, self._part = buffers, part
        self._last: tuple[Key, memoryview] | None = None

    def __call__(self, lying: Lying, start: int, stop: int) -> memoryview | bytes:
        """Return some bytes of a run."""
        if lying.own is not None:
            return memoryview(lying.own)[start:stop]
        start, stop = lying.start + start, lying.start + stop
        keys = self._buffers[lying.buffer]
        pieces = [
            self._held(keys[at])[max(start - at * PART_BYTES, 0) : stop - at * PART_BYTES]
            for at in range(start // PART_BYTES, -(-stop // PART_BYTES))
        ]
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _held(self, key: Key) -> memoryview:
        if self._last is None or self._last[0] != key:
            self._last = (key, memoryview(self._part(key)))
        return self._last[1]
