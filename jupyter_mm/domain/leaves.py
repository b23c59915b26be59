"""Which leaf of a manifest a group lies in. Rule: docs/formats/manifest.md, section 2."""

from __future__ import annotations

import zlib

GROUPS_EACH = 16
"""A leaf holds about so many groups."""

MOST_LEAVES = 256


def leaf_count(groups: int) -> int:
    """Return how many leaves so many groups are spread over: a power of two."""
    count = 1
    while count * GROUPS_EACH * 2 <= groups and count < MOST_LEAVES:
        count *= 2
    return count


def leaf_of(name: str, count: int) -> int:
    """Return the position of the leaf for a group's first name, or for a name that is not kept."""
    return zlib.crc32(name.encode()) % count
