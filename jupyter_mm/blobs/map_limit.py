"""How many more mappings of memory the operating system allows this process."""

from __future__ import annotations

from pathlib import Path

LIMIT = Path("/proc/sys/vm/max_map_count")
MAPS = Path("/proc/self/maps")
USUAL_LIMIT = 65530
FEW = 64
"""So many are handed out without counting."""

_handed_out = 0
_room = 0


def may_map(wanted: int) -> int:
    """Return how many of the wanted mappings may be made.

    Half of the limit stays free for others: a process at its limit cannot even start a thread.
    """
    global _handed_out, _room  # noqa: PLW0603  # one count for one process
    if wanted > _room or _handed_out + wanted > FEW:
        _handed_out, _room = 0, max(0, _limit() // 2 - _present())
    allowed = min(wanted, _room)
    _handed_out += allowed
    _room -= allowed
    return allowed


def _limit() -> int:
    try:
        return int(LIMIT.read_text())
    except (OSError, ValueError):
        return USUAL_LIMIT


def _present() -> int:
    try:
        return MAPS.read_bytes().count(b"\n")
    except OSError:
        return 0
