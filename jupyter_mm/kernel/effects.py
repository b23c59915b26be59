"""What a cell did outside the kernel's memory, told by the interpreter's audit events.

Running such a cell again repeats it. Rules: docs/reference/effects.md. Events:
https://docs.python.org/3/library/audit_events.html.
"""

from __future__ import annotations

import os
import re
import threading
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.capture import Effect

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_EFFECTS = 50
LONGEST_DETAIL = 200
WRITTEN, REMOVED, STARTED = "file written", "file removed", "process started"
NETWORK, DATABASE = "network", "database"

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NO_FOLDER = -1
_LOGIN = re.compile(r"//[^/@\s]*@")
_SHELLS = {"sh", "bash", "dash", "zsh", "cmd", "cmd.exe"}
_NOT_OUTSIDE = ("/proc/", "/dev/", "/sys/")


class OutsideEffects:
    """Collects effects between `start` and `stop`, in any thread but ours."""

    def __init__(self, left_out: tuple[str, ...], own_threads: set[int]) -> None:
        """`left_out` begin the paths of files that never count, `own_threads` are ours."""
        self._left_out = (*_NOT_OUTSIDE, *left_out)
        self._own_threads = own_threads
        self._seen: dict[Effect, None] = {}
        self._is_on = False
        self._ports: set[str] = set()
        """Of hosts that were looked up by name: their addresses tell nothing more."""

    def start(self) -> None:
        """Begin with nothing seen."""
        self._seen, self._is_on = {}, True
        self._ports.clear()

    def stop(self) -> None:
        """Take no more."""
        self._is_on = False

    def found(self) -> tuple[Effect, ...]:
        """Return what was seen since the last `start`, each once, in the order of first sight."""
        return tuple(self._seen)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take one event of the interpreter."""
        reader = READERS.get(event)
        if reader is None or not self._is_on or len(self._seen) >= MOST_EFFECTS:
            return
        if threading.get_ident() in self._own_threads:
            return
        kind, detail = reader(arguments)
        if detail and not self._is_left_out(kind, detail):
            self._seen[Effect(kind=kind, detail=cleaned(detail))] = None

    def _is_left_out(self, kind: str, detail: str) -> bool:
        if kind == NETWORK:
            port = detail.rpartition(":")[2]
            if any(letter.isalpha() for letter in detail.partition(":")[0]):
                self._ports.add(port)
                return False
            return port in self._ports
        return kind in {WRITTEN, REMOVED} and (
            detail.startswith(self._left_out) or "/__pycache__/" in detail
        )


def cleaned(detail: str) -> str:
    """Return one printable line without logins, at most 200 characters long."""
    line = _LOGIN.sub("//", detail[:2000].encode("utf-8", "replace").decode())
    line = "".join(letter if letter.isprintable() else " " for letter in line)
    return line if len(line) <= LONGEST_DETAIL else f"{line[: LONGEST_DETAIL - 1]}…"


Seen = tuple[str, str]


def _text(value: object) -> str:
    """Return a text or path as text, without running code of the value; else an empty one."""
    if type(value) is bytes:
        return os.fsdecode(value)
    return value if type(value) is str else ""


def _path(value: object, folder: object = _NO_FOLDER) -> str:
    """Return an absolute path; nothing for one that is relative to a folder's descriptor.

    A path stays as it is when the working folder is gone.
    """
    if isinstance(value, os.PathLike) and type(value).__module__.startswith("pathlib"):
        value = os.fspath(value)
    text = _text(value)
    if not text or (folder != _NO_FOLDER and not text.startswith("/")):
        return ""
    try:
        return os.path.abspath(text)  # noqa: PTH100  # on the cell's clock
    except FileNotFoundError:
        return text


def _opened(arguments: tuple[Any, ...]) -> Seen:
    path, mode, flags = arguments
    if type(mode) is str:
        is_writing = any(letter in mode for letter in "wax+")
    else:
        is_writing = type(flags) is int and bool(flags & _WRITES)
    return WRITTEN, _path(path) if is_writing else ""


def _written(arguments: tuple[Any, ...]) -> Seen:
    """`chmod`, `chown` and `mkdir` end with the folder's descriptor; `truncate` has none."""
    has_folder = len(arguments) > 2  # noqa: PLR2004  # path, what, folder
    return WRITTEN, _path(arguments[0], arguments[-1] if has_folder else _NO_FOLDER)


def _target(arguments: tuple[Any, ...]) -> Seen:
    return WRITTEN, _path(arguments[1], arguments[-1])


def _removed(arguments: tuple[Any, ...]) -> Seen:
    folder = arguments[1] if len(arguments) > 1 else _NO_FOLDER
    return REMOVED, _path(arguments[0], _NO_FOLDER if folder is None else folder)


def _started(arguments: tuple[Any, ...]) -> Seen:
    """Return a command's name only: what follows it may hold passwords."""
    program = _text(arguments[0])
    words = arguments[1] if len(arguments) > 1 else None
    if type(words) in {list, tuple} and words:
        texts = [_text(word) or _path(word) for word in words]
        is_shell = _name(texts[0]) in _SHELLS and len(texts) > 2 and texts[1] in {"-c", "/c"}  # noqa: PLR2004  # sh -c COMMAND
        program = _command(texts[2]) if is_shell else texts[0]
    elif type(words) is str:
        program = _command(words)
    return STARTED, _name(program)


def _told(arguments: tuple[Any, ...]) -> Seen:
    return STARTED, _name(_command(_text(arguments[0])))


def _command(line: str) -> str:
    """Return the first word of a command line that sets no variable."""
    return next((word for word in line.split() if "=" not in word), "")


def _name(program: str) -> str:
    return program.rstrip("/").rpartition("/")[2]


def _connected(arguments: tuple[Any, ...]) -> Seen:
    address = arguments[1]
    if type(address) is tuple and len(address) > 1:
        return NETWORK, f"{_text(address[0])}:{address[1]}"
    path = _text(address)
    return NETWORK, path if path.startswith("/") and "/pymp-" not in path else ""


def _looked_up(arguments: tuple[Any, ...]) -> Seen:
    host, port = _text(arguments[0]), arguments[1]
    return NETWORK, f"{host}:{port}" if host and type(port) in {int, str} else ""


def _requested(arguments: tuple[Any, ...]) -> Seen:
    return NETWORK, _text(arguments[0]).partition("?")[0]


def _database(arguments: tuple[Any, ...]) -> Seen:
    name = _text(arguments[0]) or _path(arguments[0])
    return DATABASE, "" if ":memory:" in name else name


READERS: dict[str, Callable[[tuple[Any, ...]], Seen]] = {
    "open": _opened,
    "os.chmod": _written,
    "os.chown": _written,
    "os.exec": _started,
    "os.fork": lambda _: (STARTED, "a copy of the kernel"),
    "os.forkpty": lambda _: (STARTED, "a shell command"),
    "os.link": _target,
    "os.mkdir": _written,
    "os.posix_spawn": _started,
    "os.remove": _removed,
    "os.rename": _target,
    "os.rmdir": _removed,
    "os.spawn": lambda arguments: _started(arguments[1:]),
    "os.symlink": _target,
    "os.system": _told,
    "os.truncate": _written,
    "shutil.rmtree": _removed,
    "socket.connect": _connected,
    "socket.getaddrinfo": _looked_up,
    "socket.sendto": _connected,
    "sqlite3.connect": _database,
    "subprocess.Popen": _started,
    "urllib.Request": _requested,
}
"""Event -> what it means."""
