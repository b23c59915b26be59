"""Keeps a run from writing to its user's files.

Its text runs in the clean kernel. It asks before what Python opens, and before what the libraries
open that jupyter_mm listens to there. A belt beside the list of effects that people saw, no
sandbox: a library that nobody listens to can write without telling.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PLACES = {
    "os.chmod": (0,),
    "os.link": (0, 1),
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.rmdir": (0,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "shutil.rmtree": (0,),
    "sqlite3.connect": (0,),
}
"""By audit event: which arguments are paths that change."""
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class NotAllowed(BaseException):  # what `except Exception` in a cell must not catch
    """The run would change what is its user's."""


def changed(event: str, given: tuple[object, ...]) -> list[str]:
    """Return the paths that an audit event is about to change."""
    places = PLACES.get(event, ())
    if event == "open":
        flags = given[2]
        places = (0,) if isinstance(flags, int) and flags & WRITES else ()
    paths = (given[place] for place in places if place < len(given))
    texts = (os.fsdecode(path) for path in paths if isinstance(path, str | bytes | os.PathLike))
    if event == "sqlite3.connect":
        texts = (text.removeprefix("file:").partition("?")[0] for text in texts)
    return [os.path.abspath(text) for text in texts]  # noqa: PTH100  # pathlib is not loaded for this


def keep_off(folder: str, single: list[str], allowed: str, log: str) -> None:
    """Refuse to change single files, and what lies in a folder; write what was tried into `log`.

    What lies below `allowed` or in a hidden folder, as a cache, may change.
    """
    tried = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    inside, own = folder.rstrip("/") + "/", allowed.rstrip("/") + "/"
    known = frozenset(single)

    def is_protected(path: str) -> bool:
        if path.startswith(own):
            return False
        hidden = path.startswith(inside + ".")
        return path in known or path == folder or (path.startswith(inside) and not hidden)

    def check(path: str) -> None:
        if is_protected(path):
            os.write(tried, f"{path}\n".encode("utf-8", "replace"))
            message = f"a run that reproduces may not change {path}"
            raise NotAllowed(message)

    def hear(event: str, given: tuple[object, ...]) -> None:
        for path in changed(event, given):
            check(path)

    sys.addaudithook(hear)
    listen_to_libraries(check)


def listen_to_libraries(check: Callable[[str], None]) -> None:
    """Ask before a library writes in code of its own, as far as jupyter_mm hears of it."""
    from jupyter_mm.kernel.inputs.watch import InputWatch  # noqa: PLC0415  # of the clean kernel

    before: Any = InputWatch.note_use

    def note_use(watch: Any, use: Any) -> None:
        if use.letter in {"w", "u"} and not use.is_guess:
            check(os.path.abspath(use.path))  # noqa: PTH100  # as above
        before(watch, use)

    InputWatch.note_use = note_use  # type: ignore[method-assign, assignment]
