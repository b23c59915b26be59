"""Buffers of any shape as one row of bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer


def flat(part: Buffer) -> memoryview:
    """Return the bytes of a buffer as they lie in memory; copied only where there is no other way.

    A buffer with gaps gives its elements in C order.
    """
    view = memoryview(part)
    if view.format == "B" and view.ndim == 1 and view.contiguous:
        return view
    if view.c_contiguous and view.nbytes:
        try:
            return view.cast("B")
        except TypeError:
            pass  # elements in a format that Python cannot cast, as big-endian numbers
    return memoryview(view.tobytes("A"))
