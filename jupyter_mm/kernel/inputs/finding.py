"""From what was heard to files: absolute paths, moved ones followed, patterns looked up."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.data.finding import base, is_glob, present
from jupyter_mm.errors import TooLargeError
from jupyter_mm.kernel.inputs.calls import letter_of
from jupyter_mm.kernel.inputs.judging import TICK_NS, Draft, Drafts, judged
from jupyter_mm.kernel.inputs.pace import giving_way
from jupyter_mm.kernel.inputs.rules import is_left_out, is_private
from jupyter_mm.kernel.inputs.seen import (
    COMMAND,
    TRACK,
    UNSEEN,
    UPDATE,
    WRITE,
    State,
    Use,
    state_of,
)
from jupyter_mm.kernel.inputs.watch import MOVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jupyter_mm.kernel.inputs.judging import Found
    from jupyter_mm.kernel.inputs.seen import Seen

PLAIN = "open"


Heard = tuple[int, State | None]
"""When a file was opened, and how it stood before."""


def files_of(seen: Seen) -> list[Found]:
    """Return the files that were opened. Looks at each: call it in the background."""
    drafts, moves = Drafts(), Moves(seen.moves)
    for segment in seen.segments:
        for (given, mode, flags), told in giving_way(list(segment.opens.items())):
            when, module, before = (
                told if isinstance(told, tuple) else (told, segment.module, UNSEEN)
            )
            if path := _absolute(given, segment.folder):
                use = Use(given, letter_of(mode, flags), _library(module))
                _take(drafts, moves.follow(path, when), use, (when, before), None)
        for use, (when, before) in list(segment.uses.items()):
            if path := _absolute(use.path, segment.folder):
                _add(drafts, moves.follow(path, when), use, (when, before))
        for given, when in list(segment.rewritten.items()):
            _note_last(drafts, moves.follow(_absolute(given, segment.folder) or "", when), when)
    folders = [segment.folder for segment in seen.segments]
    _leave_out(drafts, seen.left_out, folders)
    return judged(drafts, seen)


def _leave_out(drafts: Drafts, left_out: tuple[str, ...], folders: list[str | None]) -> None:
    """Forget what is of no interest, unless the user named it."""
    user = str(Path.home())
    for (path, letter), draft in giving_way(list(drafts.items())):
        is_theirs = all(is_private(path, user, folder) for folder in folders)
        if not draft.is_asked_for and (is_theirs or is_left_out(path, left_out)):
            del drafts[path, letter]


def _absolute(path: str, folder: str | None) -> str | None:
    if not path or "\0" in path or (folder is None and not path.startswith("/")):
        return None
    return os.path.normpath(os.path.join(folder or "/", path))  # noqa: PTH118  # many, and ".." must go


def _library(module: str) -> str:
    """Return the installed library that a module belongs to, or that it was the user's own code."""
    top = module.partition(".")[0]
    if not top or top == "__main__" or top in sys.stdlib_module_names:
        return PLAIN
    spec = getattr(sys.modules.get(top), "__spec__", None)
    origin = getattr(spec, "origin", None) or ""
    return top if "-packages/" in origin else PLAIN


class Moves:
    """Renamed files and folders."""

    def __init__(self, moves: Iterable[tuple[int, str, str]]) -> None:
        """`moves` are time, old and new path, in order."""
        self._exact: dict[str, list[tuple[int, str]]] = {}
        self._folders: list[tuple[int, str, str]] = []
        for when, before, after in moves:
            self._exact.setdefault(before, []).append((when, after))
            if os.path.isdir(after):  # noqa: PTH112  # a plain text
                self._folders.append((when, before, after))

    def follow(self, path: str, when: int) -> str:
        """Return where a file is now that was opened under this path at that time."""
        for moved, before, after in self._folders:
            if moved >= when and path.startswith(f"{before}/"):
                path = after + path[len(before) :]
        for moved, after in self._exact.get(path, ()):
            if moved >= when:
                return after
        return path


def _note_last(drafts: Drafts, path: str, when: int) -> None:
    for letter in (WRITE, UPDATE):
        if (draft := drafts.get((path, letter))) is not None:
            draft.last_ns = max(draft.last_ns, when)


def _add(drafts: Drafts, path: str, use: Use, heard: Heard) -> None:
    """Take a file, or all files of a folder or pattern that a library was given."""
    if not is_glob(path) and (use.is_guess or not os.path.isdir(path)):  # noqa: PTH112  # a plain text
        _take(drafts, path, use, heard, None)
        return
    root, members = members_of(path)
    place = root if use.how != COMMAND else None  # the shell gives its files one by one
    for member in members:
        if use.letter != WRITE or _is_newer(member, heard[0]):
            _take(drafts, member, use, (heard[0], UNSEEN), place)


def _is_newer(path: str, when: int) -> bool:
    """Tell whether a file of a folder that was opened for writing was written."""
    state = state_of(path)
    return state is not None and state.changed_ns > when - TICK_NS


def members_of(path: str) -> tuple[str, list[str]]:
    """Return the folder that a folder or pattern stands for, and its files. Bounded."""
    root = base(path)
    try:
        return root, [f"{root}/{name}" for name in present(path)]
    except TooLargeError:
        return root, []


def _take(drafts: Drafts, path: str, use: Use, heard: Heard, root: str | None) -> None:
    when, before = heard
    known = drafts.get((path, use.letter))
    if known is None:
        known = drafts[path, use.letter] = Draft(when, use.how, use.is_guess, before)
    elif known.is_guess or _rank(known.how) < _rank(use.how):
        known.how, known.is_guess = use.how, use.is_guess
    known.is_asked_for = known.is_asked_for or use.how == TRACK
    if when < known.opened_ns:
        known.opened_ns, known.before = when, before
    known.last_ns = max(known.last_ns, when)
    known.set_folder = known.set_folder or root
    if use.label is not None:
        known.labels[use.label] = None


def _rank(how: str) -> int:
    """Return how much it tells that something opened a file."""
    return {MOVE: 0, TRACK: 1, PLAIN: 2}.get(how, 3)
