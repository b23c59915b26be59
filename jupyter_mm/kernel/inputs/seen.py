"""What was heard while a cell ran, as it was heard: nothing is looked up on the cell's clock."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping  # noqa: TC003  # of a field
from types import MappingProxyType
from typing import NamedTuple

READ, WRITE, UPDATE = "r", "w", "u"
"""How data was opened. An update counts as written if the file changed afterwards, else as read."""

COMMAND, TRACK = "command", "track"
"""How data is opened by another process, and by the user's own word."""


class State(NamedTuple):
    """What a file's entry in its folder says."""

    size_bytes: int
    mtime_ns: int
    ctime_ns: int
    is_file: bool

    @property
    def changed_ns(self) -> int:
        """When anything of it changed last: a copy may bring an old `mtime` along."""
        return max(self.mtime_ns, self.ctime_ns)


UNSEEN = State(-1, -1, -1, is_file=False)
"""Of a file that was not looked at when it was opened."""

Opens = dict[tuple[str, object, object], int | tuple[int, str, State | None]]
"""Path, mode and flags as given to `open` -> when it was opened first, module that did it, and
how the file stood just before: None when there was none. The time alone after the first files."""


class Use(NamedTuple):
    """Data that was named to something that opens it."""

    path: str
    """As it was given: may be relative, a folder, or a pattern."""
    letter: str
    how: str
    label: str | None = None
    is_guess: bool = False
    """Whether it may be no path at all, as the word of a command."""


class RemoteUse(NamedTuple):
    """An object on a server."""

    uri: str
    """Without credentials."""
    letter: str
    how: str
    size_bytes: int | None = None
    version: str | None = None
    label: str | None = None
    digest: str | None = None


class Segment(NamedTuple):
    """What was opened while the process stood in one working folder."""

    folder: str | None
    """None when that folder was gone."""
    opens: Opens
    module: str
    """That opened the last of the first files."""
    uses: dict[Use, tuple[int, State | None]]
    """To the time of the first, and how the file stood just before."""
    rewritten: dict[str, int]
    """Path as it was given -> when it was opened for writing last, if more than once."""


def state_of(path: str) -> State | None:
    """Return a file's present state, links followed; None where there is nothing to be seen."""
    try:
        found = os.stat(path)  # noqa: PTH116  # on the cell's clock
    except (OSError, ValueError) as error:
        if came_from_elsewhere(error):
            raise
        return None
    is_file = stat.S_ISREG(found.st_mode)
    return State(found.st_size, found.st_mtime_ns, found.st_ctime_ns, is_file)


def came_from_elsewhere(error: BaseException) -> bool:
    """Tell whether code of the user's raised this, as their signal handler may do anywhere.

    What we call in the standard library fails on our account.
    """
    trace = error.__traceback__
    while trace is not None:
        top = str(trace.tb_frame.f_globals.get("__name__")).partition(".")[0]
        if top != "jupyter_mm" and top not in sys.stdlib_module_names:
            return True
        trace = trace.tb_next
    return False


class Seen(NamedTuple):
    """All that was heard between the start and the end of a cell."""

    began_ns: int = 0
    ended_ns: int = 0
    segments: tuple[Segment, ...] = ()
    remote: tuple[RemoteUse, ...] = ()
    moves: tuple[tuple[int, str, str], ...] = ()
    """Time, old and new absolute path."""
    removed: frozenset[str] = frozenset()
    removed_folders: tuple[str, ...] = ()
    """With all in them; each ends with a slash."""
    at_end: Mapping[str, State | None] = MappingProxyType({})
    """How things stood at the end, where there were few enough to look."""
    left_out: tuple[str, ...] = ()
    """Beginnings of paths that are of no interest."""
    missed: int = 0
    """How many files were opened after the limit was reached."""


NOTHING = Seen()
