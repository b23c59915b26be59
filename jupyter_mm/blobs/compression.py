"""Blobs made smaller where that pays. `zstandard` is imported on first use.

Numbers that look like noise do not shrink: a probe of a few kilobytes tells it beforehand.
Large blobs are worth more as they are, because then they can be mapped into memory.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.segment import LARGE, RAW, ZSTD

if TYPE_CHECKING:
    from typing_extensions import Buffer

SMALLEST = 512
"""Below it there is nothing to gain."""
SAMPLE = 4 << 10
LEVEL = 1
WORTH_SMALL = 0.8
WORTH_LARGE = 0.5

_tools = threading.local()


def compressed(content: memoryview) -> tuple[Buffer, int]:
    """Return a blob's bytes as they shall be stored, and their codec."""
    size = content.nbytes
    if size < SMALLEST:
        return content, RAW
    worth = size * (WORTH_LARGE if size >= LARGE else WORTH_SMALL)
    if size > 4 * SAMPLE and _probe(content) * size > worth:
        return content, RAW
    smaller: bytes = _tool("compressor").compress(content)
    return (smaller, ZSTD) if len(smaller) <= worth else (content, RAW)


def expanded(stored: bytes, size: int, codec: int) -> bytes | None:
    """Return the blob's bytes; None when these cannot be it."""
    if codec == RAW:
        return stored if len(stored) == size else None
    if codec != ZSTD:
        return None
    from zstandard import ZstdError, get_frame_parameters  # noqa: PLC0415  # on first use

    try:
        # A damaged frame may claim any size: nothing is set aside for it before that is checked.
        if get_frame_parameters(stored).content_size != size:
            return None
        content: bytes = _tool("decompressor").decompress(stored)
    except ZstdError:
        return None
    return content


def _probe(content: memoryview) -> float:
    """Return what share of three samples is left after compression."""
    middle = (content.nbytes - SAMPLE) // 2
    sample = b"".join((content[:SAMPLE], content[middle : middle + SAMPLE], content[-SAMPLE:]))
    return len(_tool("compressor").compress(sample)) / len(sample)


def _tool(name: str) -> Any:
    """Return this thread's own tool: none of them may be shared."""
    tool = getattr(_tools, name, None)
    if tool is None:
        from zstandard import ZstdCompressor, ZstdDecompressor  # noqa: PLC0415  # on first use

        tool = ZstdCompressor(level=LEVEL) if name == "compressor" else ZstdDecompressor()
        setattr(_tools, name, tool)
    return tool
