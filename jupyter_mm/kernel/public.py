"""`import jupyter_mm as mm`: the verbs as functions, in a notebook or in a script."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.verbs import SHOWN, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jupyter_mm.kernel.desk import Desk
    from jupyter_mm.kernel.displays import CheckpointView, History, PlanView, ReportView


def log(
    values: Mapping[str, Any] | None = None, /, *, step: int | None = None, **named: Any
) -> None:
    """Attach values to the present execution: `mm.log(acc=0.93, step=epoch)`. Never raises."""
    _desk().log({**(values or {}), **named}, step)


def checkpoint(message: str | None = None, *, tags: Sequence[str] = (), pin: bool = False) -> Text:
    """Name the checkpoint that is made when this cell, or this script, ends."""
    return _desk().checkpoint(message, tags=tags, pin=pin)


def history(where: str = "", *, count: int = SHOWN, everything: bool = False) -> History:
    """Return executions, newest first; of this session unless `everything`."""
    return _desk().history(where, count=count, everything=everything)


def show(ref: str = "now") -> CheckpointView:
    """Return a checkpoint: what it would bring back, and what not."""
    return _desk().show(ref)


def plan(ref: str, *names: str) -> PlanView:
    """Return what `checkout` would do."""
    return _desk().plan(ref, names)


def checkout(ref: str, *names: str) -> ReportView:
    """Restore the variables of a checkpoint, or only those named. All or nothing."""
    return _desk().checkout(ref, names)


def undo() -> ReportView:
    """Take back the last restore."""
    return _desk().undo()


def redo() -> ReportView:
    """Take back the last undo."""
    return _desk().redo()


def pause() -> Text:
    """Keep nothing from this process until `resume`."""
    return _desk().pause(is_paused=True)


def resume() -> Text:
    """Keep executions again."""
    return _desk().pause(is_paused=False)


def status() -> Text:
    """Return how things stand, in a few lines."""
    return _desk().status()


def _desk() -> Desk:
    """Return the verbs of this process: of its IPython shell, or of the script it runs."""
    shell = _shell()
    if shell is None:
        from jupyter_mm.kernel.script import script_desk  # noqa: PLC0415  # no notebook needs it

        return script_desk()
    from jupyter_mm.kernel.extension import load, loaded  # noqa: PLC0415  # needs IPython

    if loaded(shell) is None:
        load(shell)
    magics = loaded(shell)
    if magics is None:
        raise RuntimeError("jupyter_mm could not be loaded into this shell")
    return magics.desk


def _shell() -> Any:
    """Return the IPython shell of this process, if it has one; never loads IPython."""
    module = sys.modules.get("IPython.core.getipython")
    return module.get_ipython() if module is not None else None
