"""One side of a comparison: which state is meant, and what its notebook shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from jupyter_mm.catalog.checkpoints import checkpoint_after
from jupyter_mm.catalog.executions import find_execution, outputs_of
from jupyter_mm.catalog.seal import Row
from jupyter_mm.catalog.sessions import restores_since, sessions_of_kernel
from jupyter_mm.core.comparison.documents import (
    Cell,
    Document,
    live_document,
    read_notebook,
    saved_document,
    stored_document,
)
from jupyter_mm.core.context import Core
from jupyter_mm.core.references import resolve
from jupyter_mm.domain import canonical
from jupyter_mm.domain.comparison import ComparisonRequest, Side
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.names import notebook_path
from jupyter_mm.errors import InvalidError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from jupyter_mm.domain.document import DocumentSnapshot, OutputRef

NOW, FILE = "now", "file"
SAVED_ONLY = "Now stands for the notebook as it was saved: edits since are not in it."
OUTPUTS_UNKNOWN = "Outputs of cells that never ran here are not known."
AS_RECORDED = "Now stands for the latest recorded state: the notebook's file was not found."


@dataclass(frozen=True, kw_only=True)
class State:
    """A side with what is known of it; its document is read when it is asked for."""

    side: Side
    document: Document
    checkpoint: Row | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sides:
    """Finds the states of one request; the notebook's file is read once at most."""

    core: Core
    request: ComparisonRequest

    def find(self, ref: str) -> State:
        """Return the state that a side means.

        Raises InvalidError, NotFoundError or AmbiguousError for the side, CorruptError.
        """
        if ref == NOW:
            return self._now()
        if ref == FILE:
            if self._saved is None:
                raise NotFoundError(
                    f"There is no file {self._path}.",
                    hint="It may have been moved or deleted; its checkpoints are kept.",
                )
            return State(side=_side(FILE, "File on disk"), document=self._saved, checkpoint=None)
        return self._recorded(ref, ref)

    def _now(self) -> State:
        notes: tuple[str, ...] = ()
        if self.request.document is not None:
            document, notes = self._live(self.request.document)
        elif self._path is not None and self._saved is not None:
            document, notes = self._saved, (SAVED_ONLY,)
        else:
            found = self._recorded(NOW, NOW)
            document, notes = found.document, (AS_RECORDED,)
        with self.core.catalog.read() as tx:
            session = self._session(tx)
            head = self._head(tx, session)
            names = _restored_since(tx, session, head)
        side = _side(NOW, "Now", head)
        if names:
            notes += (f"Restored since the last run, and not compared: {', '.join(names)}.",)
        return State(side=side, document=document, checkpoint=head, notes=notes)

    def _live(self, shown: DocumentSnapshot) -> tuple[Document, tuple[str, ...]]:
        """Return what the page shows; a file that cannot be read only keeps its outputs."""
        notes = []

        def saved() -> Document | None:
            try:
                return self._saved
            except InvalidError as error:
                notes.append(f"{error.message} {OUTPUTS_UNKNOWN}")
                return None

        return live_document(self.core, shown, saved), tuple(notes)

    def _session(self, tx: Connection) -> str | None:
        """Return the session that the notebook has now, as far as it is known."""
        request = self.request
        if request.session is not None or request.document is None:
            return request.session
        known = sessions_of_kernel(tx, request.document.kernel_id)
        return str(max(known, key=_start)["id"]) if known else None

    def _head(self, tx: Connection, session: str | None) -> Row | None:
        """Return the checkpoint where the present variables stand."""
        try:
            return resolve(tx, NOW, session=session, notebook=self._path, now=self.core.clock())
        except NotFoundError:
            return None

    def _recorded(self, ref: str, shown: str) -> State:
        with self.core.catalog.read() as tx:
            row = find_execution(tx, ref)
            state = (
                checkpoint_after(tx, row["id"])
                if row is not None
                else resolve(
                    tx,
                    ref,
                    session=self.request.session,
                    notebook=self.request.notebook,
                    now=self.core.clock(),
                )
            )
            if row is None and state is not None:
                row = find_execution(tx, state["execution"])
            if row is None:
                raise NotFoundError(f"No execution is recorded for `{ref[:80]}`.")
            refs = outputs_of(tx, [row])[row["id"]]
        document = _document_of(self.core, row, refs)
        message = None if state is None else state["message"]
        side = Side(
            ref=shown,
            kind="execution" if state is None else "checkpoint",
            execution=row["id"],
            checkpoint=None if state is None else Digest(state["id"]),
            title=message or row["title"],
            message=message,
            at=row["started_at"] + row["duration_s"],
            complete=document.complete,
        )
        return State(side=side, document=document, checkpoint=state)

    @cached_property
    def _path(self) -> str | None:
        document, named = self.request.document, self.request.notebook
        path = named if named is not None or document is None else document.path
        return None if path is None else notebook_path(path)

    @cached_property
    def _saved(self) -> Document | None:
        if self._path is None:
            raise InvalidError("`file` needs to know of which notebook.", hint="Name a notebook.")
        content = self.core.read_file(self._path)
        if content is None:
            return None
        return saved_document(read_notebook(content, self._path))


def _start(session: Row) -> float:
    return float(session["started_at"])


def _restored_since(tx: Connection, session: str | None, head: Row | None) -> list[str]:
    """Return the names that came back one by one since: no checkpoint has them as they are."""
    if session is None or head is None:
        return []
    standing: dict[str, list[str]] = {}
    for row in restores_since(tx, session, head["created_at"]):
        if row["names"] is None:  # everything is as in its target, which is the head
            standing.clear()
        elif standing.pop(row["undoes"], None) is None:
            standing[row["id"]] = canonical.loads(row["names"].encode())
    return sorted({name for names in standing.values() for name in names})


def _side(kind: str, title: str, head: Row | None = None) -> Side:
    return Side(
        ref=kind,
        kind=kind,
        execution=None if head is None else head["execution"],
        checkpoint=None if head is None else Digest(head["id"]),
        title=title,
        message=None,
        at=None,
        complete=True,
    )


def _document_of(core: Core, row: Row, refs: Iterable[OutputRef]) -> Document:
    """Return the document at an execution, or a notebook of the one cell that is known."""
    if row["document"] is not None:
        return stored_document(core.blobs, Digest(row["document"]))
    cell = Cell(
        id=row["cell"],
        cell_type="code",
        source=row["source"],
        metadata={},
        count=row["count"],
        outputs=tuple(ref.digest for ref in refs),
    )
    return Document(cells=(cell,), complete=False)
