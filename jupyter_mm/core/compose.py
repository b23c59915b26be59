"""A notebook's document from what a page told or a file holds. Format: docs/formats/document.md."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mm.core import observe
from jupyter_mm.core.on_screen import below_cells
from jupyter_mm.domain import canonical
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.document import CellState, DocumentSnapshot, Observation
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from jupyter_mm.core import Core
    from jupyter_mm.core.assembly import SeenExecution
    from jupyter_mm.core.policy import Actor

Output = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where an execution took place."""

    kernel_id: str
    path: str | None
    """Of the notebook, as it is named now."""
    snapshot: DocumentSnapshot | None
    """What the page showed, if a page told."""
    file: dict[str, Any] | None
    """The saved notebook, if there is one."""
    output_limit_bytes: int
    with_document: bool = True
    """False where the document is what cannot be recorded."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one cell shows: outputs, or the names of their blobs."""

    count: int | None
    outputs: list[Output | Digest]


def record_seen(core: Core, actor: Actor, seen: SeenExecution, scene: Scene) -> None:
    """Record the outputs of an execution that ended, and the notebook as it was then.

    Safe to repeat: the latest outputs and document replace those of an earlier call.
    """
    outputs = [storable(output) for output in seen.as_nbformat()]
    refs = observe.store_outputs(core, outputs, scene.output_limit_bytes)
    snapshot = scene.snapshot or _snapshot_of(scene, seen.id)
    cell, document = cell_with(snapshot, seen.source), None
    if snapshot is not None and scene.with_document:
        cells, recorded = _cells(core, scene, snapshot, seen.id)
        cell = recorded or cell
        if cell is not None:
            cells[cell] = _Shown(seen.count, [ref.digest for ref in refs])
        document = _store(core, snapshot, cells)
    observe.record_observation(
        core,
        actor,
        Observation(
            execution=seen.id,
            kernel_id=scene.kernel_id,
            path=scene.path,
            cell=cell,
            count=seen.count,
            source=_storable_text(seen.source),
            status=seen.status,
            started_at=seen.started_at,
            duration_s=max((seen.ended_at or seen.started_at) - seen.started_at, 0.0),
            outputs=refs,
            document=document,
        ),
    )


def _store(core: Core, snapshot: DocumentSnapshot, cells: dict[str, _Shown]) -> Digest | None:
    """Return the document's name; None for a notebook that our format cannot hold."""
    outputs = {cell: shown.outputs for cell, shown in cells.items()}
    counts = {cell: shown.count for cell, shown in cells.items()}
    try:
        return observe.store_document(core, snapshot, outputs, counts=counts)
    except InvalidError:
        return None


def _cells(
    core: Core, scene: Scene, snapshot: DocumentSnapshot, execution: str
) -> tuple[dict[str, _Shown], str | None]:
    """Return what every cell shows, and the cell of `execution` where its kernel recorded it."""
    sources = {cell.id: cell.source for cell in snapshot.cells}
    found, recorded = {}, None
    # A page may tell late what it showed: others have run since.
    for id_, below in below_cells(core, scene.path, after=execution).items():
        if below.execution == execution:
            recorded = id_
        if sources.get(id_) == below.source:
            found[id_] = _Shown(below.count, list(below.outputs))
    for cell in (scene.file or {}).get("cells", []):
        id_ = cell.get("id")
        if id_ not in found and cell["cell_type"] == "code" and sources.get(id_) == cell["source"]:
            outputs = [storable(dict(output)) for output in cell.get("outputs") or ()]
            found[str(id_)] = _Shown(cell.get("execution_count"), list(outputs))
    return found, recorded


def _snapshot_of(scene: Scene, execution: str) -> DocumentSnapshot | None:
    if scene.file is None or scene.path is None:
        return None
    return snapshot_of_file(scene.file, scene.path, scene.kernel_id, execution)


def snapshot_of_file(
    file: dict[str, Any], path: str, kernel_id: str, execution: str
) -> DocumentSnapshot:
    """Return a saved notebook in the shape in which a page would have told it."""
    return DocumentSnapshot(
        kernel_id=kernel_id,
        executions=(execution,),
        path=path,
        metadata=dict(file.get("metadata", {})),
        cells=tuple(
            CellState(
                id=str(cell.get("id", f"cell-{place}")),
                cell_type=str(cell["cell_type"]),
                source=str(cell["source"]),
                metadata=dict(cell.get("metadata") or {}),
                attachments=cell.get("attachments") or None,
            )
            for place, cell in enumerate(file.get("cells", []))
        ),
        nbformat=int(file.get("nbformat", 4)),
        nbformat_minor=int(file.get("nbformat_minor", 5)),
    )


def cell_with(snapshot: DocumentSnapshot | None, source: str) -> str | None:
    """Return the cell that was sent, by its source; None when several have the same."""
    cells = snapshot.cells if snapshot is not None else ()
    found = [cell.id for cell in cells if cell.cell_type == "code" and cell.source == source]
    return found[0] if len(found) == 1 else None


def storable(output: Output) -> Output:
    """Return an output that canonical JSON can hold: what a kernel sends may hold more.

    Lone surrogates become `?` and NaN null, as a page would have shown them; what is nested too
    deep becomes a note.
    """
    if _holds(output):
        return output
    text = json.dumps(output, ensure_ascii=False).encode("utf-8", "replace").decode()
    cleaned: Output = json.loads(text, parse_constant=lambda _: None)
    if _holds(cleaned):
        return cleaned
    note = {"text/plain": "[not kept: nested too deep, or no JSON]"}
    return {"output_type": "display_data", "data": note, "metadata": {}}


def _storable_text(text: str) -> str:
    """Return text that a row can hold: without NUL and lone surrogates."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _holds(output: Output) -> bool:
    try:
        canonical.loads(canonical.dumps(output))
    except InvalidError:
        return False
    return True
