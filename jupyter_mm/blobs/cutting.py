"""Where bytes are cut into parts, so that two versions share what is equal in them.

Format: docs/formats/manifest.md, section 2.2 (Xia et al., USENIX ATC 2016).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyfastcdc import FastCDC

CUT_ABOVE = 128 << 10
SMALLEST, AVERAGE, LARGEST = 32 << 10, 64 << 10, 256 << 10


def cutter() -> FastCDC:
    """Return what cuts where the content says so."""
    from pyfastcdc import FastCDC  # noqa: PLC0415  # with the first large value or file

    return FastCDC(AVERAGE, min_size=SMALLEST, max_size=LARGEST)
