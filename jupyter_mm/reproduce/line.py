"""The executions that led to a checkpoint, and those of them that its last one depends on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from jupyter_mm.catalog.checkpoints import find_checkpoint
from jupyter_mm.catalog.data import data_of
from jupyter_mm.catalog.executions import executions_of, metrics_of, outputs_of
from jupyter_mm.catalog.lineage import changes_of, effects_of, reads_of
from jupyter_mm.catalog.listing import conditions, history_rows, page
from jupyter_mm.core.references import resolve
from jupyter_mm.domain.capture import Effect, Read
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.document import OutputRef
from jupyter_mm.domain.execution import Metric
from jupyter_mm.reproduce.cells import obstacle
from jupyter_mm.reproduce.folders import working_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from jupyter_mm.catalog.seal import Row
    from jupyter_mm.core.context import Core

FURTHEST = 20_000
"""Checkpoints that are gone back through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One execution, and what is kept of it."""

    id: str
    cell: str | None
    title: str
    source: str
    count: int | None
    status: str
    started_at: float
    duration_s: float
    is_seen: bool
    """Whether a server saw its outputs."""
    outputs: tuple[OutputRef, ...]
    metrics: tuple[Metric, ...]
    reads: tuple[Read, ...] | None
    """None where it is not known what it read."""
    changed: tuple[str, ...]
    effects: tuple[Effect, ...]
    data: tuple[DataRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What led to a checkpoint."""

    checkpoint: Digest
    title: str
    steps: tuple[Step, ...]
    """In the order in which they ran; the last one made the checkpoint."""
    folder: str | None
    """The working folder at the beginning; None where it is not known."""
    obstacle: str | None
    """Why they cannot be run again."""


def line_of(core: Core, checkpoint: Digest) -> Line:
    """Return the executions that led to a checkpoint: those of its ancestors, and it last.

    Also those between them that no checkpoint came of; not those that failed and changed nothing.
    """
    with core.catalog.read() as tx:
        top = resolve(tx, checkpoint, now=core.clock())
        chain, is_whole = _ancestors(tx, top)
        rows = _with_others(tx, chain)
        steps = _steps(tx, rows, last=top["execution"])
    folders = (working_folder(core, Digest(row["manifest"])) for row in chain)
    why = None if is_whole else "what ran before is not in this store"
    return Line(
        checkpoint=Digest(top["id"]),
        title=steps[-1].title,
        steps=steps,
        folder=next(filter(None, folders), None),
        obstacle=why or next(filter(None, (obstacle(step.source) for step in steps)), None),
    )


def needed(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the last step with all that it depends on, as far as is known; else all of them.

    Steps that changed no variable and showed nothing set something up, as a seed: they stay.
    """
    known = {step.id for step in steps}
    wanted = {steps[-1].id}
    for place in range(len(steps) - 1, -1, -1):
        step, before = steps[place], steps[:place]
        if step.id not in wanted and not _sets_up(step):
            continue
        wanted.add(step.id)
        if step.reads is None or any(one.execution not in {None, *known} for one in step.reads):
            wanted |= {one.id for one in before}
            break
        for read in step.reads:
            wanted |= {read.execution} if read.execution else _makers(before, read.name)
        wanted |= _writers(before, {ref.path for ref in step.data if ref.mode == "r"})
    return tuple(step for step in steps if step.id in wanted)


def _sets_up(step: Step) -> bool:
    shown = step.outputs or step.metrics or any(ref.mode == "w" for ref in step.data)
    return step.status == "ok" and not step.changed and not shown


def _makers(steps: Sequence[Step], name: str) -> set[str]:
    return {step.id for step in steps if name in step.changed}


def _writers(steps: Sequence[Step], paths: set[str]) -> set[str]:
    return {
        step.id for step in steps if any(ref.mode == "w" and ref.path in paths for ref in step.data)
    }


def _ancestors(tx: Connection, top: Row) -> tuple[list[Row], bool]:
    """Return a checkpoint's line, oldest first, and whether it reaches its beginning."""
    chain = [top]
    while chain[-1]["parent"] is not None and len(chain) < FURTHEST:
        before = find_checkpoint(tx, chain[-1]["parent"])
        if before is None:
            break
        chain.append(before)
    return chain[::-1], chain[-1]["parent"] is None


def _with_others(tx: Connection, chain: list[Row]) -> list[Row]:
    """Return the executions of a line, and those beside it that left no checkpoint."""
    found = executions_of(tx, [row["execution"] for row in chain])
    line = [found[row["execution"]] for row in chain if row["execution"] in found]
    made: list[Row] = []
    for session, group in groupby(line, key=lambda row: row["session"]):
        kept = list(group)
        clauses = conditions(tx, notebook=None, session=session)
        others = page(tx, clauses, before=kept[-1]["position"], limit=FURTHEST)
        made += [row for row in others if row["lost"] and row["id"] not in found]
        made += kept
        made.sort(key=lambda row: row["started_at"])
    return made


def _steps(tx: Connection, rows: list[Row], *, last: str) -> tuple[Step, ...]:
    listed = {row.execution: row for row in history_rows(tx, rows)}
    outputs, reads, changed = outputs_of(tx, rows), reads_of(tx, rows), changes_of(tx, rows)
    effects, data = effects_of(tx, rows), data_of(tx, rows)
    return tuple(
        Step(
            id=row["id"],
            cell=row["cell"],
            title=listed[row["id"]].title,
            source=row["source"],
            count=row["count"],
            status=row["status"],
            started_at=row["started_at"],
            duration_s=row["duration_s"],
            is_seen=row["observed_at"] is not None,
            outputs=outputs[row["id"]],
            metrics=metrics_of(tx, row["id"]),
            reads=None if row["reads"] is None else reads[row["id"]],
            changed=changed[row["id"]],
            effects=effects[row["id"]],
            data=data[row["id"]],
        )
        for row in rows
        if row["status"] == "ok" or changed[row["id"]] or row["id"] == last
    )
