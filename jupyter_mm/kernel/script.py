"""A script as the unit: one execution for the life of the process, recorded at its end."""

from __future__ import annotations

import atexit
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.domain.execution import Failure
from jupyter_mm.kernel.extension import make_keeper, watch_files
from jupyter_mm.kernel.hooks import Hooks
from jupyter_mm.kernel.keeper import Keeper, Running
from jupyter_mm.kernel.talking.comm import Page
from jupyter_mm.kernel.talking.desk import Desk

if TYPE_CHECKING:
    from types import TracebackType


@cache
def script_desk() -> Desk:
    """Return the verbs of this process, which begins its one execution with the first of them."""
    main = sys.modules["__main__"].__dict__
    keeper = make_keeper(main, {})
    watch_files(Hooks(None, keeper), lambda: keeper.running is not None)
    keeper.start()
    clocks = keeper.clocks
    keeper.begin(
        Running(
            id=os.urandom(16).hex(),
            source=_source(main.get("__file__")),
            cell=None,
            started_at=clocks.wall(),
            started=clocks.steady(),
        )
    )
    _Ending(keeper).attach()
    return Desk(keeper, Page(keeper).restorer)


class _Ending:
    """Keeps the execution when the process ends, with the error that ended it."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._failure: Failure | None = None
        self._pid = os.getpid()

    def attach(self) -> None:
        """See how the script ends."""
        self._hook = sys.excepthook
        sys.excepthook = self._failed
        atexit.register(self._ended)

    def _failed(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        first = error.args[0] if error.args else ""
        text = first if type(first) is str else ""
        self._failure = Failure(name=kind.__name__, message=text)
        self._hook(kind, error, trace)

    def _ended(self) -> None:
        if os.getpid() != self._pid:
            return
        if self._keeper.running is not None:
            self._keeper.end(self._keeper.running, count=None, failure=self._failure)
        self._keeper.courier.close()


def _source(path: object) -> str:
    """Return the text of the script, or nothing where there is none to read."""
    try:
        return Path(path).read_text("utf-8") if isinstance(path, str) else ""
    except (OSError, UnicodeDecodeError):
        return ""
