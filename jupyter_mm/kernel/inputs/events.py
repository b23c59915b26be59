"""The interpreter's events that tell of data besides `open`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.inputs.calls import text_of
from jupyter_mm.kernel.inputs.seen import READ, UPDATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.kernel.inputs.watch import InputWatch

_SHELLS = {"sh", "bash", "dash", "zsh", "cmd", "cmd.exe"}
_NO_FOLDER = -1
"""Else a path is relative to the descriptor of a folder: which one, the event does not say."""
_COMMAND_AT = 2
"""`sh -c COMMAND`"""


def _database(watch: InputWatch, arguments: tuple[Any, ...]) -> None:
    """SQLite opens its file in C."""
    from jupyter_mm.kernel.inputs.naming import take  # noqa: PLC0415  # on first need

    name = text_of(arguments[0]) or ""
    path, _, query = (
        name.removeprefix("file:").partition("?") if name.startswith("file:") else (name, "", "")
    )
    if path and not path.startswith(":") and "mode=memory" not in query:
        is_fixed = "mode=ro" in query or "immutable=1" in query
        take(watch, path, READ if is_fixed else UPDATE, "sqlite3", is_guess=True)


def _started(watch: InputWatch, arguments: tuple[Any, ...]) -> None:
    """A child process: what of its arguments are files is seen afterwards."""
    from jupyter_mm.kernel.inputs.naming import take_command, take_line  # noqa: PLC0415  # as above

    words, folder = arguments[1], arguments[2] if len(arguments) > 3 else None  # noqa: PLR2004  # of Popen
    if type(words) in {list, tuple} and words:
        program = str(text_of(words[0]) or "").rpartition("/")[2]
        if program in _SHELLS and len(words) > _COMMAND_AT and words[1] in {"-c", "/c"}:
            take_line(watch, str(text_of(words[_COMMAND_AT]) or ""), folder)
        else:
            take_command(watch, words[1:], folder)
    elif type(words) is str:
        take_line(watch, words, folder)


def _told(watch: InputWatch, arguments: tuple[Any, ...]) -> None:
    from jupyter_mm.kernel.inputs.naming import take_line  # noqa: PLC0415  # as above

    take_line(watch, text_of(arguments[0]) or "")


def _removed(watch: InputWatch, arguments: tuple[Any, ...]) -> None:
    path, folder = arguments
    if folder == _NO_FOLDER:
        watch.note_removed(path)


def _moved(watch: InputWatch, arguments: tuple[Any, ...]) -> None:
    before, after, *folders = arguments
    if set(folders) == {_NO_FOLDER}:
        watch.note_moved(before, after)


EVENTS: dict[str, Callable[[InputWatch, tuple[Any, ...]], None]] = {
    "os.chdir": lambda watch, _: watch.leave_folder(),
    "os.posix_spawn": _started,
    "os.remove": _removed,
    "os.rename": _moved,
    "os.spawn": lambda watch, arguments: _started(watch, arguments[1:]),
    "os.system": _told,
    "shutil.rmtree": lambda watch, arguments: watch.note_removed(arguments[0], end="/"),
    "sqlite3.connect": _database,
    "subprocess.Popen": _started,
}
"""Event -> who takes it."""
