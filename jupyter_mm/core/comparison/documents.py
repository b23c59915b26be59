"""A notebook in the shape in which two are compared: outputs by name as long as it will do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.core.compose import storable
from jupyter_mm.core.on_screen import below_cells
from jupyter_mm.domain import canonical
from jupyter_mm.domain.digest import Digest
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_mm.blobs.protocol import BlobStore
    from jupyter_mm.core.context import Core
    from jupyter_mm.domain.document import DocumentSnapshot

Output = dict[str, Any]

NBFORMAT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell. Outputs and attachments are names of blobs, or what the file holds."""

    id: str | None
    cell_type: str
    source: str
    metadata: Mapping[str, Any]
    count: int | None = None
    outputs: tuple[Digest | Output, ...] = ()
    attachments: Digest | dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One notebook."""

    cells: tuple[Cell, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = True
    """False when only the executed cell is known."""


def stored_document(blobs: BlobStore, digest: Digest) -> Document:
    """Return a document of the store; its outputs are not read. Raises as `BlobStore.get`."""
    stored = json.loads(blobs.get(digest))
    cells = tuple(
        Cell(
            id=cell["id"],
            cell_type=cell["cell_type"],
            source=cell["source"],
            metadata=cell["metadata"],
            count=cell.get("execution_count"),
            outputs=tuple(map(Digest, cell.get("outputs", ()))),
            attachments=Digest(cell["attachments"]) if "attachments" in cell else None,
        )
        for cell in stored["cells"]
    )
    return Document(cells=cells, metadata=stored["metadata"])


def saved_document(file: Mapping[str, Any]) -> Document:
    """Return a notebook of nbformat 4 as a file holds it: text may be cut into lines."""
    cells = tuple(
        Cell(
            id=_text(cell["id"]) if "id" in cell else None,
            cell_type=str(cell["cell_type"]),
            source=_text(cell.get("source", "")),
            metadata=cell.get("metadata") or {},
            count=cell.get("execution_count"),
            outputs=tuple(_joined(output) for output in cell.get("outputs") or ()),
            attachments=cell.get("attachments") or None,
        )
        for cell in file["cells"]
    )
    return Document(cells=cells, metadata=file.get("metadata") or {})


def live_document(
    core: Core, snapshot: DocumentSnapshot, saved: Callable[[], Document | None]
) -> Document:
    """Return what a page shows: its sources, with what stands below them.

    That is what the cell's latest execution showed, or what was put back after it, also when it was
    edited since; else what the file holds.
    """
    shown = below_cells(core, snapshot.path)
    wanted = {cell.id for cell in snapshot.cells if cell.cell_type == "code"} - shown.keys()
    file = saved() if wanted else None
    in_file = {} if file is None else {cell.id: cell for cell in file.cells}
    cells = []
    for told in snapshot.cells:
        cell = Cell(
            id=told.id,
            cell_type=told.cell_type,
            source=told.source,
            metadata=told.metadata,
            attachments=told.attachments or None,
        )
        if told.cell_type == "code" and told.id in shown:
            below = shown[told.id]
            cell = replace(cell, count=below.count, outputs=below.outputs)
        elif told.cell_type == "code" and (known := in_file.get(told.id)) is not None:
            cell = replace(cell, count=known.count, outputs=known.outputs)
        cells.append(cell)
    return Document(cells=tuple(cells), metadata=snapshot.metadata)


def read_notebook(content: bytes, path: str) -> dict[str, Any]:
    """Return a notebook file's JSON, of an old format in today's.

    Raises InvalidError for what is no notebook.
    """
    try:
        found: Any = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _no_notebook(path, f"its JSON is broken ({error})") from error
    if not isinstance(found, dict):
        raise _no_notebook(path, "it holds no object")
    if isinstance(found.get("nbformat"), int) and found["nbformat"] < NBFORMAT:
        found = _upgraded(found, path)
    cells = found.get("cells")
    if not isinstance(cells, list) or not all(map(is_cell, cells)):
        raise _no_notebook(path, "its cells cannot be read")
    return dict(found)


def bytes_of(blobs: BlobStore, part: Digest | Mapping[str, Any]) -> bytes:
    """Return canonical bytes of an output or of attachments. Raises as `BlobStore.get`."""
    return blobs.get(part) if isinstance(part, str) else _canonical(part)


def name_of(part: Digest | Mapping[str, Any]) -> Digest:
    """Return the name that an output or attachments have, or would have, in the store."""
    return part if isinstance(part, str) else digest_of(_canonical(part))


def _canonical(part: Mapping[str, Any]) -> bytes:
    try:
        return canonical.dumps(part)
    except InvalidError:
        return canonical.dumps(storable(dict(part)))


def _upgraded(found: dict[str, Any], path: str) -> dict[str, Any]:
    import nbformat  # noqa: PLC0415  # few notebooks are that old

    try:
        made = nbformat.convert(nbformat.from_dict(found), NBFORMAT)  # type: ignore[no-untyped-call]
    except Exception as error:
        why = f"its format {found['nbformat']} cannot be brought to {NBFORMAT}"
        raise _no_notebook(path, why) from error
    return dict(made)


def is_cell(cell: Any) -> bool:
    """Return whether this is a cell as a file holds it."""
    return (
        isinstance(cell, dict)
        and isinstance(cell.get("cell_type"), str)
        and isinstance(cell.get("metadata") or {}, dict)
        and isinstance(cell.get("outputs") or [], list)
        and all(isinstance(output, dict) for output in cell.get("outputs") or ())
    )


def _joined(output: Output) -> Output:
    """Return an output with its texts in one piece, as kernels send them."""
    made = dict(output)
    if "text" in made:
        made["text"] = _text(made["text"])
    if isinstance(made.get("data"), dict):
        made["data"] = {
            kind: value if kind.endswith("json") else _text(value)
            for kind, value in made["data"].items()
        }
    return made


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return "".join(map(str, value))
    return value


def _no_notebook(path: str, why: str) -> InvalidError:
    return InvalidError(
        f"{path} is no notebook: {why}.", hint="Open the file and look, or restore a checkpoint."
    )
