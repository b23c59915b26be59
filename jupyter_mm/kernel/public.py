"""`import jupyter_mm as mm`: the verbs as functions, in a notebook or in a script."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.talking.parsing import SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jupyter_mm.kernel.talking.desk import Desk
    from jupyter_mm.kernel.talking.differing import Diff, Reason
    from jupyter_mm.kernel.talking.displays import CheckpointView, History, PlanView, ReportView
    from jupyter_mm.kernel.talking.runs import RunTable
    from jupyter_mm.kernel.talking.tables import TableView
    from jupyter_mm.kernel.talking.verb import Text


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


def diff(before: str = "now~1", after: str = "now", *parts: str, everything: bool = False) -> Diff:
    """Return how two checkpoints differ: `code`, `vars`, `data`, `env`, `metrics`, or all parts."""
    return _desk().comparing.diff(before, after, parts, everything=everything)


def why(metric: str, before: str = "now~1", after: str = "now") -> Reason:
    """Return what can have changed a logged value, as proved, plausible or ruled out."""
    return _desk().comparing.why(metric, before, after)


def runs(
    where: str = "", *, sort: str | None = None, count: int = SHOWN, everything: bool = False
) -> RunTable:
    """Return runs with what they logged; `.df` is a frame. `sort="-acc"`: the largest first."""
    return _desk().comparing.runs(where, sort=sort, count=count, everything=everything)


def note(text: str, ref: str = "now") -> Text:
    """Write a note on a checkpoint; an empty one takes it away."""
    return _desk().comparing.note(ref, text)


def tag(ref: str, name: str, *, remove: bool = False) -> Text:
    """Give a checkpoint a tag, or take it away."""
    return _desk().comparing.tag(ref, name, remove=remove)


def pin(ref: str = "now", *, remove: bool = False) -> Text:
    """Keep a checkpoint in view, or no more."""
    return _desk().comparing.pin(ref, remove=remove)


def plan(ref: str, *names: str) -> PlanView:
    """Return what `checkout` would do."""
    return _desk().plan(ref, names)


def checkout(ref: str, *names: str, recompute: Sequence[str] = ()) -> ReportView:
    """Restore the variables of a checkpoint, or only those named. All or nothing.

    The cells of `recompute` run again: for variables that no store can keep.
    """
    return _desk().checkout(ref, names, recompute)


def get(ref: str, name: str) -> Any:
    """Return one value of a checkpoint; the live variables stay as they are."""
    return _desk().get(ref, name)


def recover(ref: str | None = None) -> ReportView:
    """Bring back what the kernel of this notebook held before this one."""
    return _desk().recover(ref)


def ignore(*names: str) -> Text:
    """Keep these variables no more: names, or patterns as `tmp*`."""
    return _desk().ignore(names)


def keep(*names: str) -> Text:
    """Keep these variables again; also answers whether a large one is to be kept."""
    return _desk().keep(names)


def environment_of(ref: str = "now") -> TableView | Text:
    """Return interpreter, machine and packages of a checkpoint, or of this moment."""
    return _desk().environment("show", [ref])


def environment_diff(before: str | None = None, after: str = "now") -> TableView | Text:
    """Return how two environments differ; alone: the present one from the last other one."""
    return _desk().environment("diff", [before, after] if before else [])


def data_used(ref: str | None = None) -> TableView:
    """Return what this session read and wrote, or what led to a checkpoint."""
    return _desk().data("list", [ref] if ref else [])


def data_diff(before: str = "now~1", after: str = "now") -> TableView:
    """Return how the data of two checkpoints differ."""
    return _desk().data("diff", [before, after])


def verify_data(ref: str = "now") -> TableView:
    """Read all data of a checkpoint again and compare its digests."""
    return _desk().data("verify", [ref])


def track(
    *paths: str,
    split: str | None = None,
    rows: str | None = None,
    digest: bool = False,
    keep: bool = False,
) -> TableView:
    """Record data with the present execution: files, folders, patterns as `data/*.csv`, URIs.

    `split` and `rows` say what it is for; `digest` reads remote data whole; `keep` keeps the bytes
    themselves. Raises NotFoundError for a path or pattern without a file.
    """
    return _desk().track(*paths, split=split, rows=rows, digest=digest, keep=keep)


def rerun(
    ref: str = "now", *, only_needed: bool = False, tolerance: float = 1e-6, consent: bool = False
) -> TableView:
    """Run a checkpoint anew in an environment built from its lock, and compare."""
    return _desk().reproduce(ref, is_slice=only_needed, tolerance=tolerance, is_agreed=consent)


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
