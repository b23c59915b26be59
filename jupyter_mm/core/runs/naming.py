"""What a run is called: people's own words, else what sets it apart from the run before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.core.titles import shortened

if TYPE_CHECKING:
    from jupyter_mm.domain.run import Run
    from jupyter_mm.domain.run_columns import Value

NAMES = 3


def name_of(run: Run, before: Run | None) -> str:
    """Return its message, or `depth 8 → 12`, or the title of the cell that logged first.

    That a cell imports says nothing of a run: then it is called by its first parameters.
    """
    if run.row is not None and run.row.message:
        return run.row.message
    title = "" if run.name.startswith("import ") else run.name
    return shortened(_difference(run, before) or title or _given(run) or f"run {run.number}")


def _given(run: Run) -> str:
    return ", ".join(f"{one.name} {_shown(one.value)}" for one in run.parameters[:NAMES])


def _difference(run: Run, before: Run | None) -> str:
    """Return the parameters that both have and that differ."""
    known = {} if before is None else {one.name: one.value for one in before.parameters}
    changes = [
        f"{one.name} {_shown(known[one.name])} → {_shown(one.value)}"
        for one in run.parameters
        if one.name in known and _typed(one.value) != _typed(known[one.name])
    ]
    more = [f"+{len(changes) - NAMES}"] if len(changes) > NAMES else []
    return ", ".join([*changes[:NAMES], *more])


def _typed(value: Value) -> tuple[type, Value]:
    """Return what tells 1, 1.0 and True apart."""
    return type(value), value


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else repr(value)
