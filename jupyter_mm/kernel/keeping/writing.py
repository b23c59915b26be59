"""Changed groups become blobs, leaves and a manifest. Runs in the courier's thread.

Order: parts of large values as they come, then lists, leaves and manifest in one batch. A manifest
names nothing that is not durable.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from jupyter_mm.blobs.cutting import CUT_ABOVE, LARGEST, cutter
from jupyter_mm.blobs.digest import checkpoint_id, digest_of
from jupyter_mm.domain import canonical
from jupyter_mm.domain.checkpoint import BufferRef, Checkpoint, Group, Manifest, Variable
from jupyter_mm.domain.content import Content
from jupyter_mm.errors import NotFoundError
from jupyter_mm.kernel.describing.reading import Reading
from jupyter_mm.kernel.describing.telling import describe
from jupyter_mm.kernel.keeping.capture import PYTHON
from jupyter_mm.kernel.keeping.stored import StoredState, not_written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jupyter_mm.blobs.folder import FolderStore
    from jupyter_mm.data.secret_values import SecretFinder
    from jupyter_mm.domain.data import DataRef
    from jupyter_mm.domain.digest import Digest
    from jupyter_mm.kernel.describing.outline import Outline
    from jupyter_mm.kernel.keeping.delta import BufferDraft, Delta, GroupDraft
    from jupyter_mm.kernel.keeping.parcel import Parcel
    from jupyter_mm.kernel.state.parts import Key, PartTable, Piece

BATCH_BYTES = 16 << 20
"""Parts are written whenever so many bytes are in hand, so that little of them is in memory."""

OVERLAP = 256
"""Bytes that a search for keys looks back into the part before."""


class Writer:
    """Writes the state of one session into one store."""

    def __init__(
        self, blobs: FolderStore, table: PartTable, secrets: SecretFinder, state: StoredState
    ) -> None:
        """`state` is what the store holds so far."""
        self._blobs, self._table, self._secrets = blobs, table, secrets
        self._state = state
        self._batch: dict[Digest, bytes | bytearray] = {}
        self._spent: list[Piece] = []
        """Whose bytes are in the batch: let go once it is written."""
        self._waiting: dict[Key, Digest] = {}
        """Parts in the batch: held once it is written."""

    def write(
        self,
        parcel: Parcel,
        delta: Delta,
        *,
        lock: bytes,
        inputs: tuple[DataRef, ...],
        parent: Digest | None,
        sign: Callable[[Digest], str],
    ) -> tuple[Checkpoint, list[str]]:
        """Make the state after an execution durable.

        Returns the checkpoint, and names whose bytes could not be had: they are listed as not kept.
        Raises the store's errors; then nothing of this state counts as stored.
        """
        groups, failed, refused = self._groups(delta)
        state = self._state
        state.change(delta.gone, groups, delta.lost)
        state.fail([*failed, *refused])
        state.change_process(delta.process_gone, [self._group(one) for one in delta.process])
        written, leaves, process = state.leaves()
        self._batch.update(written)
        manifest = Manifest(
            execution=parcel.execution.id,
            session=parcel.session.id,
            python=PYTHON,
            leaves=leaves,
            process=process,
            environment=self._add(lock),
            inputs=inputs,
            incomplete=parcel.incomplete,
        )
        digest = self._add(canonical.dumps(manifest))
        self._flush()
        name = checkpoint_id(digest, parent)
        return (
            self._checkpoint(parcel, name, digest, parent, sign(name)),
            [variable.name for variable in failed],
        )

    def _checkpoint(
        self, parcel: Parcel, name: Digest, manifest: Digest, parent: Digest | None, signature: str
    ) -> Checkpoint:
        kept, skipped, size = self._state.counted()
        return Checkpoint(
            id=name,
            parent=parent,
            execution=parcel.execution.id,
            manifest=manifest,
            signature=signature,
            kept=kept,
            skipped=skipped,
            size_bytes=size,
            created_at=parcel.execution.started_at + parcel.execution.duration_s,
            message=parcel.message,
            tags=parcel.tags,
            pinned=parcel.is_pinned,
        )

    def _groups(self, delta: Delta) -> tuple[list[Group], list[Variable], list[Variable]]:
        """Return the groups, those that are to come anew, and those that are not kept at all."""
        groups: list[Group] = []
        failed: list[Variable] = []
        refused: list[Variable] = []
        for draft in delta.groups:
            if reason := self._secret(draft.stream):
                refused += not_written(draft.variables, reason)
            elif self._take_parts(draft, delta):
                groups.append(self._group(draft))
            else:
                # Else a later cell would believe that these bytes are on their way.
                self._table.forget(self._nameless(draft))
                changed = "the next cell began before it was written; kept with a later cell"
                failed += not_written(draft.variables, changed)
        return groups, failed, refused

    def _take_parts(self, draft: GroupDraft, delta: Delta) -> bool:
        """Put the parts of a group into the batch; False when bytes are not to be had."""
        for key in draft.part_keys():
            if self._name(key) is not None:
                continue
            piece = delta.pieces.get(key)
            data = piece.read() if piece is not None else None
            if piece is None or data is None:
                return False
            self._waiting[key] = self._add(data)
            self._spent.append(piece)
            if sum_of(self._batch.values()) >= BATCH_BYTES:
                self._flush()
        return True

    def _nameless(self, draft: GroupDraft) -> list[Key]:
        return [key for key in draft.part_keys() if self._name(key) is None]

    def _group(self, draft: GroupDraft) -> Group:
        return Group(
            names=draft.names,
            codec=draft.codec,
            stream=self._stream(draft.stream),
            size_bytes=draft.size_bytes,
            variables=self._described(draft),
            buffers=tuple(self._buffer(buffer) for buffer in draft.buffers),
        )

    def _described(self, draft: GroupDraft) -> tuple[Variable, ...]:
        """Return the variables of a group with what is said of them, put into the batch."""
        reading = Reading([buffer.keys for buffer in draft.buffers], self._part)
        return tuple(
            variable if outline is None else self._with(outline, variable, reading)
            for variable, outline in zip_longest(draft.variables, draft.outlines)
        )

    def _with(self, outline: Outline, variable: Variable, reading: Reading) -> Variable:
        try:
            made = canonical.dumps(describe(outline, reading, self._secrets))
        except Exception:  # noqa: BLE001  # numbers nobody thought of; the value itself is kept
            return variable
        return replace(variable, description=self._add(made))

    def _part(self, key: Key) -> bytes | bytearray:
        name = self._name(key)
        if name is None:
            raise NotFoundError("A part is not on its way any more.")
        held = self._batch.get(name)
        return self._blobs.get(name) if held is None else held

    def _stream(self, stream: bytes) -> Content:
        if len(stream) <= CUT_ABOVE:
            return Content(digest=self._add(stream), size_bytes=len(stream))
        return self._content([self._add(part) for part in cut_stream(stream)], len(stream))

    def _buffer(self, buffer: BufferDraft) -> BufferRef:
        names = [self._name(key) for key in buffer.keys]
        held = [name for name in names if name is not None]
        return BufferRef(content=self._content(held, buffer.size_bytes), readonly=buffer.readonly)

    def _content(self, parts: Sequence[Digest], size_bytes: int) -> Content:
        if len(parts) == 1:
            return Content(digest=parts[0], size_bytes=size_bytes)
        listed = b"".join(map(bytes.fromhex, parts))
        return Content(digest=self._add(listed), size_bytes=size_bytes, parts=len(parts))

    def _name(self, key: Key) -> Digest | None:
        return self._waiting.get(key) or self._table.name(key)

    def _add(self, data: bytes | bytearray) -> Digest:
        name = digest_of(data)
        self._batch[name] = data
        return name

    def _flush(self) -> None:
        """Make the batch durable; then its parts count as held."""
        try:
            self._blobs.put_many(self._batch.values(), digests=list(self._batch))
        except BaseException:
            self._table.forget(self._waiting)
            raise
        finally:
            self._batch, waiting = {}, self._waiting
            self._waiting = {}
            for piece in self._spent:
                piece.drop()
            self._spent.clear()
        for key, name in waiting.items():
            self._table.hold(key, name)

    def _secret(self, stream: bytes) -> str | None:
        """Search a long stream for keys; short ones were searched before they came here."""
        if len(stream) <= CUT_ABOVE:
            return None
        view = memoryview(stream)
        for start in range(0, len(view), LARGEST):
            piece = bytes(view[max(start - OVERLAP, 0) : start + LARGEST])
            if reason := self._secrets.reason(piece):
                return reason
        return None


def cut_stream(stream: bytes) -> list[bytes]:
    """Return the parts of a stream, cut where its content says so."""
    return [bytes(chunk.data) for chunk in cutter().cut_buf(stream)]


def sum_of(parts: Iterable[bytes | bytearray]) -> int:
    """Return the bytes of all parts."""
    return sum(map(len, parts))
