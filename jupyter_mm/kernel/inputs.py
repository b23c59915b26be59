"""Which files the cell's code opened. Rules: docs/reference/inputs.md."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.blobs.digest import hasher
from jupyter_mm.domain.execution import DataRef

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_BYTES = 8 << 30
MOST_FILES = 1000
CHUNK = 1 << 20
CHANGED = "changed while it was read"
_CODE = (".py", ".pyc", ".pyi", ".so", ".pyd", ".pth", ".ttf", ".otf", ".afm", ".pfb")
_SYSTEM = ("/proc/", "/dev/", "/sys/")
_WRITES = os.O_WRONLY | os.O_RDWR


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it was when it was opened."""

    path: str
    mode: str
    state: tuple[int, int] | None
    """Size and time of change; None when it did not exist or was written."""


class InputWatch:
    """Notes what is opened between `start` and `stop`, in any thread but ours."""

    def __init__(self, left_out: Iterable[str]) -> None:
        """`left_out` are folders whose files are never of interest."""
        self._left_out = tuple(f"{folder.rstrip('/')}/" for folder in left_out if len(folder) > 1)
        self._seen: dict[tuple[str, str], Opened] | None = None
        self.own_threads: set[int] = set()

    def start(self) -> None:
        """Begin with nothing seen."""
        self._seen = {}

    def stop(self) -> tuple[Opened, ...]:
        """Return what was opened."""
        seen, self._seen = self._seen, None
        return tuple((seen or {}).values())

    def note(self, path: object, mode: object, flags: object) -> None:
        """Take one call of `open`, as the interpreter reports it.

        What a signal handler of the user raises meanwhile passes through: it belongs to the cell.
        """
        seen = self._seen
        if seen is None or len(seen) >= MOST_FILES or threading.get_ident() in self.own_threads:
            return
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if type(path) is not str or self._is_left_out(name := os.path.abspath(path)):  # noqa: PTH100  # on the cell's clock
            return
        letter = "w" if _is_writing(mode, flags) else "r"
        if (name, letter) not in seen:
            seen[name, letter] = Opened(name, letter, None if letter == "w" else _state(name))

    def _is_left_out(self, path: str) -> bool:
        return (
            path.startswith(_SYSTEM)
            or path.endswith(_CODE)
            or path.startswith(self._left_out)
            or not path.isprintable()
        )


def uninteresting_folders(home: Path) -> list[str]:
    """Return the folders that belong to Python, Jupyter, fonts and us, not to the user's data."""
    import sysconfig  # noqa: PLC0415  # IPython has loaded both
    import tempfile  # noqa: PLC0415  # as above

    user = Path.home()
    places = [sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), str(home)]
    places += [str(user / name) for name in (".ipython", ".jupyter", ".local/share/jupyter")]
    places += [str(user / name) for name in (".cache/matplotlib", ".config/matplotlib")]
    places += ["/usr/share", "/usr/lib", "/etc"]
    places += [str(Path(tempfile.gettempdir()) / f"ipykernel_{os.getpid()}")]
    return [place for place in places if place not in {"", "/", "/usr"}]


def described(opened: Iterable[Opened]) -> tuple[DataRef, ...]:
    """Return the files with their digests, sorted. Reads them: call it in the background."""
    found = [_described(one) for one in opened]
    return tuple(
        sorted((ref for ref in found if ref is not None), key=lambda ref: (ref.path, ref.mode))
    )


def _described(opened: Opened) -> DataRef | None:
    now = _state(opened.path)
    if now is None:
        return _ref(opened, opened.state, None, "is gone") if opened.state is not None else None
    if opened.mode == "r" and opened.state is None:
        return None  # a folder, a pipe, or created after it was asked for
    reason, digest = None, None
    if opened.state not in {None, now}:
        reason = CHANGED
    elif now[0] > LARGEST_BYTES:
        reason = f"larger than {LARGEST_BYTES >> 30} GiB"
    else:
        digest, reason = _digest(opened.path, now)
    return _ref(opened, now, digest, reason)


def _ref(opened: Opened, state: tuple[int, int], digest: str | None, reason: str | None) -> DataRef:
    return DataRef(
        path=opened.path,
        mode=opened.mode,
        size_bytes=state[0],
        mtime_ns=state[1],
        digest=digest,
        reason=reason,
    )


def _digest(path: str, state: tuple[int, int]) -> tuple[str | None, str | None]:
    """Return the digest, or why there is none."""
    running = hasher()
    try:
        with Path(path).open("rb", buffering=0) as file:
            while chunk := file.read(CHUNK):
                running.update(chunk)
    except OSError as error:
        return None, f"cannot be read: {error.strerror}"
    return (running.hexdigest(), None) if _state(path) == state else (None, CHANGED)


def _state(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116  # on the cell's clock
    except (OSError, ValueError) as error:
        if came_from_elsewhere(error):
            raise
        return None
    is_file = (found.st_mode & 0o170000) == 0o100000  # noqa: PLR2004  # S_IFMT, S_IFREG
    return (found.st_size, found.st_mtime_ns) if is_file else None


def came_from_elsewhere(error: BaseException) -> bool:
    """Tell whether code that is not ours raised this, as the user's signal handler may anywhere."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    name = trace.tb_frame.f_globals.get("__name__") if trace is not None else None
    return not str(name).startswith("jupyter_mm.")


def _is_writing(mode: object, flags: object) -> bool:
    if type(mode) is str:
        return any(letter in mode for letter in "wax+")
    return type(flags) is int and bool(flags & _WRITES)
