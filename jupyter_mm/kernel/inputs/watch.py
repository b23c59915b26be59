"""Listens while a cell runs. On the cell's clock: it notes and looks nothing up."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from threading import get_ident
from time import time_ns
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.effects import OutsideEffects
from jupyter_mm.kernel.inputs.calls import absolute, module_of, text_of
from jupyter_mm.kernel.inputs.rules import CODE, beginnings, is_left_out
from jupyter_mm.kernel.inputs.seen import (
    NOTHING,
    READ,
    UNSEEN,
    UPDATE,
    WRITE,
    Seen,
    Segment,
    Use,
    came_from_elsewhere,
    state_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jupyter_mm.domain.troubles import Troubles
    from jupyter_mm.kernel.inputs.seen import Opens, RemoteUse, State

Listener = Callable[[str, tuple[Any, ...]], None]
MOVE = "move"
MOST_FILES = 100_000
MOST_REMOTE = 1_000
MOST_MOVES = 10_000
FEW = 128
"""So many files at most are looked at when a cell ends; the others in the background."""

MOST_LOOKS = 128
"""So many files of a cell are looked at when they are opened: of these it is known for sure
whether they changed afterwards."""

READ_MODES = frozenset({"r", "rb", "rt"})
LOOKED_AT = READ_MODES | {"r+", "rb+", "r+b", "r+t", "rt+", None}


class InputWatch:  # noqa: PLR0904  # each way of hearing of data has its own door
    """Notes what is opened between `start` and `stop`, in any thread but ours."""

    def __init__(self, left_out: Iterable[str]) -> None:
        """`left_out` are folders whose files are never of interest."""
        self._left_out = beginnings(tuple(left_out))
        self.own_threads: set[int] = set()
        self.effects = OutsideEffects(self._left_out, self.own_threads)
        """What else was done outside; begins and ends with the files."""
        self.troubles: Troubles | None = None
        """Where failures of ours are counted."""
        self.prepare: Callable[[], None] | None = None
        """Called when the first cell begins."""
        self._opens: Opens | None = None
        """None while nothing is listened for."""
        self._begin()

    def _begin(self) -> None:
        self._uses: dict[Use, tuple[int, State | None]] = {}
        self._rewritten: dict[str, int] = {}
        self._looks = MOST_LOOKS
        self._module = ""
        """That opened the last file that was looked at; further ones count as its."""
        self._segments: list[Segment] = []
        self._remote: dict[tuple[str, str, str | None], RemoteUse] = {}
        self._moves: list[tuple[int, str, str]] = []
        self._removed: set[str] = set()
        self._missed = 0
        self._began_ns = time_ns()

    def start(self) -> None:
        """Begin with nothing seen."""
        if self.prepare is not None:
            prepare, self.prepare = self.prepare, None
            prepare()
        self._begin()
        self._opens = {}
        self.effects.start()

    def stop(self) -> Seen:
        """Return what was heard of."""
        self.effects.stop()
        self._end_segment()
        is_on, self._opens = self._opens is not None, None
        if not is_on:
            return NOTHING
        return Seen(
            began_ns=self._began_ns,
            ended_ns=time_ns(),
            segments=tuple(self._segments),
            remote=tuple(self._remote.values()),
            moves=tuple(self._moves),
            removed=frozenset(self._removed),
            removed_folders=tuple(one for one in self._removed if one.endswith("/")),
            at_end=self._looked_at(),
            left_out=self._left_out,
            missed=self._missed,
        )

    @property
    def is_on(self) -> bool:
        """Whether a cell runs and the calling thread is not one of ours."""
        return self._opens is not None and get_ident() not in self.own_threads

    def listener(self, heard: frozenset[str], others: Listener) -> Listener:
        """Return an audit hook that notes opened files and gives what else is heard to `others`.

        After the first files of a cell it takes the shortest way there is: about a microsecond.
        """
        note, failed, own, modes = self.note, self.failed, self.own_threads, READ_MODES

        def hear(event: str, arguments: tuple[Any, ...]) -> None:
            try:
                if event != "open":
                    if event in heard:
                        others(event, arguments)
                    return
                opens = self._opens
                if opens is None:
                    return
                if (
                    self._looks <= 0
                    and type(arguments[0]) is str
                    and arguments[1] in modes
                    and get_ident() not in own
                    and len(opens) < MOST_FILES
                ):
                    opens.setdefault(arguments, time_ns())
                else:
                    note(arguments)
            except Exception as error:
                if came_from_elsewhere(error):
                    raise
                failed(error)

        return hear

    def note(self, arguments: tuple[Any, ...]) -> None:
        """Take one call of `open`, as the interpreter reports it: path, mode, flags.

        Called from an audit hook: the caller of `open` is one frame beyond.
        """
        opens, path = self._opens, arguments[0]
        if opens is None:
            return
        if type(path) is not str:
            path = text_of(path)
            if path is None:
                return
            arguments = (path, *arguments[1:])
        if arguments not in opens:
            self._note_first(opens, arguments)
        elif arguments[1] not in READ_MODES:
            self._rewritten[path] = time_ns()

    def _note_first(self, opens: Opens, arguments: tuple[Any, ...]) -> None:
        if get_ident() in self.own_threads:
            return
        if len(opens) >= MOST_FILES:
            self._missed += 1
            return
        path, mode, _ = arguments
        self._module = module_of(sys._getframe(2).f_back)  # noqa: SLF001  # the only way to learn who calls
        before = self._look(path) if mode in LOOKED_AT else UNSEEN
        opens[arguments] = time_ns(), self._module, before
        if mode not in READ_MODES:
            self.effects.note("open", arguments)

    def note_use(self, use: Use) -> None:
        """Take what a library or the user names."""
        if not self.is_on or len(self._uses) >= MOST_FILES:
            return
        if use in self._uses:
            self._rewritten[use.path] = time_ns()
            return
        before = self._look(use.path) if use.letter != WRITE else UNSEEN
        self._uses[use] = time_ns(), before
        if use.letter == WRITE or (use.letter == UPDATE and not use.is_guess):
            self.effects.note("open", (use.path, "w", 0))

    def _look(self, path: str) -> State | None:
        """Return how a file stands that is about to be opened; only of the first few of a cell."""
        if self._looks <= 0 or path.endswith(CODE):
            return UNSEEN
        self._looks -= 1
        return state_of(path)

    def note_remote(self, use: RemoteUse) -> None:
        """Take an object on a server; what is known of it later counts."""
        if self.is_on and len(self._remote) < MOST_REMOTE:
            key = use.uri, use.letter, use.label
            known = self._remote.get(key)
            if known is None or use.version is not None:
                self._remote[key] = use

    def remote_of(self, uri: str) -> RemoteUse | None:
        """Return what was heard of an object on a server since the cell began."""
        return self._remote.get((uri, READ, None))

    def failed(self, error: BaseException) -> None:
        """Count a failure of ours."""
        if self.troubles is not None:
            self.troubles.add(error)

    def _end_segment(self) -> None:
        """What is noted from here on may have another working folder."""
        if self._opens is not None and (self._opens or self._uses):
            try:
                folder = os.getcwd()  # noqa: PTH109  # on the cell's clock
            except OSError:
                folder = None
            done = Segment(folder, self._opens, self._module, self._uses, self._rewritten)
            self._segments.append(done)
            self._opens, self._uses, self._rewritten = {}, {}, {}

    def _looked_at(self) -> dict[str, State | None]:
        """Return the present state of all files, if they are few."""
        if sum(len(one.opens) + len(one.uses) for one in self._segments) > FEW:
            return {}
        found = (  # lists: a thread of the cell may still be adding
            os.path.join(one.folder or "/", path)  # noqa: PTH118  # on the cell's clock
            for one in self._segments
            for path in (
                *(key[0] for key in list(one.opens)),
                *(use.path for use in list(one.uses)),
            )
        )
        paths = {os.path.normpath(path) for path in found if "://" not in path}
        return {path: state_of(path) for path in paths if not is_left_out(path, self._left_out)}

    def note_moved(self, before: object, after: object) -> None:
        """Take a new name of a file or folder."""
        old, new = absolute(before), absolute(after)
        if old and new and len(self._moves) < MOST_MOVES:
            self._moves.append((time_ns(), old, new))
            self.note_use(Use(new, WRITE, MOVE))

    def note_removed(self, path: object, end: str = "") -> None:
        """Take the end of a file, or with `/` as its `end` of a folder with all in it."""
        name = absolute(path)
        if name and len(self._removed) < MOST_MOVES:
            self._removed.add(name + end)

    def leave_folder(self) -> None:
        """The working folder is about to change: what was noted so far belongs to this one."""
        self._end_segment()
