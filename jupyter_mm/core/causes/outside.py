"""What differs between two states beside what a value came from: mostly what can be ruled out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mm.catalog import data as uses
from jupyter_mm.catalog.executions import executions_of
from jupyter_mm.catalog.lineage import led_to
from jupyter_mm.catalog.logged import latest_on_the_way
from jupyter_mm.catalog.ways import data_on, way_behind
from jupyter_mm.core.causes.differences import code_difference, data_text, heading
from jupyter_mm.core.causes.own_magics import is_ours_alone
from jupyter_mm.core.causes.settings import EXECUTIONS, may_set
from jupyter_mm.core.sources import meaning_of
from jupyter_mm.domain.why import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.causes.chance import Chance
    from jupyter_mm.core.causes.ingredients import Ingredients
    from jupyter_mm.core.context import Core

MOST = 20
"""Cells, and as many files, that are told of."""
_BUT = ", but a cell that did may have changed settings by it"


def outside(
    core: Core,
    tx: Connection,
    chance: Chance,
    metric: str,
    states: tuple[Row, Row],
    made_of: tuple[Ingredients, Ingredients],
) -> list[Cause]:
    """Return cells and data that differ between two states and that a metric did not come from."""
    (first, set_before), (second, set_after) = (_latest_cells(tx, one["id"]) for one in states)
    inside = {piece.cell for one in made_of for piece in one.code}
    cells = [cell for cell in {**second, **first} if cell not in inside]
    causes: list[Cause] = []
    for cell in cells:
        then, now = first.get(cell), second.get(cell)
        if then is None or now is None or _means_another(then, now):
            may = cell in set_before | set_after
            causes.append(_cell_cause(chance, metric, then, now, may_set_something=may))
    return [*causes[:MOST], *list(_data(core, tx, metric, states, made_of))[:MOST]]


def _latest_cells(tx: Connection, state: str) -> tuple[dict[str, Row], set[str]]:
    """Return cells as they ran last, and those that may have set something whenever they ran."""
    found: dict[str, Row] = {}
    setting: set[str] = set()
    for row in latest_on_the_way(tx, state, EXECUTIONS):
        if row["cell"] is not None and not is_ours_alone(row["source"]):
            found.setdefault(row["cell"], row)
            setting |= {row["cell"]} if may_set(row) else set()
    return found, setting


def _means_another(then: Row, now: Row) -> bool:
    return meaning_of(then["source"]) != meaning_of(now["source"])


def _cell_cause(
    chance: Chance, metric: str, then: Row | None, now: Row | None, *, may_set_something: bool
) -> Cause:
    both = [row for row in (then, now) if row is not None]
    latest = both[-1]
    name, text, kind = heading(latest["source"]), "ran only before", "code"
    if then is not None and now is not None:
        change = ("code", then["id"], now["id"])
        found = code_difference(
            then["source"], now["source"], cell=name, execution=now["id"], change=change
        )
        text, kind = found.text, found.kind
    elif now is not None:
        text = "ran only after"
    verdict, reason = "ruled out", f"{metric} does not come from anything that this cell made."
    touched = sorted({part for row in both for part in chance.touched(row)})
    if touched or may_set_something:
        did = f"changed {', '.join(touched)}" if touched else "may have changed settings"
        verdict = "plausible"
        reason = f"{metric} uses none of its variables, but it {did} for cells after it."
    return Cause(
        kind=kind, name=name, verdict=verdict, text=text, reason=reason, execution=latest["id"]
    )


def _data(
    core: Core,
    tx: Connection,
    metric: str,
    states: tuple[Row, Row],
    made_of: tuple[Ingredients, Ingredients],
) -> Iterator[Cause]:
    first, second = (data_on(tx, way_behind(tx, state["id"]), is_read=True) for state in states)
    inside = {path for one in made_of for path in one.paths}
    unsure = _passed_on(tx, states)
    for path in sorted({*first, *second} - inside):
        then, now = first.get(path), second.get(path)
        old, new = (one and (one.digest or one.version) for one in (then, now))
        if old != new and then is not None and now is not None:
            yield Cause(
                kind="data",
                name=path,
                verdict="plausible" if path in unsure else "ruled out",
                text=data_text(core, then, now),
                reason=f"No cell that {metric} came from read it{_BUT if path in unsure else ''}.",
                execution=None,
            )


def _passed_on(tx: Connection, states: tuple[Row, Row]) -> set[str]:
    """Return the paths that were read by cells which may have set something by them."""
    found: set[str] = set()
    for state in states:
        clauses = [led_to(state["id"]), uses.has_mode("r")]
        used, _ = uses.uses(tx, clauses, is_latest=False, limit=None)
        rows = executions_of(tx, {one.execution for one in used})
        found |= {one.ref.path for one in used if may_set(rows[one.execution])}
    return found
