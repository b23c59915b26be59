"""Long work told line by line, one JSON object each: what `--json` writes and a server reads.

Lines: `{"step": str, "fraction": float | null}`, `{"log": str}`, and one at the end: `{"verdict"}`,
`{"built"}`, `{"needs_consent": [str]}` or `{"error": {"kind", "message", "hint"}}`.
"""

from __future__ import annotations

import json
import signal
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from jupyter_mm.core.wire import encode
from jupyter_mm.reproduce.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

ENDS = ("verdict", "built", "needs_consent", "error")


@dataclass(slots=True)
class Lines:
    """Writes the lines; each is there at once."""

    stream: TextIO

    def progress(self) -> Progress:
        """Return what writes steps and log lines here."""
        return Progress(self._step, self._log)

    def end(self, kind: str, value: Any) -> None:
        """Write the last line."""
        self.stream.write(f'{{"{kind}": {encode(value).decode()}}}\n')
        self.stream.flush()

    def _step(self, text: str, fraction: float | None) -> None:
        self._write({"step": text, "fraction": fraction})

    def _log(self, line: str) -> None:
        self._write({"log": line})

    def _write(self, told: dict[str, Any]) -> None:
        self.stream.write(json.dumps(told, ensure_ascii=False) + "\n")
        self.stream.flush()


@dataclass(slots=True)
class Words:
    """Writes each new step as a line for people."""

    stream: TextIO
    last: str = ""

    def progress(self) -> Progress:
        """Return what writes steps here."""
        return Progress(self._step)

    def _step(self, text: str, fraction: float | None) -> None:
        if text != self.last:
            share = "" if fraction is None else f"{round(100 * fraction):3d} %  "
            self.stream.write(f"{share}{text}\n")
            self.stream.flush()
            self.last = text


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM end the work as Ctrl-C does; what tidies up then is not disturbed again."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
