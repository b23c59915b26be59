"""What became of a file that was opened: read or written, still the same or in doubt."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jupyter_mm.kernel.inputs.pace import giving_way
from jupyter_mm.kernel.inputs.rules import is_line
from jupyter_mm.kernel.inputs.seen import READ, UNSEEN, UPDATE, WRITE, State, state_of

if TYPE_CHECKING:
    from jupyter_mm.kernel.inputs.seen import Seen

CHANGED = "changed while it was read"
OVERWRITTEN = "the same cell wrote it after it had opened it"
LATER = "changed before its digest was taken"
GONE, UNNAMED = "is gone", "has a name that is no line of text"
LOGGED = "its latest changes are in a write-ahead log beside it"
_COARSE = 5
"""CLOCK_REALTIME_COARSE, from which Linux takes the times of files."""


def _tick_ns() -> int:
    """Return how long the clock of a local file system stands still at most, and some more."""
    seconds = time.clock_getres(_COARSE) * 1.25 if sys.platform == "linux" else 0.01
    return int(seconds * 1e9)


TICK_NS = _tick_ns()
_LOGS = {"duckdb": ".wal", "sqlite3": "-wal"}


@dataclass(slots=True)
class Draft:
    """What was heard of one file and one letter."""

    opened_ns: int
    how: str
    is_guess: bool
    before: State | None = UNSEEN
    last_ns: int = 0
    """When it was opened last, where that was for writing."""
    is_asked_for: bool = False
    """Whether the user named it."""
    set_folder: str | None = None
    labels: dict[str, None] = field(default_factory=dict)


class Drafts(dict[tuple[str, str], Draft]):
    """By path and letter."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file that was opened in one way."""

    path: str
    mode: str
    """`r` or `w`."""
    how: str
    opened_ns: int
    before: State | None
    """As it was when it was opened; UNSEEN when nobody looked."""
    state: State | None
    """As it is now; None when it is gone."""
    writes_ns: tuple[int, int] | None = None
    """When the cell itself opened it for writing first and last."""
    set_folder: str | None = None
    """The folder or the root of the pattern that was named instead of the file."""
    labels: tuple[str, ...] = ()

    @property
    def was_written_since(self) -> bool:
        """Whether the cell wrote it after it had opened it like this."""
        return self.writes_ns is not None and self.writes_ns[1] > self.opened_ns


def judged(drafts: Drafts, seen: Seen) -> list[Found]:
    """Decide what updates were, and drop what is no file or was never there."""
    found: dict[tuple[str, str], Found] = {}
    writes: dict[str, tuple[int, int]] = {}
    letters = (UPDATE, WRITE, READ)  # what was written is known when reads are judged
    ordered = sorted(drafts.items(), key=lambda item: letters.index(item[0][1]))
    for (path, letter), draft in giving_way(ordered):
        one = _found(path, letter, draft)
        if letter == UPDATE:
            one = replace(one, mode=WRITE if _was_changed(one) else READ)
        if one.mode == WRITE:
            known = writes.get(path, (draft.opened_ns, 0))
            last = max(known[1], draft.opened_ns, draft.last_ns)
            writes[path] = min(known[0], draft.opened_ns), last
        one = replace(one, writes_ns=writes.get(path))
        if _is_file(one, draft, seen):
            found[path, one.mode] = one
    return list(found.values())


def _found(path: str, letter: str, draft: Draft) -> Found:
    return Found(
        path=path,
        mode=letter,
        how=draft.how,
        opened_ns=draft.opened_ns,
        before=draft.before,
        state=state_of(path),
        set_folder=draft.set_folder,
        labels=tuple(draft.labels),
    )


def _is_file(one: Found, draft: Draft, seen: Seen) -> bool:
    """Tell whether this is a file, or was one until it went; temporary ones do not count."""
    state = one.state
    if one.mode == READ and one.before is None:
        return False  # it was asked for, but there was none
    if state is not None:
        return state.is_file and not (one.path.endswith(".lock") and not state.size_bytes)
    if draft.is_guess:
        return False
    if one.mode == WRITE:
        is_temporary = one.path.startswith(f"{tempfile.gettempdir()}/")
        return seen.at_end.get(one.path) is not None and not is_temporary
    was_removed = one.path in seen.removed or one.path.startswith(seen.removed_folders)
    was_there = one.before.is_file if one.before not in {None, UNSEEN} else was_removed
    return was_there and one.writes_ns is None


def _was_changed(one: Found) -> bool:
    """Tell whether a file that was opened for reading and writing was written.

    Of a file that nobody looked at, a change within one tick of the opening counts.
    """
    if one.state is None:
        return False
    log = log_of(one)
    if log is not None and log.changed_ns > one.opened_ns - TICK_NS:
        return True
    if one.before is not UNSEEN:
        return one.before != one.state
    return one.state.changed_ns > one.opened_ns - TICK_NS


def log_of(one: Found) -> State | None:
    """Return the write-ahead log of a database, if there is one that is not empty."""
    end = _LOGS.get(one.how)
    log = state_of(one.path + end) if end is not None else None
    return log if log is not None and log.size_bytes else None


def doubt(one: Found, seen: Seen) -> str | None:
    """Return why a file's present content may not be what the cell read or left."""
    state = one.state
    if not is_line(one.path):
        return UNNAMED
    if state is None:
        return GONE
    if one.mode == READ and not _is_as_read(one, state, seen):
        if one.was_written_since:
            return OVERWRITTEN
        return CHANGED if state.changed_ns <= seen.ended_ns else LATER
    if seen.at_end.get(one.path, state) != state or state.changed_ns > seen.ended_ns:
        return LATER
    return LOGGED if log_of(one) is not None else None


def _is_as_read(one: Found, state: State, seen: Seen) -> bool:
    """Tell whether a file is as it was when it was opened for reading.

    Where nobody looked, it must not have changed since, nor within a tick before, unless the cell
    itself had written it before and not since.
    """
    if one.before is not UNSEEN:
        is_fresh = state.changed_ns > one.opened_ns - TICK_NS
        return one.before == state and not (one.was_written_since and is_fresh)
    if one.writes_ns is not None and not one.was_written_since:
        return state.changed_ns <= seen.ended_ns
    return state.changed_ns <= one.opened_ns - TICK_NS
