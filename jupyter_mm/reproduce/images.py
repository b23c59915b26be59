"""Two images, pixel by pixel where something here can decode them."""

from __future__ import annotations

import binascii
import io
import zlib
from importlib import import_module
from typing import Any

from jupyter_mm.reproduce.texts import CLOSE, DIFFERENT, Finding

BARELY = 2
"""Steps of 255 in a channel that nobody sees."""
FEW = 0.001
"""Share of the pixels that may differ more, as at the edges of letters."""
_PNG = b"\x89PNG\r\n\x1a\n"


def compare_images(before: str, after: str) -> Finding:
    """Return how two images in base64 compare."""
    try:
        one, two = binascii.a2b_base64(before), binascii.a2b_base64(after)
    except (binascii.Error, ValueError):
        return Finding() if before == after else Finding(DIFFERENT, "the image differs")
    if one == two:
        return Finding()
    pixels = _pixels(one), _pixels(two)
    if pixels[0] is None or pixels[1] is None:
        is_same = _filtered(one) is not None and _filtered(one) == _filtered(two)
        return Finding() if is_same else Finding(DIFFERENT, "the image differs")
    return _compared(pixels[0], pixels[1])


def _compared(one: Any, two: Any) -> Finding:
    if one.size != two.size:
        sizes = " became ".join(f"{image.size[0]} × {image.size[1]}" for image in (one, two))
        return Finding(DIFFERENT, f"the image's size {sizes}")
    chops = import_module("PIL.ImageChops")
    difference = chops.difference(one, two)
    if difference.getbbox(alpha_only=False) is None:
        return Finding()
    largest = difference.getchannel(0)
    for channel in range(1, 4):
        largest = chops.lighter(largest, difference.getchannel(channel))
    counts = largest.histogram()
    share = sum(counts[BARELY + 1 :]) / (one.size[0] * one.size[1])
    if share <= FEW:
        return Finding(CLOSE, "the image differs by what nobody sees")
    return Finding(DIFFERENT, f"the image differs in {100 * share:.2g} % of its pixels")


def _pixels(content: bytes) -> Any:
    """Return a decoded image; None where it cannot be decoded."""
    try:
        library = import_module("PIL.Image")
    except ImportError:
        return None
    try:
        with library.open(io.BytesIO(content)) as image:
            return image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, library.DecompressionBombError):
        return None


def _filtered(content: bytes) -> bytes | None:
    """Return the pixels of a PNG as its lines hold them, so that its comments do not count."""
    if not content.startswith(_PNG):
        return None
    place, header, packed = len(_PNG), b"", bytearray()
    while place + 8 <= len(content):
        size = int.from_bytes(content[place : place + 4])
        kind, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + size]
        header = body if kind == b"IHDR" else header
        packed += body if kind == b"IDAT" else b""
        place += size + 12
    try:
        return header + zlib.decompress(bytes(packed))
    except zlib.error:
        return None
