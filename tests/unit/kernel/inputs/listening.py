"""A watch with a store, told of files as the interpreter would tell."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.memory import MemoryStore
from jupyter_mm.data.digests import Digests
from jupyter_mm.kernel.inputs import EVENTS, InputWatch, uninteresting_folders
from jupyter_mm.kernel.inputs.describing import describe

if TYPE_CHECKING:
    from jupyter_mm.domain.data import DataRef


class Listening:
    """One cell at a time: `begin`, open files, `refs`."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.watch = InputWatch(
            uninteresting_folders(self.home, {"MPLCONFIGDIR": str(folder / "plots")})
        )
        self.blobs = MemoryStore()
        self.digests = Digests(self.home)
        self.begin()

    def begin(self) -> None:
        time.sleep(0.02)  # a clock of files stands still for up to ten milliseconds
        self.watch.start()

    def opened(self, path: object, mode: object = "r", flags: int = 0) -> None:
        self.watch.note((path, mode, flags))

    def event(self, name: str, arguments: tuple[Any, ...]) -> None:
        EVENTS[name](self.watch, arguments)

    def read(self, path: Path | str) -> None:
        self.opened(str(path))
        Path(path).read_bytes()

    def write(self, path: Path | str, content: str = "x") -> None:
        self.opened(str(path), "w")
        Path(path).write_text(content)

    def refs(self) -> tuple[DataRef, ...]:
        return describe(self.watch.stop(), self.digests, self.blobs)

    def table(self) -> list[tuple[str, str, str]]:
        """Return name, mode, and the digest or the reason."""
        return [
            (one.path.rpartition("/")[2], one.mode, one.digest or str(one.reason))
            for one in self.refs()
        ]
