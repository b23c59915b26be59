"""Work in a child process of the lowest priority, so that the user's cell goes first.

In a thread of the kernel the same work would hold the interpreter's lock while it waits for a
core, and a mapped file that somebody cuts off would end the kernel.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

_LOWEST = 19
_PR_SET_PDEATHSIG = 1
_LOOK_EVERY_S = 0.1
_AT_ONCE = 1 << 16
# An interrupt of the user's cell goes to all processes of the kernel, and is not meant for these.
_START = (
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "import sys; from importlib import import_module; "
    "sys.path += [place for place in sys.argv[3:] if place not in sys.path]; "
    "import_module(sys.argv[1]).main()"
)


class ChildError(Exception):
    """The child could not be started, or ended before its work was done."""


def lines_of(
    module: str, words: Sequence[str], *, cancelled: Callable[[], bool]
) -> Generator[bytes]:
    """Yield the lines that a module's `main` prints, with `words` on its standard input.

    It is ended when `cancelled` says so or the caller stops asking. Raises ChildError.
    """
    with _started(module) as child:
        assert child.stdin is not None  # noqa: S101  # it was asked for
        assert child.stdout is not None  # noqa: S101  # as above
        yield from _answers(child.stdin, child.stdout, "\0".join(words), cancelled)
        if not cancelled() and child.wait() != 0:
            raise ChildError(f"ended with {child.returncode}")


def give_way() -> Callable[[], bool]:
    """Take the lowest priority, in a child, and end with the parent.

    Returns what tells whether the parent is gone, for systems where one has to ask.
    """
    import ctypes  # noqa: PLC0415  # the parent has no use for it

    os.nice(_LOWEST)
    with suppress(OSError, AttributeError):  # there is none but on Linux
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = int(sys.argv[2])
    if os.getppid() != parent:
        os._exit(1)
    return lambda: os.getppid() != parent


@contextmanager
def _started(module: str) -> Iterator[subprocess.Popen[bytes]]:
    # -I and this process's path behind the child's own: where the notebook is, a `json.py` may lie,
    # and importing it would run it.
    arguments = [
        sys.executable,
        "-I",
        "-c",
        _START,
        module,
        str(os.getpid()),
        *filter(None, sys.path),
    ]
    pipe = subprocess.PIPE
    try:
        child = subprocess.Popen(  # noqa: S603  # our own module, no shell
            arguments, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
        )
    except (OSError, ValueError, TypeError) as error:
        # TypeError: an embedded interpreter that does not know its own program
        raise ChildError(str(error)) from error
    with child:
        try:
            yield child
        finally:
            child.kill()


def _answers(
    stdin: IO[bytes], stdout: IO[bytes], text: str, cancelled: Callable[[], bool]
) -> Iterator[bytes]:
    """Write all and read all at the same time: both pipes are small."""
    left, begun = memoryview(os.fsencode(text)), b""
    os.set_blocking(stdin.fileno(), False)
    with selectors.DefaultSelector() as waiting:
        waiting.register(stdout, selectors.EVENT_READ)
        waiting.register(stdin, selectors.EVENT_WRITE)
        while not cancelled():
            ready = {key.fileobj for key, _ in waiting.select(_LOOK_EVERY_S)}
            if stdin in ready:
                left = _written(stdin, left)
                if not left:
                    waiting.unregister(stdin)
                    stdin.close()
            if stdout in ready:
                read = os.read(stdout.fileno(), _AT_ONCE)
                if not read:
                    return
                *whole, begun = (begun + read).split(b"\n")
                yield from whole


def _written(stdin: IO[bytes], left: memoryview) -> memoryview:
    try:
        return left[os.write(stdin.fileno(), left[:_AT_ONCE]) :]
    except BlockingIOError:
        return left
    except BrokenPipeError:
        return left[:0]
