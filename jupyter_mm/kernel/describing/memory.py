"""Where arrays lie among the buffers that are kept. Main thread."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.describing.outline import Lying, Numbers
from jupyter_mm.kernel.state.memory import address_of

if TYPE_CHECKING:
    from collections.abc import Sequence

COPIED = 16 << 10
"""Smaller arrays are in the stream, where they cannot be told apart: they are copied."""

MOST_BUFFERS = 500
"""Of one group that are known: of arrays in the others only the type is said."""

MOST_NEAR = 8
"""Buffers that may overlap and are looked at, the one that begins last first."""

KINDS = frozenset("biufcmMSU")
"""Of dtypes whose bytes are all there is of a number."""


class Memory:
    """The buffers of one group, by their addresses: asked for when the first array is looked at."""

    def __init__(self, views: Sequence[memoryview]) -> None:
        """`views` are of the user's memory, as it is being kept."""
        self._views = views

    @cached_property
    def _starts(self) -> list[tuple[int, int, int]]:
        found = islice(enumerate(self._views), MOST_BUFFERS)
        return sorted((address_of(view), view.nbytes, at) for at, view in found)

    def lying(self, start: int, size_bytes: int) -> Lying | None:
        """Return where so many bytes from an address are kept; None where that is not known."""
        after = bisect_right(self._starts, start, key=itemgetter(0))
        for first, length, at in reversed(self._starts[max(after - MOST_NEAR, 0) : after]):
            if start + size_bytes <= first + length:
                return Lying(size_bytes, buffer=at, start=start - first)
        return None

    def of(self, array: Any) -> Lying | None:
        """Return where the bytes of a contiguous array are kept, or a copy of a small one's."""
        if array.nbytes < COPIED:
            return Lying(array.nbytes, own=array.tobytes(order="A"))
        if not (array.flags.c_contiguous or array.flags.f_contiguous):
            return None
        return self.lying(array.__array_interface__["data"][0], array.nbytes)

    def numbers(self, array: Any, **more: Any) -> Numbers | None:
        """Return the numbers of an array of numpy; None where they are not kept side by side."""
        lying = self.of(array) if array.dtype.kind in KINDS else None
        return None if lying is None else Numbers(array.dtype, lying, **more)
