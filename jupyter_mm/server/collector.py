"""From what kernels say to records: outputs, document and path of every execution."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import ensure_async

from jupyter_mm.core import notebooks, observe
from jupyter_mm.core.compose import Scene, cell_with, record_seen
from jupyter_mm.core.saved_notebooks import SavedNotebooks
from jupyter_mm.core.snapshots import Snapshots
from jupyter_mm.errors import InvalidError, MMError, StoreFullError, StoreUnavailableError
from jupyter_mm.server.kernels import KernelWatch, find_kernel, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from jupyter_server.serverapp import ServerApp

    from jupyter_mm.core.assembly import SeenExecution
    from jupyter_mm.domain.document import DocumentSnapshot
    from jupyter_mm.server.store import ServerStore


OF_ALL = (StoreUnavailableError, StoreFullError)
"""Errors that are not about one execution: all wait until they are gone."""


class Collector:
    """Watches all kernels of the server; lives on its event loop."""

    def __init__(self, app: ServerApp, store: ServerStore) -> None:
        """Take the server and its store; `tick` does the rest."""
        self._app, self._store = app, store
        self._watches: dict[str, KernelWatch] = {}
        self._saved = SavedNotebooks(self._model, app.log)
        self._moves: deque[tuple[Callable[..., Any], tuple[str, ...]]] = deque()
        self._turn = asyncio.Lock()
        self._complaint = ""
        self.snapshots = Snapshots()

    async def on_kernel(self, data: dict[str, Any], **_: Any) -> None:
        """Follow a kernel's start, restart and end."""
        kernel_id = data.get("kernel_id", "")
        if data["action"] == "start" and data.get("status") != "error":
            self._watch(kernel_id, await find_kernel(self._app, kernel_id))
        elif kernel_id in self._watches and data["action"] in {"restart", "shutdown"}:
            self._watches[kernel_id].outputs.abort(self._store.clock())
            if data["action"] == "restart":
                self._watches[kernel_id].connect()
            await self.flush()

    async def on_contents(self, data: dict[str, Any], **_: Any) -> None:
        """Follow renames and deletions of notebooks."""
        path, source = data["path"].strip("/"), (data.get("source_path") or "").strip("/")
        if data["action"] == "rename":
            for watch in self._watches.values():
                watch.note_move(await path_of(self._app, watch.id), source, path)
            self._moves.append((notebooks.move_notebook, (source, path)))
        elif data["action"] == "delete":
            self._moves.append((notebooks.forget_path, (path,)))
        if self._moves:
            await self.flush()

    async def tick(self) -> None:
        """Do what nobody announced: unknown kernels, late captures, the outbox."""
        known = set(self._app.kernel_manager.list_kernel_ids())
        for kernel_id in known - set(self._watches):
            self._watch(kernel_id, self._app.kernel_manager.get_kernel(kernel_id))
        await self.flush()
        for kernel_id in set(self._watches) - known:
            if self._watches[kernel_id].is_over(self._store.clock()):
                del self._watches[kernel_id]
        try:
            await self._store.take_in()
        except MMError as error:
            self._complain(error)

    def running(self, path: str) -> dict[str, str | None]:
        """Return the executions of a notebook that are at work, with their cells if pages told."""
        return {
            seen.id: cell_with(self.snapshots.get(seen.id), seen.source)
            for watch in list(self._watches.values())
            if watch.path == path
            for seen in list(watch.outputs.running.values())
        }

    def told(self, snapshot: DocumentSnapshot) -> None:
        """Take what a page showed; a quick cell may have ended before."""
        self.snapshots.keep(snapshot)
        for watch in self._watches.values():
            for execution in snapshot.executions:
                watch.outputs.again(execution)
        self._app.io_loop.add_callback(self.flush)

    def claimed(self, execution: str) -> None:
        """Take note that a kernel has recorded an execution."""
        for watch in self._watches.values():
            watch.outputs.hurry(execution)
        self._app.io_loop.add_callback(self.flush)

    async def flush(self) -> None:
        """Record what moved, ended or changed; what the store refuses is tried again at a tick."""
        async with self._turn:
            try:
                while self._moves:
                    await self._move(*self._moves[0])
                    self._moves.popleft()
                for watch in list(self._watches.values()):
                    for seen in watch.outputs.due(self._store.clock()):
                        await self._record(watch, seen)
                self._complaint = ""
            except OF_ALL as error:
                self._complain(error)

    def _complain(self, error: MMError) -> None:
        """Log a refusal of the store once, until something else or nothing is wrong."""
        if error.message != self._complaint:
            self._complaint = error.message
            self._app.log.warning("jupyter_mm: %s %s", error.message, error.hint)

    def _watch(self, kernel_id: str, kernel: Any) -> None:
        settings = self._store.settings
        if kernel is not None and kernel_id not in self._watches and settings.capture != "off":
            soon = partial(self._app.io_loop.add_callback, self.flush)
            self._watches[kernel_id] = KernelWatch(kernel, settings.output_limit_bytes, soon)

    async def _move(self, verb: Callable[..., Any], paths: tuple[str, ...]) -> None:
        try:
            await self._store.run(verb, *paths)
        except OF_ALL:
            raise
        except InvalidError:
            pass  # a name of any file, which no notebook can have
        except Exception as error:  # noqa: BLE001  # told; it keeps no other waiting
            self._lose(error, f"that {' became '.join(paths)}")

    async def _record(self, watch: KernelWatch, seen: SeenExecution) -> None:
        """Record one execution; one that fails is tried again, and keeps no other waiting."""
        try:
            await self._try(watch, seen)
        except OF_ALL:
            raise
        except Exception as error:  # noqa: BLE001  # told when it does not pass
            if watch.outputs.fail(seen, self._store.clock()):
                self._lose(error, f"all that {seen.id} showed")
                await self._record_bare(watch, seen)

    async def _try(self, watch: KernelWatch, seen: SeenExecution) -> None:
        """Record one execution, unless its kernel may still say that it is to be kept."""
        outputs, path = watch.outputs, watch.settle(await path_of(self._app, watch.id))
        waits = await self._store.run(observe.awaits_capture, seen.id, watch.id)
        if waits and not outputs.is_lost_without_capture(seen):
            outputs.wait(seen, self._store.clock())
            return
        file = await self._saved.get(path) if path else None
        await self._put(watch, seen, self._scene(watch, seen, file))

    async def _record_bare(self, watch: KernelWatch, seen: SeenExecution) -> None:
        """Record an execution without what may be at fault."""
        scene = replace(self._scene(watch, seen, None), with_document=False)
        try:
            await self._put(watch, seen, scene)
        except OF_ALL:
            raise
        except Exception:
            self._app.log.exception("jupyter_mm: %s cannot be recorded", seen.id)

    def _scene(self, watch: KernelWatch, seen: SeenExecution, file: dict[str, Any] | None) -> Scene:
        return Scene(
            kernel_id=watch.id,
            path=watch.path,
            snapshot=self.snapshots.get(seen.id),
            file=file,
            output_limit_bytes=self._store.settings.output_limit_bytes,
        )

    async def _put(self, watch: KernelWatch, seen: SeenExecution, scene: Scene) -> None:
        watch.outputs.changed.discard(seen.id)
        try:
            await self._store.run(record_seen, self._store.actor, seen, scene)
        except OF_ALL:
            watch.outputs.changed.add(seen.id)
            raise
        watch.outputs.rest(seen, self._store.clock())
        self.snapshots.recorded(seen.id)

    async def _model(self, path: str, *, content: bool) -> dict[str, Any]:
        contents: Any = self._app.contents_manager
        asked = contents.get(path, content=content, type="notebook")
        return dict(await ensure_async(asked))

    def _lose(self, error: Exception, what: str) -> None:
        """Count what could not be kept, and tell the pages and the log."""
        self._app.log.error("jupyter_mm: cannot keep %s", what, exc_info=error)
        self._store.lose(error)
